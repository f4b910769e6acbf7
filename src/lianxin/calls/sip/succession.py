"""Controllers watch each other: one that says nothing for some seconds loses its legs to another."""

import asyncio
from dataclasses import dataclass
from typing import Final

import structlog

from lianxin.calls.sip.agent import SipAgent
from lianxin.calls.sip.legs import Leg
from lianxin.calls.sip.rows import Fenced, LegRows
from lianxin.kernel.clock import stopwatch

log = structlog.get_logger("lianxin")

SAYS_EVERY: Final = 1.0  # seconds
SILENT_AFTER: Final = 5.0  # seconds; a restart on the same address is faster


@dataclass
class Succession:
    """Says that this controller lives, and lets its agent go on with the legs of those that do not."""

    agent: SipAgent
    rows: LegRows
    silent_after: float = SILENT_AFTER
    _said: float | None = None

    async def watch(self, every: float = SAYS_EVERY) -> None:
        """Runs until cancelled. Errors of PostgreSQL end it; `keep_up` of the runtime starts it again."""
        while True:
            await self.look()
            await asyncio.sleep(every)

    async def look(self) -> list[Leg]:
        """Looks once; returns the legs that this controller took over.

        While PostgreSQL was away nobody could say that it lives, so the others have time to say it afterwards.
        """
        mine = stopwatch() - self._said if self._said is not None else 0.0
        try:
            taken = await self.rows.take_over(self.silent_after + (mine if mine > 2 * SAYS_EVERY else 0.0))
        except Fenced:
            log.warning("another controller took this one for dead; beginning again", controller=self.rows.name)
            taken = await self.rows.start()
        self._said = stopwatch()
        if taken:
            log.warning("legs taken over", controller=self.rows.name, legs=len(taken))
            self.agent.adopt(taken)
        return taken
