"""Runs the background parts of all packages. A failure is logged, does not end the program, and shows in /readyz."""

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
RETRY = 60.0  # seconds at most before a failed loop runs again; the first time 1 second, then twice as long each time
MOST_DOUBLINGS = 10

FEED_EVERY = 1.0


def running(parts: Parts, site: Site, worker: Worker, down: set[str]) -> list[Awaitable[object]]:
    """Everything that runs for these parts until cancelled. The names of parts that fail are in `down` meanwhile."""
    return [
        *(repeat(FEED_EVERY, reader.name, partial(read_on, site, reader), down) for reader in parts.readers),
        *(repeat(loop.every_seconds, loop.name, loop.run, down) for loop in parts.loops),
        keep_up("jobs", worker.run, down),
    ]


async def end(tasks: Collection[asyncio.Task[object]], again: float = AGAIN) -> None:
    """Cancels tasks and waits until they have ended; those that have not after `again` seconds are cancelled again."""
    waiting = set(tasks)
    while waiting:
        for task in waiting:
            task.cancel()
        _, waiting = await asyncio.wait(waiting, timeout=again)


async def read_on(site: Site, reader: Reader) -> None:
    """Hands a reader every event that it has not read yet."""
    while await react(site.database, site.city_id, reader.name, reader.react):
        pass


async def repeat(seconds: float, name: str, act: Act, down: set[str], retry: float = RETRY) -> None:
    """Runs `act` again and again. While it fails it runs again sooner, and its name is in `down`."""
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
    """Runs something that should never end, and restarts it when it does; meanwhile its name is in `down`.

    It ends when cancelled, even if what it runs ended by itself at that moment and did not pass the cancelling on.
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
