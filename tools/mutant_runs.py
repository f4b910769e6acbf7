"""Runs the rule tests against changed sources: which tests touch a line, and what becomes of a mutant.

Every run is a forked process, because a module that was imported once cannot be replaced.
"""

import contextlib
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import io
import json
import os
import sys
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Generator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import CodeType
from typing import Any, Final

import coverage
import pytest
from hypothesis import Phase, settings
from mutating import Mutant

CHECKOUT: Final = Path(__file__).parents[1]
TESTS: Final = "tests/rules"
LONGEST: Final = 60  # seconds for one mutant; one that takes longer hangs
OPTIONS: Final = ("-q", "-x", "-n0", "-p", "no:cacheprovider", "-p", "no:randomly", "--no-header")
QUIET: Final = ("-W", "ignore::pytest.PytestAssertRewriteWarning")


class Outcome(Enum):
    """What became of a mutant. BROKEN: its module could not be loaded. HUNG: it did not end in time."""

    FAILED = "failed a test"
    BROKEN = "could not be loaded"
    HUNG = "hung"
    SURVIVED = "survived"


@dataclass(frozen=True)
class Touched:
    """Which tests run which lines, by file; the seconds of each test; the imported modules of other people."""

    lines: dict[str, dict[int, set[str]]]
    seconds: dict[str, float]
    loaded: list[str]

    def tests_of(self, mutant: Mutant) -> set[str]:
        """The tests that call the mutant's function, or touch its module."""
        lines = self.lines.get(mutant.path.as_posix(), {})
        first, last = mutant.function or (0, sys.maxsize)
        return {test for line, tests in lines.items() if first <= line <= last for test in tests if test}


class _Watch:
    """A plugin of pytest that tells coverage which test runs, and keeps how long each took."""

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


class _Chosen:
    """A plugin of pytest that runs these tests only, the quickest first. Hypothesis neither stores nor shrinks."""

    def __init__(self, tests: Collection[str], seconds: dict[str, float]) -> None:
        self.tests, self.seconds = tests, seconds

    def pytest_collection(self) -> None:
        phases = (Phase.explicit, Phase.generate)
        settings.register_profile(
            "mutants", max_examples=50, deadline=None, derandomize=True, database=None, phases=phases
        )
        settings.load_profile("mutants")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self.tests), key=lambda item: self.seconds.get(item.nodeid, 0)
        )


class _Replaced(importlib.abc.MetaPathFinder):
    """Finds one module in a changed source, every other where it is."""

    def __init__(self, mutant: Mutant) -> None:
        self.name = ".".join(mutant.path.relative_to(CHECKOUT / "src").with_suffix("").parts)
        self.mutant = mutant

    def find_spec(self, fullname: str, *_: object) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(
            fullname, self.mutant.path, loader=_Changed(fullname, self.mutant)
        )


class _Changed(importlib.machinery.SourceFileLoader):
    def __init__(self, fullname: str, mutant: Mutant) -> None:
        super().__init__(fullname, mutant.path.as_posix())
        self.source = mutant.source

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - the loader's signature
        return compile(self.source, self.path, "exec", dont_inherit=True)


def forked(work: Callable[[], int], log: Path | None = None) -> int:
    """Starts a child that does this work, silently, and ends with its result; returns the child's id."""
    child = os.fork()
    if child:
        return child
    code = 70
    with contextlib.suppress(BaseException):
        out = os.open(log or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        os.dup2(out, 2)
        code = work()
    os._exit(code)


def measured(paths: Collection[Path]) -> Touched:
    """Runs every rule test once with the sources as they are; raises SystemExit if one fails."""
    with tempfile.TemporaryDirectory() as folder:
        found, log = Path(folder, "touched.json"), Path(folder, "log")
        _, status = os.waitpid(forked(lambda: _measure(paths, found), log), 0)
        if status:
            raise SystemExit(f"{log.read_text(encoding='utf-8')}\nthe rule tests must pass before they are judged")
        told: Any = json.loads(found.read_text(encoding="utf-8"))
    lines = {path: {int(no): set(tests) for no, tests in of.items()} for path, of in told["lines"].items()}
    return Touched(lines, told["seconds"], told["loaded"])


def _measure(paths: Collection[Path], found: Path) -> int:
    sys.path.insert(0, str(CHECKOUT / "src"))
    watched = coverage.Coverage(data_file=None, include=[path.as_posix() for path in paths])
    watch = _Watch(watched)
    watched.start()
    result = pytest.main([*OPTIONS, *QUIET, TESTS], plugins=[watch])
    watched.stop()
    data = watched.get_data()
    lines = {path: data.contexts_by_lineno(path) for path in data.measured_files()}
    ours = {path.stem for path in (CHECKOUT / "tests").rglob("*.py")} | {"lianxin", "builders", "tests", "conftest"}
    loaded = [name for name in sys.modules if name.partition(".")[0] not in ours and not name.startswith("__")]
    found.write_text(json.dumps({"lines": lines, "seconds": watch.seconds, "loaded": loaded}), encoding="utf-8")
    return int(result)


def run_all(mutants: list[Mutant], touched: Touched, workers: int) -> list[tuple[Mutant, Outcome]]:
    """What becomes of each mutant, several at a time."""
    for name in touched.loaded:
        with contextlib.suppress(Exception), contextlib.redirect_stderr(io.StringIO()):
            importlib.import_module(name)
    waiting, running = list(reversed(mutants)), dict[int, tuple[Mutant, threading.Timer]]()
    outcomes: list[tuple[Mutant, Outcome]] = []
    while waiting or running:
        while waiting and len(running) < workers:
            mutant = waiting.pop()
            child = forked(lambda one=mutant: _run(one, touched))
            timer = threading.Timer(LONGEST, _kill, (child,))
            timer.start()
            running[child] = mutant, timer
        child, status = os.waitpid(-1, 0)
        mutant, timer = running.pop(child)
        timer.cancel()
        outcomes.append((mutant, _outcome(status)))
        if len(outcomes) % 50 == 0:
            print(f"{len(outcomes)} of {len(mutants)}", flush=True)
    return outcomes


def _kill(child: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, 9)


def _outcome(status: int) -> Outcome:
    if os.WIFSIGNALED(status):
        return Outcome.HUNG
    code = os.WEXITSTATUS(status)
    if code in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        return Outcome.SURVIVED
    return Outcome.FAILED if code == pytest.ExitCode.TESTS_FAILED else Outcome.BROKEN


def _run(mutant: Mutant, touched: Touched) -> int:
    tests = touched.tests_of(mutant)
    if not tests:
        return int(pytest.ExitCode.NO_TESTS_COLLECTED)
    sys.path.insert(0, str(CHECKOUT / "src"))
    sys.meta_path.insert(0, _Replaced(mutant))
    by_file: dict[str, float] = defaultdict(float)
    for test in tests:
        by_file[test.partition("::")[0]] += touched.seconds.get(test, 0)
    files = sorted(by_file, key=lambda file: by_file[file])
    return int(pytest.main([*OPTIONS, *QUIET, "--timeout=20", *files], plugins=[_Chosen(tests, touched.seconds)]))
