"""Fixtures of all tests: an empty, migrated database, a folder for the run, and a guard against other machines."""

import os
import shutil
import socket
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
import structlog
from hypothesis import settings

from lianxin.kernel import postgres
from lianxin.kernel.database import Database
from lianxin.kernel.ids import new_id
from lianxin.kernel.log import only_places
from lianxin.kernel.postgres import Postgres
from lianxin.runtime import migrate

settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=100, deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

ON_DEBIANS = os.environ.get("LIANXIN_TEST_POSTGRES") == "debian"
LONGEST = {"test_axe.py", "test_citizen_pages.py", "test_whole_way.py"}
RUNS = "lianxin-tests-"
LIVE_LONGEST = 300  # seconds on a slow machine, unless a test says more itself
LIVE = ("journeys.", "builders.desk_phone", "builders.hotline", "builders.media", "builders.sipp", "builders.telephone")
SERVER = "server"
TEMPLATE = "template_tests"
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


RUN = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Gives the run, its workers and their child processes one temporary folder of its own."""
    if hasattr(config, "workerinput"):
        return
    usual = Path(tempfile.gettempdir())
    _sweep_killed_runs(usual)
    config.stash[RUN] = Path(tempfile.mkdtemp(prefix=f"{RUNS}{os.getpid()}-"))
    config.stash[RUN].chmod(0o711)  # PostgreSQL's own account must be able to enter it
    patch = pytest.MonkeyPatch()
    patch.setenv("TMPDIR", str(config.stash[RUN]))
    patch.setattr(tempfile, "tempdir", str(config.stash[RUN]))
    patch.setenv("PULSE_RUNTIME_PATH", os.devnull)  # Chromium's sound library would leave a folder in TMPDIR
    config.add_cleanup(lambda: _remove(config.stash[RUN]))
    config.add_cleanup(patch.undo)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fails a run whose tests left files in the temporary folder; pytest's own files are deleted with the folder."""
    run = session.config.stash.get(RUN, None)
    if run is None:
        return
    left = sorted(path.name for path in run.iterdir() if not path.name.startswith("pytest-of-"))
    if left:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            reporter.write_line(f"left in the temporary folder: {', '.join(left)}", red=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints the ten slowest files of a run in CI, with the seconds of their tests and fixtures."""
    seconds = defaultdict[str, float](float)
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                seconds[report.nodeid.partition("::")[0]] += report.duration
    if os.environ.get("CI"):
        terminalreporter.section("slowest files")
        for file, took in sorted(seconds.items(), key=lambda one: -one[1])[:10]:
            terminalreporter.write_line(f"{took:6.0f} s  {file}")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--real-data", default=None, help="folder of real messages for the import tests")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Runs the longest tests first, so that none starts last; on the second PostgreSQL only database tests."""
    for item in filter(is_live, items):
        item.add_marker(pytest.mark.flaky(reruns=1))
        if item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(LIVE_LONGEST))
    items.sort(key=_order)
    if ON_DEBIANS:
        others = [item for item in items if not runs_again(item)]
        items[:] = [item for item in items if runs_again(item)]
        config.hook.pytest_deselected(items=others)


def is_live(item: pytest.Item) -> bool:
    """Returns whether a test talks to browsers or telephones, whose time is not its own. When it fails it is run once
    more, and pytest names it in its last lines; a test that is named there twice is to be mended."""
    names = vars(item.module) if isinstance(item, pytest.Function) else {}
    return any((getattr(value, "__module__", None) or "").startswith(LIVE) for value in names.values())


def _order(item: pytest.Item) -> tuple[float, bool]:
    """Returns the sort key of a test: by its own time limit, then by whether its file is one of LONGEST."""
    bound = item.get_closest_marker("timeout")
    return -float(bound.args[0]) if bound else 0, item.path.name not in LONGEST


def runs_again(item: pytest.Item) -> bool:
    """Returns whether another PostgreSQL could make a difference. Tests marked `once` repeat statements that other
    tests run on both: whole simulated cities, the state machine, every command and every surface over HTTP."""
    return "binaries" in getattr(item, "fixturenames", ()) and item.get_closest_marker("once") is None


@pytest.fixture(scope="session")
def binaries() -> Path | None:
    """PostgreSQL's folder of programs: None for the wheel's; the system's newest for LIANXIN_TEST_POSTGRES=debian."""
    if not ON_DEBIANS:
        return None
    return max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))


@pytest.fixture(scope="session")
def server(binaries: Path | None) -> Iterator[Postgres]:
    """One server for all workers of this run: the first worker starts it, the last one stops it."""
    home = Path(tempfile.gettempdir()) / SERVER
    home.mkdir(mode=0o711, exist_ok=True)
    running = postgres.start(home, binaries=binaries, parameters=FAST)
    yield running
    running.stop()
    if postgres.discard(home):
        shutil.rmtree(home)


def _sweep_killed_runs(folder: Path) -> None:
    for run in folder.glob(f"{RUNS}*-*"):
        pid = run.name.removeprefix(RUNS).split("-")[0]
        if pid.isdigit() and not psutil.pid_exists(int(pid)):
            _remove(run)


def _remove(run: Path) -> None:
    """Deletes a run's folder, unless a process still uses its server."""
    if not (run / SERVER).exists() or postgres.discard(run / SERVER):
        shutil.rmtree(run, ignore_errors=True)


@pytest.fixture(scope="session")
def worker_dsn(server: Postgres, worker_id: str) -> str:
    """The DSN of this worker's own database, copied from a template that is migrated once for each run."""
    name = f"tests_{worker_id}"
    with psycopg.connect(server.database("postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(1)")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (TEMPLATE,)).fetchone():
            connection.execute(f"DROP DATABASE IF EXISTS {TEMPLATE}_unready")
            connection.execute(f"CREATE DATABASE {TEMPLATE}_unready")
            migrate.upgrade(server.database(f"{TEMPLATE}_unready"))
            connection.execute(f"ALTER DATABASE {TEMPLATE}_unready RENAME TO {TEMPLATE}")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    return server.database(name)


@pytest.fixture(scope="session")
def emptying(worker_dsn: str) -> Iterator[psycopg.Connection]:
    """A connection with the function `empty`, which deletes all rows and keeps the plans of its statements.

    It looks at every table and deletes from the few that have rows: truncating many tables is slower.
    """
    with psycopg.connect(worker_dsn, autocommit=True) as connection:
        tables = connection.execute(
            "SELECT quote_ident(tablename) FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        ).fetchall()
        deletes = "\n".join(f"IF EXISTS (SELECT FROM {name}) THEN DELETE FROM {name}; END IF;" for (name,) in tables)
        connection.execute("SET lock_timeout = '10s'; SET session_replication_role = replica")
        connection.execute(f"CREATE FUNCTION pg_temp.empty() RETURNS void LANGUAGE plpgsql AS 'BEGIN {deletes} END'")
        yield connection


@pytest.fixture
def dsn(worker_dsn: str, emptying: psycopg.Connection) -> str:
    """The DSN of a migrated database without rows. It is emptied before the test, so a failed test's rows remain."""
    emptying.execute("SELECT pg_temp.empty()")
    return worker_dsn


@pytest.fixture(scope="session")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which this worker's databases store attachments, each in a subfolder."""
    return tmp_path_factory.mktemp("attachments")


@pytest.fixture
async def database(dsn: str, shelves: Path) -> AsyncIterator[Database]:
    async with Database(dsn) as opened:
        opened.shared.files = shelves / new_id().hex
        opened.shared.files.mkdir()
        yield opened


@pytest.fixture(autouse=True, scope="session")
def logged_in_short() -> None:
    """Configures logs as in the application: structlog's default renders long frames for every traceback."""
    structlog.configure(processors=[only_places, structlog.processors.JSONRenderer()])


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """Fails a test at once if it connects to another machine, with the address."""
    connect, resolve = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _must_be_local(address[0])
        connect(self, address)

    def guarded_resolve(host: Any, *rest: Any, **options: Any) -> Any:
        _must_be_local(host)
        return resolve(host, *rest, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket, "getaddrinfo", guarded_resolve)
        yield


def _must_be_local(host: Any) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name not in (None, "", "localhost", "::", "::1", "0.0.0.0") and not str(name).startswith("127."):
        pytest.fail(f"a test reached for {name}; only this machine's loopback is allowed")
