"""Child servers: started, watched, restarted, and stopped however the program ends."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest

from builders.postmaster import postmaster
from lianxin.kernel import postgres
from lianxin.kernel.settings import read_settings
from lianxin.runtime.children import owned
from lianxin.runtime.city import engine

READS_WITHIN = 120.0  # seconds; a busy machine may take one minute to start the program
SLEEPER = [sys.executable, "-c", "import time; print('ready', flush=True); time.sleep(600)"]


class Sleeper:
    """A child server that answers once it printed a line."""

    name = "sleeper"

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.process: subprocess.Popen[str] | None = None
        self.started: list[int] = []

    def start(self) -> None:
        if self.started and self.failures:
            self.failures -= 1
            raise RuntimeError("not yet")
        self.process = subprocess.Popen(SLEEPER, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"
        self.process.stdout.close()
        self.started.append(self.process.pid)

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


async def until(met: Callable[[], bool]) -> None:
    async with asyncio.timeout(READS_WITHIN):
        while True:
            if met():
                return
            await asyncio.sleep(0.005)


async def test_a_child_runs_during_the_block_and_is_stopped_after_it():
    sleeper = Sleeper()
    async with owned(sleeper, set()):
        assert sleeper.alive()
    assert not sleeper.alive()


async def test_a_child_is_stopped_when_the_block_fails_or_is_cancelled():
    failing, cancelled, entered = Sleeper(), Sleeper(), asyncio.Event()
    with pytest.raises(ZeroDivisionError):
        async with owned(failing, set()):
            raise ZeroDivisionError

    async def wait() -> None:
        async with owned(cancelled, set()):
            entered.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(wait())
    await entered.wait()
    task.cancel()
    await asyncio.wait([task])
    assert (failing.alive(), cancelled.alive(), task.cancelled()) == (False, False, True)


async def test_a_child_whose_start_is_cancelled_is_stopped():
    sleeper = Sleeper()

    async def own() -> None:
        async with owned(sleeper, set()):
            pytest.fail("it was cancelled before")

    task = asyncio.create_task(own())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    assert not sleeper.alive()


async def test_a_dead_child_is_restarted_and_is_down_until_it_answers():
    sleeper, down = Sleeper(failures=2), set[str]()
    async with owned(sleeper, down, every=0.01):
        os.kill(sleeper.started[0], signal.SIGKILL)
        await until(lambda: "sleeper" in down)
        await until(lambda: not down)
        assert sleeper.alive()
    assert (len(sleeper.started), sleeper.alive()) == (2, False)


# PostgreSQL


@contextmanager
def a_home() -> Generator[Path]:
    """A folder that an unprivileged server can reach."""
    folder = Path(tempfile.mkdtemp(prefix="lianxin-children-"))
    folder.chmod(0o711)
    yield folder
    postgres.discard(folder)
    shutil.rmtree(folder)


@pytest.fixture
def home() -> Iterator[Path]:
    with a_home() as folder:
        yield folder


@pytest.mark.once
async def test_a_killed_postgresql_answers_again_and_is_stopped_at_the_end(home: Path):
    down = set[str]()
    async with engine(read_settings({"LIANXIN_HOME": str(home)}), down) as dsn:
        killed = postmaster(home)
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        await until(lambda: postmaster(home) not in {None, killed} and not down)
        async with await psycopg.AsyncConnection.connect(dsn) as connection:
            await connection.execute("SELECT 1")
    assert postmaster(home) is None


# the whole program


START = """import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from lianxin.cli import main; main()"""
"""Starts the program as a terminal does: a shell that runs the tests in the background lets them ignore SIGINT."""


def command(*words: str) -> list[str]:
    return [sys.executable, "-c", START, *words, "--json"]


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "LIANXIN_NOW"}}
    return {**kept, "LIANXIN_HOME": str(home)}


@pytest.fixture(scope="module")
def founded() -> Iterator[Path]:
    """A home with a city in it."""
    with a_home() as home:
        subprocess.run(command("init"), env=environment(home), check=True, capture_output=True)
        yield home


async def answers(client: httpx.AsyncClient) -> None:
    """Waits until the program is ready."""
    async with asyncio.timeout(READS_WITHIN):
        while True:
            try:
                if (await client.get("/readyz")).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.1)


@contextmanager
def serving(home: Path) -> Generator[tuple[subprocess.Popen[str], str]]:
    """The program and its address."""
    words = command("serve", "--port", "0")
    with subprocess.Popen(words, env=environment(home), stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        try:
            yield program, program.stdout.readline().split('"')[3]
        except BaseException:
            program.kill()  # or leaving the block would wait for it
            raise


@pytest.mark.once
@pytest.mark.timeout(400)
async def test_a_serving_city_survives_the_death_of_its_postgresql(founded: Path):
    with serving(founded) as (program, url):
        async with httpx.AsyncClient(base_url=url) as client:
            await answers(client)
            killed = postmaster(founded)
            assert killed is not None
            os.kill(killed, signal.SIGKILL)
            await until(lambda: postmaster(founded) not in {None, killed})
            await answers(client)
            assert (await client.get("/")).status_code == 200
        program.terminate()


@pytest.mark.once
@pytest.mark.timeout(400)
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGHUP, 0), (signal.SIGINT, 130)])
async def test_every_signal_ends_the_program_and_its_postgresql(founded: Path, number: signal.Signals, code: int):
    with serving(founded) as (program, url):
        async with httpx.AsyncClient(base_url=url) as client:
            await answers(client)
        program.send_signal(number)
        assert await asyncio.to_thread(program.wait, READS_WITHIN) == code
    assert postmaster(founded) is None
