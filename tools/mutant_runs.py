"""Runs the rule tests against mutants, and records which tests run which lines.

Every mutant has its own process. A changed function replaces the imported one in a fork of a process that has
collected all tests. A changed constant is already copied by modules that imported it, so its module is imported
changed in a new process.
"""

import contextlib
import gc
import importlib
import importlib.abc
import importlib.machinery
import io
import json
import os
import re
import resource
import sys
import tempfile
from collections.abc import Callable, Collection, Generator, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final

import coverage
import pytest
from hypothesis import Phase, settings
from mutating import Mutant

CHECKOUT: Final = Path(__file__).parents[1]
TESTS: Final = "tests/rules"
LONGEST: Final = 60  # seconds of CPU for one mutant; one that takes longer counts as hung
OPTIONS: Final = ("-q", "-x", "-n0", "-p", "no:cacheprovider", "--timeout=0", "--no-header")
QUIET: Final = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
FAILED: Final = int(pytest.ExitCode.TESTS_FAILED)
HARMLESS: Final = (int(pytest.ExitCode.OK), int(pytest.ExitCode.NO_TESTS_COLLECTED))


class Outcome(Enum):
    """The result of a mutant. BROKEN: its module could not be loaded. HUNG: it took more than LONGEST."""

    FAILED = "failed a test"
    BROKEN = "could not be loaded"
    HUNG = "hung"
    SURVIVED = "survived"


@dataclass(frozen=True)
class Touched:
    """The tests that run each line, by file; the seconds of each test; the imported third-party modules."""

    lines: dict[str, dict[int, set[str]]]
    seconds: dict[str, float]
    loaded: list[str]

    def tests_of(self, mutant: Mutant) -> list[str]:
        """Returns the tests that call its function, or for a constant run or import its module, fastest first."""
        lines = self.lines.get(mutant.path.as_posix(), {})
        first, last = mutant.function or (0, sys.maxsize)
        found = {test for line, tests in lines.items() if first <= line <= last for test in tests if test}
        if not mutant.function:
            files = _importers(_name_of(mutant))
            found |= {test for test in self.seconds if test.partition("::")[0] in files}
        return sorted(found, key=lambda test: (self.seconds.get(test, 0), test))


class _Watch:
    """A pytest plugin that tells coverage which test runs, and records how long each takes."""

    def __init__(self, watched: coverage.Coverage) -> None:
        self.watched = watched
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        self.watched.switch_context(item.nodeid)
        try:
            return (yield)
        finally:
            self.watched.switch_context("")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            self.seconds[report.nodeid] = report.duration


class _Quick:
    """A pytest plugin with which Hypothesis stores and shrinks nothing and always draws the same examples."""

    def pytest_collection(self) -> None:
        phases = (Phase.explicit, Phase.generate)
        settings.register_profile(
            "mutants", max_examples=50, deadline=None, derandomize=True, database=None, phases=phases
        )
        settings.load_profile("mutants")


class _Chosen(_Quick):
    """A pytest plugin that runs only these tests, in this order."""

    def __init__(self, tests: Collection[str]) -> None:
        self.place = {test: nth for nth, test in enumerate(tests)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self.place), key=lambda item: self.place[item.nodeid]
        )


class _Functions(_Quick):
    """A pytest plugin that runs the tests of each mutant against its changed function, instead of all tests."""

    def __init__(self, mutants: dict[int, Mutant], touched: Touched, told: int) -> None:
        self.mutants, self.touched, self.told = mutants, touched, told

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        for nth, mutant in self.mutants.items():
            mine = [items[test] for test in self.touched.tests_of(mutant)]
            _tell(self.told, nth, _waited(forked(lambda one=mutant, of=mine: self._try(one, of))))
        return True

    def _try(self, mutant: Mutant, items: list[pytest.Item]) -> int:
        _limited()
        _put_in_place(mutant)
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        return int(pytest.ExitCode.OK)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            os._exit(FAILED)


class _Replaced(importlib.abc.MetaPathFinder):
    """Finds the mutant's module in its changed source; other modules are found as usual."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, fullname: str, *_: object) -> importlib.machinery.ModuleSpec | None:
        return _changed(self.mutant) if fullname == _name_of(self.mutant) else None


class _Source(importlib.machinery.SourceFileLoader):
    """Loads the changed source instead of the file."""

    def __init__(self, mutant: Mutant) -> None:
        super().__init__(_name_of(mutant), mutant.path.as_posix())
        self.mutant = mutant

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - the interface of loaders
        return compile(self.mutant.source, self.path, "exec", dont_inherit=True)


def _changed(mutant: Mutant) -> importlib.machinery.ModuleSpec:
    return importlib.machinery.ModuleSpec(_name_of(mutant), _Source(mutant), origin=mutant.path.as_posix())


def _name_of(mutant: Mutant) -> str:
    return ".".join(mutant.path.relative_to(CHECKOUT / "src").with_suffix("").parts)


def _put_in_place(mutant: Mutant) -> None:
    """Replaces the code of every function of the mutant's module with that of the changed source."""
    name = _name_of(mutant)
    old = {one.__qualname__: one for one in _functions() if one.__module__ == name}
    module = ModuleType(name)
    _Source(mutant).exec_module(module)
    for new in _functions():
        if new.__globals__ is vars(module) and (known := old.get(new.__qualname__)):
            known.__code__, known.__defaults__ = new.__code__, new.__defaults__
            known.__kwdefaults__ = new.__kwdefaults__


@cache
def _importers(module: str) -> frozenset[str]:
    """Returns the test files that import a module."""
    package, _, name = module.rpartition(".")
    imports = re.compile(rf"^from ({re.escape(module)} import|{re.escape(package)} import .*\b{name}\b)", re.MULTILINE)
    files = (path for path in (CHECKOUT / TESTS).glob("*.py") if imports.search(path.read_text(encoding="utf-8")))
    return frozenset(path.relative_to(CHECKOUT).as_posix() for path in files)


def _functions() -> Iterator[FunctionType]:
    return (one for one in gc.get_objects() if isinstance(one, FunctionType))


def forked(work: Callable[[], int], log: Path | None = None) -> int:
    """Forks a child that does this work silently and exits with its result; returns the child's process id."""
    child = os.fork()
    if child:
        return child
    code = int(pytest.ExitCode.INTERNAL_ERROR)
    with contextlib.suppress(BaseException):
        out = os.open(log or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        os.dup2(out, 2)
        code = work()
    os._exit(code)


def _waited(child: int) -> Outcome:
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return Outcome.HUNG
    code = os.WEXITSTATUS(status)
    if code in HARMLESS:
        return Outcome.SURVIVED
    return Outcome.FAILED if code == FAILED else Outcome.BROKEN


def measured(paths: Collection[Path]) -> Touched:
    """Runs every rule test once with unchanged sources; raises SystemExit if one fails."""
    with tempfile.TemporaryDirectory() as folder:
        found, log = Path(folder, "touched.json"), Path(folder, "log")
        if _waited(forked(lambda: _measure(paths, found), log)) is not Outcome.SURVIVED:
            raise SystemExit(f"{log.read_text(encoding='utf-8')}\nthe rule tests must pass before they are judged")
        told: Any = json.loads(found.read_text(encoding="utf-8"))
    lines = {path: {int(no): set(tests) for no, tests in of.items()} for path, of in told["lines"].items()}
    return Touched(lines, told["seconds"], told["loaded"])


def _measure(paths: Collection[Path], found: Path) -> int:
    sys.path.insert(0, str(CHECKOUT / "src"))
    watched = coverage.Coverage(data_file=None, include=[path.as_posix() for path in paths])
    watch = _Watch(watched)
    watched.start()
    result = pytest.main([*OPTIONS, *QUIET, TESTS], plugins=[watch, _Quick()])
    watched.stop()
    data = watched.get_data()
    lines = {path: data.contexts_by_lineno(path) for path in data.measured_files()}
    ours = {path.stem for path in (CHECKOUT / "tests").rglob("*.py")} | {"lianxin", "builders", "tests", "conftest"}
    loaded = [name for name in sys.modules if name.partition(".")[0] not in ours and not name.startswith("__")]
    found.write_text(json.dumps({"lines": lines, "seconds": watch.seconds, "loaded": loaded}), encoding="utf-8")
    return int(result)


def run_all(mutants: list[Mutant], touched: Touched, workers: int) -> Iterator[tuple[Mutant, Outcome]]:
    """Yields the result of each mutant as soon as it is known."""
    for name in touched.loaded:
        with contextlib.suppress(Exception), contextlib.redirect_stderr(io.StringIO()):
            importlib.import_module(name)
    heard, told = os.pipe()
    numbered = dict(enumerate(mutants))
    children = [
        forked(lambda at=at: _work(dict([*numbered.items()][at::workers]), touched, told)) for at in range(workers)
    ]
    os.close(told)
    with os.fdopen(heard, encoding="utf-8") as lines:
        for line in lines:
            nth, outcome = line.strip().split(maxsplit=1)
            yield mutants[int(nth)], Outcome(outcome)
    for child in children:
        os.waitpid(child, 0)


def _tell(told: int, nth: int, outcome: Outcome) -> None:
    os.write(told, f"{nth} {outcome.value}\n".encode())


def _work(mutants: dict[int, Mutant], touched: Touched, told: int) -> int:
    """Runs one worker's mutants: first the functions, then the constants."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.path.insert(0, str(CHECKOUT / "src"))
    functions = {nth: mutant for nth, mutant in mutants.items() if mutant.function}
    plugins = [_Functions(functions, touched, told)]
    os.waitpid(forked(lambda: int(pytest.main([*OPTIONS, *QUIET, TESTS], plugins=plugins))), 0)
    for nth, mutant in mutants.items():
        if not mutant.function:
            _tell(told, nth, _waited(forked(lambda one=mutant: _reload(one, touched.tests_of(one)))))
    return 0


def _reload(mutant: Mutant, tests: list[str]) -> int:
    if not tests:
        return int(pytest.ExitCode.NO_TESTS_COLLECTED)
    _limited()
    sys.meta_path.insert(0, _Replaced(mutant))
    files = list(dict.fromkeys(test.partition("::")[0] for test in tests))
    return int(pytest.main([*OPTIONS, *QUIET, *files], plugins=[_Chosen(tests)]))


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
