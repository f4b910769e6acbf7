"""Creates, starts, finds and stops one server process."""

import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import psutil
import psycopg

from lianxin.kernel.clock import stopwatch
from lianxin.kernel.postgres.account import execute
from lianxin.kernel.postgres.layout import OWNER, SOCKET, Layout, PostgresFailed

POLL: Final = 0.03  # seconds


def create_cluster(layout: Layout, engine: Path, account: pwd.struct_passwd | None) -> None:
    """Runs initdb and renames its folder into place at the end, so that an interrupted initdb is repeated."""
    if layout.data.exists():
        return _check_version(layout, engine)
    fresh = layout.root / "data.partial"
    shutil.rmtree(fresh, ignore_errors=True)
    command = [engine / "initdb", "-D", fresh, "-U", OWNER, "--encoding=UTF8", "--locale=C", "--no-instructions"]
    # Other users cannot enter the socket's folder, so every local connection is trusted.
    command += ["--auth-local=trust", "--auth-host=reject"]
    done = execute(layout, account, command)
    if done.returncode != 0:
        raise PostgresFailed(f"PostgreSQL cannot create its data folder {fresh}:\n{done.stdout}{done.stderr}".strip())
    fresh.rename(layout.data)
    return None


def _check_version(layout: Layout, engine: Path) -> None:
    kept = (layout.data / "PG_VERSION").read_text().strip()
    shown = subprocess.run([engine / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    if shown.split()[2].split(".")[0] != kept:
        raise PostgresFailed(
            f"{layout.data} was written by PostgreSQL {kept}, but {engine} holds {shown.strip()}: "
            "dump it with the old version's pg_dump, remove the folder, start again and restore."
        )


def run_server(
    layout: Layout, engine: Path, account: pwd.struct_passwd | None, parameters: Mapping[str, str], deadline: float
) -> None:
    """Starts the server and waits until it answers; `deadline` is a `stopwatch` time. Raises PostgresFailed.

    Tries again while the processes of a server killed a moment ago still hold its shared memory.
    """
    child: int | None = None
    while stopwatch() < deadline:
        if answers(layout):
            return
        if _postmaster(layout) is None and not (child and _alive(child)):
            if child and not _left_over(layout):
                break
            _forget_recycled_pid(layout)
            child = _spawn(layout, engine, account, parameters)
        time.sleep(POLL)
    raise PostgresFailed(f"PostgreSQL did not start; the end of its log {layout.log}:\n{_tail(layout)}")


def _spawn(layout: Layout, engine: Path, account: pwd.struct_passwd | None, parameters: Mapping[str, str]) -> int:
    """Starts a server and returns its process id. It has its own session, so that Ctrl-C does not stop it."""
    settings = [word for name, value in parameters.items() for word in ("-c", f"{name}={value}")]
    server: list[str | Path] = [engine / "postgres", "-D", layout.data, "-k", layout.socket_folder, *settings]
    script = 'exec </dev/null; "$@" >"$0" 2>&1 & echo $!'
    done = execute(layout, account, ["/bin/sh", "-c", script, layout.log, *server])
    return int(done.stdout)


def is_running(layout: Layout) -> bool:
    """True if the server's process runs, even when it does not answer yet."""
    return _postmaster(layout) is not None


def answers(layout: Layout) -> bool:
    try:
        psycopg.connect(layout.dsn("postgres"), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def create_database(layout: Layout) -> None:
    with psycopg.connect(layout.dsn("postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (OWNER,)).fetchone():
            connection.execute(f"CREATE DATABASE {OWNER}")


def _recorded_pid(layout: Layout) -> int | None:
    """The id in the server's record, or None: the record may be missing, or not yet written to the end of the line."""
    try:
        first, whole, _ = (layout.data / "postmaster.pid").read_text().partition("\n")
        return int(first) if whole else None
    except (FileNotFoundError, ValueError):
        return None


def _postmaster(layout: Layout) -> psutil.Process | None:
    """The running server of this data folder, or None: a recorded id may be stale or belong to another program."""
    pid = _recorded_pid(layout)
    try:
        process = psutil.Process(pid) if pid else None
        return process if process and str(layout.data) in process.cmdline() else None
    except psutil.Error:
        return None


def _alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _forget_recycled_pid(layout: Layout) -> None:
    """Removes records whose id now belongs to another program or a zombie; they would block the start for ever.

    While a process of the old server runs, the record stays: PostgreSQL finds the shared memory by it, and waits.
    """
    pid = _recorded_pid(layout)
    if pid and psutil.pid_exists(pid) and not _left_over(layout):
        (layout.data / "postmaster.pid").unlink()
        (layout.socket_folder / f"{SOCKET}.lock").unlink(missing_ok=True)


def _left_over(layout: Layout) -> bool:
    """Whether processes of a dead server are still running; each has the data folder as its working directory."""
    return any(process.info["cwd"] == str(layout.data) for process in psutil.process_iter(["cwd"]))


def _tail(layout: Layout, lines: int = 12) -> str:
    try:
        return "\n".join(layout.log.read_text(errors="replace").splitlines()[-lines:])
    except FileNotFoundError:
        return "(no log was written)"


def stop(layout: Layout) -> bool:
    postmaster = _postmaster(layout)
    if postmaster is None:
        return False
    postmaster.send_signal(signal.SIGINT)
    try:
        postmaster.wait(timeout=30)
    except psutil.TimeoutExpired:
        postmaster.send_signal(signal.SIGQUIT)
        postmaster.wait(timeout=30)
    return True
