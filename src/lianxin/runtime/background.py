"""What runs beside the web application: a failure is logged, does not end it, and is told to whoever asks."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger("lianxin")

AGAIN = 5.0  # seconds after which a task that ended is started anew
RETRY = 60.0  # seconds after which what is seldom done is tried again when it failed

Act = Callable[[], Awaitable[object]]


async def every(seconds: float, name: str, act: Act, down: set[str], retry: float = RETRY) -> None:
    """Does something again and again, sooner when it failed. While it fails its name stands in `down`."""
    while True:
        pause = seconds
        try:
            await act()
        except Exception:
            log.exception("background", task=name)
            down.add(name)
            pause = min(seconds, retry)
        else:
            down.discard(name)
        await asyncio.sleep(pause)


async def keep_up(name: str, run: Act, down: set[str], again: float = AGAIN) -> None:
    """Runs something that should never end, and starts it anew when it does; meanwhile its name stands in `down`."""
    while True:
        down.discard(name)
        try:
            await run()
        except Exception:
            log.exception("background", task=name)
        else:
            log.error("background ended", task=name)
        down.add(name)
        await asyncio.sleep(again)
