"""What runs beside the web application: a failure is logged, does not end it, and is told to whoever asks."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger("lianxin")

AGAIN = 5.0  # seconds after which a task that ended is started anew

Act = Callable[[], Awaitable[object]]


async def every(seconds: float, name: str, act: Act, down: set[str]) -> None:
    """Does something again and again. While it fails its name stands in `down`."""
    while True:
        try:
            await act()
        except Exception:
            log.exception("background", task=name)
            down.add(name)
        else:
            down.discard(name)
        await asyncio.sleep(seconds)


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
