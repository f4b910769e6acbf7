"""Errors that stop the import of a whole file; one bad row never does."""

from pathlib import Path

from lianxin.cases.imports.mapping_rules import MappingProblems
from lianxin.kernel.errors import Invalid, TooLarge


class UnreadableFile(Invalid):
    """This program cannot read the file as a table. Facts: file, problem (a sentence)."""

    code = "import.unreadable_file"

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(file=path.name, problem=problem)

    def __str__(self) -> str:
        return f"{self.facts['file']}: {self.facts['problem']}"


class BadMapping(Invalid):
    """The mapping is wrong or does not fit the file. Facts: problems, a list of {file, line, key, expected, found}."""

    code = "import.bad_mapping"

    def __init__(self, found: MappingProblems) -> None:
        super().__init__(
            problems=[
                {"file": one.file, "line": one.line, "key": one.key, "expected": one.expected, "found": one.found}
                for one in found.problems
            ]
        )
        self.sentences = str(found)

    def __str__(self) -> str:
        return self.sentences


class ImportFileTooLarge(TooLarge):
    """The file exceeds a limit. Facts: file, what (bytes, unpacked bytes, parts, rows), limit."""

    code = "import.file_too_large"

    def __init__(self, path: Path, what: str, limit: int) -> None:
        super().__init__(file=path.name, what=what, limit=limit)

    def __str__(self) -> str:
        return f"{self.facts['file']}: more than {self.facts['limit']:,} {self.facts['what']}"
