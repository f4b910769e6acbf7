"""Runs the background parts of all packages. A failure is logged, does not stop the program, and shows in /readyz."""

import asyncio
from collections.abc import Awaitable, Collection
from functools import partial

import structlog

from lianxin.kernel.feed import react
from lianxin.kernel.jobs import Worker
from lianxin.kernel.parts import Act, Parts, Reader
from lianxin.kernel.site import Site

log = structlog.get_logger("lianxin")

AGAIN = 5.0  # seconds before a task that ended starts again
RETRY = 60.0  # seconds at most before a failed loop runs again: first 1 second, then twice as long each time
MOST_DOUBLINGS = 10

FEED_EVERY = 1.0


def running(parts: Parts, site: Site, worker: Worker, down: set[str]) -> list[Awaitable[object]]:
    """Returns the tasks of these parts, which run until cancelled. While a part fails its name is in `down`."""
    return [
        *(repeat(FEED_EVERY, reader.name, partial(read_on, site, reader), down) for reader in parts.readers),
        *(repeat(loop.every_seconds, loop.name, loop.run, down) for loop in parts.loops),
        keep_up("jobs", worker.run, down),
    ]


async def end(tasks: Collection[asyncio.Task[object]], again: float = AGAIN) -> None:
    """Cancels tasks and waits until they have ended; those that have not after `again` seconds are cancelled again.

    It waits for them even if it is cancelled meanwhile, as by a signal: they still need what the caller closes next.
    """
    ending = asyncio.ensure_future(_end(tasks, again))
    try:
        await asyncio.shield(ending)
    except asyncio.CancelledError:
        await asyncio.wait([ending])
        raise


async def _end(tasks: Collection[asyncio.Task[object]], again: float) -> None:
    waiting = set(tasks)
    while waiting:
        for task in waiting:
            task.cancel()
        _, waiting = await asyncio.wait(waiting, timeout=again)


async def read_on(site: Site, reader: Reader) -> None:
    """Passes a reader every event that it has not read yet."""
    while await react(site.database, site.city_id, reader.name, reader.react):
        pass


async def repeat(seconds: float, name: str, act: Act, down: set[str], retry: float = RETRY) -> None:
    """Calls `act` repeatedly, `seconds` apart. While it fails it is retried sooner, and its name is in `down`."""
    failures = 0
    while True:
        pause = seconds
        try:
            await act()
        except Exception:
            log.exception("background", task=name)
            down.add(name)
            pause = min(seconds, retry, 2.0**failures)
            failures = min(failures + 1, MOST_DOUBLINGS)
        else:
            failures = 0
            down.discard(name)
        await asyncio.sleep(pause)


async def keep_up(name: str, run: Act, down: set[str], again: float = AGAIN) -> None:
    """Calls `run`, which should never end, and restarts it if it ends; meanwhile its name is in `down`.

    Ends when cancelled, even if `run` ended by itself at that moment and swallowed the cancellation.
    """
    task = asyncio.current_task()
    while task is None or not task.cancelling():
        down.discard(name)
        try:
            await run()
        except Exception:
            log.exception("background", task=name)
        else:
            if task is not None and task.cancelling():
                return
            log.error("background ended", task=name)
        down.add(name)
        await asyncio.sleep(again)
