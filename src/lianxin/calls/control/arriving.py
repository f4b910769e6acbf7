"""Calls from the trunk: the row, the citizen's port, our 200, then the greeting."""

import asyncio
from dataclasses import asdict, dataclass
from uuid import UUID

from lianxin.calls.citizen_line.desk import BrowserCaller
from lianxin.calls.control.early import answer_or_ring
from lianxin.calls.control.endings import Endings
from lianxin.calls.control.events import CallGreeted
from lianxin.calls.control.listening import Listening
from lianxin.calls.control.numbers import caller_cells
from lianxin.calls.control.rows import add_citizen, locked_call, move_call, record_of_call
from lianxin.calls.control.switch import Switch
from lianxin.calls.events import CallArrived
from lianxin.calls.media.citizen_leg import CitizenLeg
from lianxin.calls.media.errors import MediaRefused, MediaUnreachable
from lianxin.calls.media.sdp import BadSdp
from lianxin.calls.media.talks import take_leg
from lianxin.calls.rules.states import CallMove, CallState
from lianxin.calls.rules.words import CallChannel, CallDirection
from lianxin.calls.sip.addresses import read_address
from lianxin.calls.sip.legs import Leg
from lianxin.calls.sip.news import LegOffered, RefuseLeg
from lianxin.city import current_profile

CITIZEN_TAG = "citizen"
_CONNECTS_FOR = 10.0  # seconds from our answer until a browser sends its first packet
_LOOK = 0.1  # seconds


@dataclass
class Arriving:
    """Takes the calls of a controller. The id of a call from the trunk is that of its leg."""

    switch: Switch
    listening: Listening
    endings: Endings

    async def offered(self, leg: Leg, news: LegOffered) -> None:
        """A call came: answers it, or refuses one whose media we cannot carry."""
        caller, called = read_address(news.caller), read_address(news.called)
        await self.begin(leg.id, caller.number or caller.user, called.number or called.user)
        try:
            citizen = await self.take(leg.id, news.sdp.decode(errors="replace"), leg.id)
        except BadSdp:
            await self._refuse(leg.id, 488, "Not Acceptable Here")
        except (MediaRefused, MediaUnreachable):
            await self._refuse(leg.id, 503, "Service Unavailable")
        else:
            async with self.switch.work() as work:
                rules = (await current_profile(work)).telephone
            number = called.number or called.user
            if await answer_or_ring(self.switch, leg.id, citizen.answer.encode(), number, rules):
                await self.talking(leg.id)

    async def from_browser(self, caller: BrowserCaller) -> str:
        """A citizen calls from a browser: returns our answer; the greeting begins when its first packet came.

        The id of the call is that of its line. Raises BadSdp, MediaRefused, MediaUnreachable.
        """
        async with self.switch.work() as work:
            called = (await current_profile(work)).telephone.outgoing.shown
        await self.begin(caller.line, caller.number, called, caller.language)
        try:
            citizen = await self.take(caller.line, caller.offer, None)
        except (BadSdp, MediaRefused, MediaUnreachable):
            await self.endings.hung_up(caller.line)
            raise
        self.switch.begin(caller.line, self._connected(citizen))
        return citizen.answer

    async def _connected(self, leg: CitizenLeg) -> None:
        """Greets a browser once it is connected, so that nothing of the greeting is lost."""
        for _ in range(round(_CONNECTS_FOR / _LOOK)):
            if await self.switch.media.rtpengine.last_heard(leg.call, leg.tag):
                break
            await asyncio.sleep(_LOOK)
        await self.talking(UUID(leg.call))

    async def begin(self, call_id: UUID, number: str, called: str, language: str = "") -> None:
        """Writes the row of a call that arrived; a call that is known already keeps its row."""
        async with self.switch.work() as work:
            known = await work.value("SELECT 1 FROM calls WHERE city_id = %(city)s AND id = %(id)s", id=call_id)
            if known:
                return
            cells = await caller_cells(work, number)
            row = {
                "id": call_id,
                "channel": CallChannel.PHONE.value,
                "state": CallState.ARRIVED.value,
                "direction": CallDirection.IN.value,
                "line": call_id,
                "called": called[:40],
                "language": language,
                "owner": self.switch.name,
                "started_at": work.now,
                "arrived_at": work.real,
            }
            work.add("calls", {**row, **asdict(cells)})
            arrived = CallArrived(call_id, CallDirection.IN.value, called[:40], cells.citizen_id is not None)
            record_of_call(work, call_id, arrived)

    async def take(self, call_id: UUID, sdp: str, line: UUID | None) -> CitizenLeg:
        """Gives the citizen a port; `line`: the SIP leg, None for a browser.

        Raises BadSdp, MediaRefused, MediaUnreachable.
        """
        leg = await take_leg(self.switch.database, self.switch.city_id, self.switch.media, call_id, CITIZEN_TAG, sdp)
        async with self.switch.work() as work:
            add_citizen(work, call_id, leg, line)
        return leg

    async def talking(self, call_id: UUID) -> None:
        """The citizen hears us: the greeting begins."""
        async with self.switch.lock(call_id):
            async with self.switch.work() as work:
                row = await locked_call(work, call_id)
                if row.state != CallState.ARRIVED:
                    return
                move_call(work, row, CallMove.GREET)
                record_of_call(work, call_id, CallGreeted(call_id))
            self.switch.begin(call_id, self.listening.walk(call_id))

    async def _refuse(self, call_id: UUID, status: int, reason: str) -> None:
        await self.switch.tell_leg(call_id, RefuseLeg(status, reason))
        await self.endings.hung_up(call_id)
