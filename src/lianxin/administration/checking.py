"""The complete check of a profile: the form of its files, and whether every message of the city can be filled."""

from collections.abc import Mapping

from lianxin.city import MESSAGES_FILE, Document, Problem, Sources, Trouble, Wordings, files_of, read_files, trouble_of
from lianxin.kernel.json_values import read_json
from lianxin.notify import wording_problems


def problems_in(
    files: Mapping[str, bytes], missing: Mapping[str, str] | None = None
) -> tuple[Sources | None, list[Problem]]:
    """Returns the parsed files and their problems by file and line, as in `lianxin city check`."""
    sources, problems = read_files(files, missing)
    if sources is None or any(problem.file == MESSAGES_FILE for problem in problems):
        return sources, problems
    found = [
        Problem(MESSAGES_FILE, sources.messages_toml.line(f"{name}.{language}", 0, field or None), words)
        for name, language, field, words in wording_problems(read_json(Wordings, sources.messages))
    ]
    return sources, sorted([*problems, *found])


def troubles_of(document: Document) -> list[Trouble]:
    """Returns the problems of a draft, each with its row and column."""
    sources, problems = problems_in(files_of(document))
    if sources is None:
        raise AssertionError(problems)  # files written by `files_of` can always be read again
    return [trouble_of(problem, sources, document) for problem in problems]
