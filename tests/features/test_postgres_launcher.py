"""The embedded server: starts, is shared, and comes back after the worst."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from builders.postmaster import postmaster
from lianxin.kernel import postgres
from lianxin.kernel.postgres import PostgresFailed


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that an unprivileged server can reach: pytest's own temporary folders are closed to it."""
    folder = Path(tempfile.mkdtemp(prefix="lianxin-launcher-"))
    folder.chmod(0o711)
    yield folder
    postgres.discard(folder)
    shutil.rmtree(folder)


def write_rows(dsn: str, count: int) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (number int)")
        for number in range(count):
            connection.execute("INSERT INTO kept VALUES (%s)", (number,))


def count_rows(dsn: str) -> int:
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    return row[0] if row else -1


def test_acknowledged_rows_survive_a_killed_server(home: Path, binaries: Path | None) -> None:
    first = postgres.start(home, binaries=binaries)
    write_rows(first.dsn, 200)
    killed = postmaster(home)
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    second = postgres.start(home, binaries=binaries)
    assert second.how == "started"
    assert count_rows(second.dsn) == 200
    first.stop()
    assert second.stop()


def test_a_second_start_joins_the_running_server_and_the_last_user_stops_it(home: Path, binaries: Path | None) -> None:
    first = postgres.start(home, binaries=binaries)
    second = postgres.start(home, binaries=binaries)
    assert (first.how, second.how) == ("started", "attached")
    assert first.dsn == second.dsn
    assert first.stop() is False
    psycopg.connect(second.dsn).close()
    assert second.stop() is True
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(second.dsn)


def test_a_stopped_server_keeps_its_rows(home: Path, binaries: Path | None) -> None:
    first = postgres.start(home, binaries=binaries)
    write_rows(first.dsn, 3)
    assert first.stop()
    second = postgres.start(home, binaries=binaries)
    assert count_rows(second.dsn) == 3
    second.stop()


def test_a_killed_user_leaves_no_claim_on_the_server(home: Path, binaries: Path | None) -> None:
    script = "import sys, time; from pathlib import Path; from lianxin.kernel import postgres\n"
    script += "kept = postgres.start(Path(sys.argv[1]), binaries=Path(sys.argv[2]))\n"
    script += "print(kept.how, flush=True); time.sleep(60)"
    programs = str(binaries or postgres.wheel_binaries())
    with subprocess.Popen([sys.executable, "-c", script, home, programs], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "started\n"
        ours = postgres.start(home, binaries=binaries)
        other.kill()
    assert ours.how == "attached"
    assert ours.stop() is True


def test_a_record_that_names_another_program_does_not_hold_the_server_up(home: Path, binaries: Path | None) -> None:
    first = postgres.start(home, binaries=binaries)
    record = home / "postgres/data/postmaster.pid"
    kept = record.read_text().splitlines()
    first.stop()
    account = (home / "postgres/data").stat()
    as_server = {"user": account.st_uid, "group": account.st_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    with subprocess.Popen(["sleep", "600"], **as_server) as stranger:
        record.write_text("\n".join([str(stranger.pid), *kept[1:], ""]))
        record.chmod(0o600)
        os.chown(record, account.st_uid, account.st_gid)
        second = postgres.start(home, binaries=binaries, timeout=90)
        stranger.kill()
    assert second.how == "started"
    second.stop()


def test_a_server_that_cannot_start_says_why(home: Path, binaries: Path | None) -> None:
    with pytest.raises(PostgresFailed, match="no_such_parameter"):
        postgres.start(home, binaries=binaries, parameters={"no_such_parameter": "1"})


def test_data_of_another_version_is_refused_with_the_way_out(home: Path, binaries: Path | None) -> None:
    postgres.start(home, binaries=binaries).stop()
    (home / "postgres/data/PG_VERSION").write_text("9\n")
    with pytest.raises(PostgresFailed, match="written by PostgreSQL 9"):
        postgres.start(home, binaries=binaries)


def test_a_long_path_gets_a_short_socket(home: Path, binaries: Path | None) -> None:
    deep = home / ("very-" * 20) / "long"
    deep.mkdir(parents=True)
    server = postgres.start(deep, binaries=binaries)
    psycopg.connect(server.dsn).close()
    server.stop()
    assert postgres.discard(deep)


def test_the_log_quotes_no_statement_and_no_value(home: Path, binaries: Path | None) -> None:
    server = postgres.start(home, binaries=binaries)
    with psycopg.connect(server.dsn, autocommit=True) as connection:
        connection.execute("CREATE TABLE phones (number text PRIMARY KEY)")
        connection.execute("INSERT INTO phones VALUES ('13800000000')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO phones VALUES ('13800000000')")
    server.stop()
    log = (home / "postgres/log").read_text()
    assert "duplicate key" in log
    assert "13800000000" not in log


def test_a_folder_in_use_is_not_discarded(home: Path, binaries: Path | None) -> None:
    server = postgres.start(home, binaries=binaries)
    assert postgres.discard(home) is False
    server.stop()
    assert postgres.discard(home) is True
    assert not (home / "postgres").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to hand the server to another account")
def test_root_is_told_when_the_servers_account_cannot_reach_the_folder(home: Path, binaries: Path | None) -> None:
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(PostgresFailed, match="cannot reach"):
        postgres.start(closed / "data", binaries=binaries)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to hand the server to another account")
def test_programs_in_a_closed_folder_are_copied_within_reach(home: Path) -> None:
    package = postgres.wheel_binaries().parents[1]
    closed = home / "closed"
    shutil.copytree(package / "pginstall18", closed / package.name / "pginstall18", symlinks=True)
    shutil.copytree(package.with_name(f"{package.name}.libs"), closed / f"{package.name}.libs", symlinks=True)
    closed.chmod(0o700)
    server = postgres.start(home, binaries=closed / package.name / "pginstall18/bin")
    psycopg.connect(server.dsn).close()
    assert list(home.glob("postgres/engine-*/*/pginstall18/bin/postgres"))
    server.stop()
