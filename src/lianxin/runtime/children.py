"""Server processes owned by this program: starts and watches them, restarts dead ones, stops them at the end.

Today this is PostgreSQL. The module does not find or join servers of other programs; a server that several processes
share, such as the embedded PostgreSQL, counts its users itself.
"""

import asyncio
import signal
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import Final, Protocol, TypeVar

import structlog

log = structlog.get_logger("lianxin")

WATCH_EVERY: Final = 0.5  # seconds between two checks of a server
END_SIGNALS: Final = (signal.SIGTERM, signal.SIGHUP)  # asyncio itself handles SIGINT

T = TypeVar("T")


class ChildServer(Protocol):
    """A server process. Every method blocks and may be called from any thread, but only one at a time."""

    @property
    def name(self) -> str:
        """The name in `/readyz`."""
        ...

    def start(self) -> None:
        """Starts or restarts the server and returns when it answers; raises if it cannot."""
        ...

    def alive(self) -> bool:
        """True if the server's process runs."""
        ...

    def stop(self) -> None:
        """Stops the server; does nothing if it never started or is dead."""
        ...


@asynccontextmanager
async def owned(server: ChildServer, down: set[str], every: float = WATCH_EVERY) -> AsyncGenerator[None]:
    """Runs the server during the block: starts it, restarts it if it dies, and always stops it at the end."""
    try:
        await to_end(server.start)
        watching = asyncio.create_task(watch(server, down, every))
        try:
            yield
        finally:
            watching.cancel()
            await asyncio.wait([watching])
    finally:
        await to_end(server.stop)


async def watch(server: ChildServer, down: set[str], every: float = WATCH_EVERY) -> None:
    """Restarts the server if it is dead, until cancelled. Its name is in `down` until it answers again."""
    while True:
        await asyncio.sleep(every)
        try:
            if await to_end(server.alive):
                continue
            log.error("child server ended", server=server.name)
            down.add(server.name)
            await to_end(server.start)
            down.discard(server.name)
            log.warning("child server restarted", server=server.name)
        except Exception:
            log.exception("child server", server=server.name)


async def to_end(act: Callable[[], T]) -> T:
    """Runs a blocking function in a thread; when cancelled, waits until the function has ended."""
    acting = asyncio.ensure_future(asyncio.to_thread(act))
    try:
        return await asyncio.shield(acting)
    except asyncio.CancelledError:
        await asyncio.wait([acting])
        raise


@contextmanager
def ended_by_signals() -> Generator[None]:
    """SIGTERM and SIGHUP cancel the current task, so that the block ends and closes everything it owns."""
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    if task is None:
        raise RuntimeError("signals end a task, and none is running")
    seen: list[int] = []

    def end(number: int, _frame: object) -> None:
        if not seen:
            loop.call_soon_threadsafe(task.cancel)
        seen.append(number)

    before = {number: signal.signal(number, end) for number in END_SIGNALS}
    try:
        yield
    except asyncio.CancelledError:
        if not seen:
            raise
        task.uncancel()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
