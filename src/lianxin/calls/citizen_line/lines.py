"""Browsers of citizens that say nothing any more: a lost network, or a page that was closed without a word."""

from dataclasses import dataclass
from typing import Final, LiteralString
from uuid import UUID

import structlog

from lianxin.calls.control.arriving import CITIZEN_TAG
from lianxin.calls.control.endings import Endings
from lianxin.calls.control.rows import ON_THE_LINE
from lianxin.calls.control.switch import Switch
from lianxin.calls.media.errors import MediaRefused

log = structlog.get_logger("lianxin")

DEAD_AFTER: Final = 20.0  # seconds without a packet; a muted browser sends silence
# A browser is a citizen without a SIP leg.
_CALLS_OF_BROWSERS: LiteralString = (
    "SELECT c.id FROM calls c JOIN call_parties p ON p.city_id = c.city_id AND p.call_id = c.id"
    " WHERE c.city_id = %(city)s AND c.owner = %(name)s AND c.state = ANY(%(states)s)"
    " AND p.kind = 'citizen' AND p.line IS NULL AND p.state <> 'left'"
    " AND p.joined_at < %(real)s - make_interval(secs => %(seconds)s)"
)


@dataclass
class BrowserLines:
    """Looks after the browsers of a controller."""

    switch: Switch
    endings: Endings

    async def look(self) -> None:
        """Ends calls whose browser has sent nothing for DEAD_AFTER seconds; raises MediaUnreachable."""
        async with self.switch.work() as work:
            names = {"name": self.switch.name, "states": list(ON_THE_LINE)}
            calls = await work.column(UUID, _CALLS_OF_BROWSERS, seconds=DEAD_AFTER, **names)
            now = work.real.timestamp()
        for call in calls:
            try:
                heard = await self.switch.media.rtpengine.last_heard(str(call), CITIZEN_TAG)
            except MediaRefused:
                continue  # `Watching` drops a call that rtpengine lost
            if now - heard > DEAD_AFTER:
                log.info("a browser is silent", call=str(call))
                await self.endings.hung_up(call)
