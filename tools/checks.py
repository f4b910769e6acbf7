"""Checks the project's own rules, which no linter has. Run by `make check`; each rule has a test in tests/contracts."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Final

from check_commits import commit_faults
from check_markdown import markdown_faults
from check_names import duplicate_names
from check_open_types import open_types
from check_statement_names import short_names
from check_tables import foreign_tables, owners_of, package_of

CHECKOUT: Final = Path(__file__).parents[1]
EXCEPTIONS: Final = Path(__file__).with_name("exceptions.toml")
LONGEST_FUNCTION: Final = 40
LONGEST_FILE: Final = 300
PROGRAM: Final = ("src/lianxin/", "tools/", "bench/")
PAGES: Final = "web/workbench/src/"
BINARY: Final = {".gif", ".ico", ".jpg", ".ogg", ".pdf", ".png", ".wav", ".webp", ".woff2", ".xlsx", ".xz"}
VAGUE: Final = re.compile(r"common|helpers?|managers?|misc|services?|utils?", re.IGNORECASE)
VAGUE_CLASS: Final = re.compile(r"(Helper|Manager|Service|Util|Utils)$")
UNFINISHED: Final = re.compile(r"\b(TO" + r"DO|FIX" + r"ME)\b")
# The patterns are split so that this file does not match its own rule.
PLACES: Final = re.compile(
    r"pypi\." + r"org|pythonhosted\." + r"org|registry\." + r"npm|deb\.debian\." + r"org|npmmirror\." + r"com"
    r"|/ro" + r"ot/|/home/" + r"\w+/|(?<![\w.])/wo" + r"rk/(?:main|shared)"
)
STATEMENT: Final = re.compile(r"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH)\s", re.IGNORECASE)
VOLATILE: Final = re.compile(r"\b(now|random|clock_timestamp|gen_random_uuid|nextval)\s*\(", re.IGNORECASE)
PURE: Final = re.compile(
    r"lianxin\.(\w+\.rules|cases\.imports\.(raw|\w+_rules)|\w+\.events|language)\b"
    r"|lianxin\.calls\.sip(\.(messages|framing|addresses|legs|news|sessions|writing|answering|within|calling|timers))?$"
    r"|lianxin\.kernel\.(errors|events|digits|json_values)\b"
    # They contain only what standards and authorities publish: check digits, number plans, the CLDR.
    r"|(stdnum|phonenumbers|babel)\b"
)
RULES: Final = re.compile(
    r"src/lianxin/(\w+/rules/|cases/(audit/replay|citizen/progress|imports/\w+_rules)\.py"
    r"|calls/sip/(messages|framing|addresses|legs|news|sessions|writing|answering|within|calling|timers)\.py)"
)
CLOCK: Final = "src/lianxin/kernel/clock.py"
ASKS_MACHINE: Final = re.compile(
    r"((datetime|dt)\.)?(datetime|date)\.(now|utcnow|today)"
    r"|time\.(time|monotonic|perf_counter)(_ns)?|time\.(localtime|gmtime|ctime|asctime)"
)
NOW_IN_SQL: Final = re.compile(
    r"(?<![.\w])(now|(clock|statement|transaction)_timestamp|timeofday)\s*\(\s*\)"
    r"|\b(CURRENT_(TIMESTAMP|DATE|TIME)|LOCAL(TIME|TIMESTAMP))\b"
)
ASKS_TIME: Final = {"now", "today", "utcnow", "time", "time_ns", "monotonic", "perf_counter"}


@dataclass(frozen=True, slots=True)
class Problem:
    """A broken rule and its place. `line` is 0 for the whole file."""

    path: str
    line: int
    rule: str
    words: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.words}"


@dataclass(frozen=True, slots=True)
class Source:
    """One tracked file; `path` is relative to the checkout, with forward slashes."""

    path: str
    text: str

    @property
    def nodes(self) -> Iterator[ast.AST]:
        """Yields every node of a Python file, none of other files."""
        return ast.walk(ast.parse(self.text)) if self.path.endswith(".py") else iter(())


def function_length(source: Source) -> Iterator[Problem]:
    if source.path.startswith(PROGRAM):
        for node in source.nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    yield Problem(source.path, node.lineno, "function-length", f"{node.name} has {lines} lines")


def file_length(source: Source) -> Iterator[Problem]:
    lines = source.text.count("\n")
    ours = source.path.startswith(PROGRAM) and source.path.endswith(".py")
    if (ours or source.path.startswith(PAGES)) and lines > LONGEST_FILE:
        yield Problem(source.path, 0, "file-length", f"{lines} lines")


def vague_name(source: Source) -> Iterator[Problem]:
    path = Path(source.path)
    for part in (*path.parts[:-1], path.stem):
        if VAGUE.fullmatch(part):
            yield Problem(source.path, 0, "vague-name", f"{part} does not say what is inside")
    for node in source.nodes:
        if isinstance(node, ast.ClassDef) and VAGUE_CLASS.search(node.name):
            yield Problem(source.path, node.lineno, "vague-name", f"{node.name} does not say what it is")


def named_place(source: Source) -> Iterator[Problem]:
    for number, line in enumerate(source.text.splitlines(), 1):
        if found := PLACES.search(line):
            yield Problem(source.path, number, "named-place", f"{found[0]} is one machine's or one registry's")


def unfinished(source: Source) -> Iterator[Problem]:
    for number, line in enumerate(source.text.splitlines(), 1):
        if found := UNFINISHED.search(line):
            yield Problem(source.path, number, "unfinished", f"{found[0]} belongs into an issue")


def pure_rules(source: Source) -> Iterator[Problem]:
    """Rules import the standard library, other rules and the modules of PURE, and receive the time."""
    if not RULES.match(source.path):
        return
    for node in source.nodes:
        for module in _imported(node):
            if module.split(".")[0] not in sys.stdlib_module_names and not PURE.match(module):
                yield Problem(source.path, _line(node), "pure-rules", f"imports {module}")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ASKS_TIME:
            yield Problem(source.path, node.lineno, "pure-rules", f"asks for the time: {ast.unparse(node.func)}()")


def clock_only(source: Source) -> Iterator[Problem]:
    """Only kernel/clock asks for the time, in Python and in SQL: LIANXIN_NOW and a test's clock then reach all code."""
    if source.path == CLOCK:
        return
    nodes = list(source.nodes)
    for node in nodes:
        named = [ast.unparse(node)] if isinstance(node, ast.Attribute) else []
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            named = [f"time.{name.name}" for name in node.names]
        for name in named:
            if ASKS_MACHINE.fullmatch(name):
                yield Problem(source.path, _line(node), "clock-only", f"{name} asks the machine; ask kernel/clock")
    for node, text in _strings(nodes):
        if found := NOW_IN_SQL.search(text):
            words = f"{found[0]} is PostgreSQL's time; bind %(now)s or %(real)s"
            yield Problem(source.path, node.lineno, "clock-only", words)


def frozen_migrations(source: Source) -> Iterator[Problem]:
    """A migration does not import the program, because the program's tables may have changed when it runs."""
    if source.path.startswith("migrations/versions/"):
        for node in source.nodes:
            for module in _imported(node):
                if module.startswith("lianxin"):
                    words = f"imports {module}; remove the file and `make migration` writes it out"
                    yield Problem(source.path, _line(node), "frozen-migrations", words)


def statements(source: Source) -> Iterator[Problem]:
    """Every statement names its city, and no UPDATE computes a volatile value: a sharded database needs both."""
    if not source.path.startswith("src/lianxin/"):
        return
    for node, text in _strings(list(source.nodes)):
        if not STATEMENT.match(text) or text.count(" ") < 3:
            continue
        if "city_id" not in text and "{" not in text:
            yield Problem(source.path, node.lineno, "statement-city", f"{' '.join(text.split())[:60]}… names no city")
        if text.lstrip().upper().startswith("UPDATE") and (found := VOLATILE.search(text)):
            yield Problem(source.path, node.lineno, "statement-volatile", f"{found[1]}() differs from node to node")


def statement_name(source: Source) -> Iterator[Problem]:
    if source.path.startswith("src/lianxin/") and source.path.endswith(".py"):
        for line, words in short_names(ast.parse(source.text)):
            yield Problem(source.path, line, "statement-name", words)


def foreign_table(source: Source) -> Iterator[Problem]:
    """A statement names only tables of its own package; others are asked through their package's door."""
    if package := package_of(source.path):
        nodes = list(source.nodes)
        for line, words in foreign_tables(package, owners(), _strings(nodes), nodes):
            yield Problem(source.path, line, "foreign-table", words)


@cache
def owners() -> dict[str, str]:
    """Returns table → package from all files of the program, even if only some are checked."""
    files = [Source(path.relative_to(CHECKOUT).as_posix(), path.read_text()) for path in CHECKOUT.glob("src/**/*.py")]
    return owners_of((file.path, node) for file in files if "Table(" in file.text for node in file.nodes)


def markdown(source: Source) -> Iterator[Problem]:
    if source.path.endswith(".md"):
        for line, rule, words in markdown_faults(source.text):
            yield Problem(source.path, line, rule, words)


def open_type(source: Source) -> Iterator[Problem]:
    """No public signature of the program has a dictionary whose keys and values are unknown."""
    if source.path.startswith("src/lianxin/") and source.path.endswith(".py"):
        for line, words in open_types(ast.parse(source.text)):
            yield Problem(source.path, line, "open-type", words)


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


def _line(node: ast.AST) -> int:
    return getattr(node, "lineno", 0)


def _strings(nodes: list[ast.AST]) -> Iterator[tuple[ast.expr, str]]:
    """Yields string literals without docstrings, with `{}` for each expression of an f-string."""
    inner: set[int] = set()
    for node in nodes:
        if isinstance(node, ast.Expr | ast.JoinedStr):
            inner.update(id(child) for child in ast.iter_child_nodes(node))
        if isinstance(node, ast.JoinedStr):
            yield node, "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inner:
            yield node, node.value


CHECKS: Final[tuple[Callable[[Source], Iterator[Problem]], ...]] = (
    function_length,
    file_length,
    vague_name,
    named_place,
    unfinished,
    pure_rules,
    clock_only,
    frozen_migrations,
    statements,
    statement_name,
    foreign_table,
    open_type,
    markdown,
)


def tracked(checkout: Path) -> Iterator[Source]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=checkout, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for path in filter(None, listed.split("\0")):
        file = checkout / path
        if file.suffix not in BINARY and file.is_file():
            yield Source(path, file.read_text(encoding="utf-8", errors="replace"))


def problems(sources: Iterator[Source], allowed: dict[str, dict[str, str]]) -> list[Problem]:
    """Returns the broken rules without those that `allowed[rule][path]` excuses; an unused reason is a problem too."""
    needed: set[tuple[str, str]] = set()
    found: list[Problem] = []
    for problem in chain.from_iterable(check(source) for source in sources for check in CHECKS):
        if problem.path in allowed.get(problem.rule, {}):
            needed.add((problem.rule, problem.path))
        else:
            found.append(problem)
    idle = [(rule, path) for rule, paths in allowed.items() for path in paths if (rule, path) not in needed]
    return found + [Problem(path, 0, rule, "its exception is not needed any more") for rule, path in idle]


def main(*paths: str) -> int:
    """Checks all files and the commits, or only the files named, as the pre-commit hook does."""
    allowed = tomllib.loads(EXCEPTIONS.read_text())
    names = allowed.pop("duplicate-name", {})
    found = problems((each for each in tracked(CHECKOUT) if not paths or each.path in paths), allowed)
    if paths:
        found = [problem for problem in found if problem.path in paths]
    else:
        found += [
            Problem(commit, 0, "commit-subject", f"{why}: {what}") for commit, what, why in commit_faults(CHECKOUT)
        ]
        modules = ((path.relative_to(CHECKOUT).as_posix(), path.read_text()) for path in CHECKOUT.glob("src/**/*.py"))
        found += [Problem(name, 0, "duplicate-name", words) for name, words in duplicate_names(modules, names)]
    for problem in found:
        print(problem)
    print(f"{len(CHECKS)} own checks: {len(found) or 'no'} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
