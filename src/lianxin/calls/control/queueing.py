"""What a citizen hears in a queue: the place, the expected wait, the offer of a ring-back, music. A key accepts it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from lianxin.calls.control.endings import Endings
from lianxin.calls.control.numbers import caller_number
from lianxin.calls.control.playing import Listener, PlayedLine, Player
from lianxin.calls.control.queue_place import queue_place
from lianxin.calls.control.rows import CallRow, call_row
from lianxin.calls.outgoing.listed_calls import NumberWithheld, promise_ring_back
from lianxin.calls.rules.states import CallState, IllegalCallMove
from lianxin.calls.rules.words import Queue
from lianxin.calls.surge.in_force import profile_in_force
from lianxin.city import QueueRule
from lianxin.kernel.work import UnitOfWork

_TAIL_DIGITS: Final = 4
_GOOD_BYE: Final = timedelta(seconds=20)  # a promised ring-back is not dialled while the citizen hears the promise


@dataclass(frozen=True)
class _Moment:
    """What is said now in a queue, and whether the key of the ring-back counts."""

    rule: QueueRule
    lines: tuple[PlayedLine, ...]
    language: str
    offered: bool


@dataclass
class Queueing:
    """Lets citizens wait for a seat."""

    player: Player
    endings: Endings

    async def wait(self, to: Listener) -> None:
        """Says the place now and then, between music, until the call waits no longer."""
        while True:
            moment = await self.player.switch.surely(lambda work: _moment(work, to.call_id))
            if moment is None:
                return
            key = await self.player.ask(to, moment.lines)
            if key is None:
                await self.player.music(to.leg)
                key = await self.player.key(to.call_id, moment.rule.announce_every_s)
            if moment.offered and key == moment.rule.offer_key and await self._promise(to, moment.language):
                return

    async def _promise(self, to: Listener, language: str) -> bool:
        """Promises a ring-back and says good bye; False if a seat rings already, or the number is withheld."""
        switch = self.player.switch
        async with switch.lock(to.call_id):
            try:
                row, number = await switch.surely(lambda work: _promised(work, to.call_id))
            except (IllegalCallMove, NumberWithheld):
                return False
        digits = [PlayedLine("digit", language, {"key": digit}) for digit in number[-_TAIL_DIGITS:]]
        try:
            await self.player.say(to, (PlayedLine("tail", language), *digits, PlayedLine("promised", language)))
        finally:
            await self.endings.released(row)
        return True


async def _promised(work: UnitOfWork, call_id: UUID) -> tuple[CallRow, str]:
    """Lists a ring-back; returns the call as it was and the number. Raises IllegalCallMove, NumberWithheld."""
    row = await call_row(work, call_id)
    listed = await promise_ring_back(work, call_id)
    work.change("ring_backs", listed, not_before=work.real + _GOOD_BYE)
    return row, await caller_number(work, row.caller_sealed, row.caller_owner)


async def _moment(work: UnitOfWork, call_id: UUID) -> _Moment | None:
    """Returns what is said now; None if the call does not wait any longer."""
    place, row, profile = await queue_place(work, call_id), await call_row(work, call_id), await profile_in_force(work)
    if place is None or not place.waits or place.state not in {CallState.QUEUED, CallState.OFFERED}:
        return None
    rule = profile.telephone.queue(row.queue or Queue.GENERAL)
    language = row.language or profile.languages[0].code
    if place.state == CallState.OFFERED:  # a seat rings
        return _Moment(rule, (), language, offered=False)
    said, offered = place.said, _offers(work, row, rule)
    lines = [PlayedLine(said.name, language, {"position": said.position, "minutes": said.minutes})]
    if offered:
        lines.append(PlayedLine("offer", language, {"key": rule.offer_key}))
    return _Moment(rule, tuple(lines), language, offered)


def _offers(work: UnitOfWork, row: CallRow, rule: QueueRule) -> bool:
    """Whether a ring-back is offered: the citizen has waited for some time and shows a number."""
    waited = (work.real - row.queued_at).total_seconds() if row.queued_at else 0.0
    return row.caller_sealed is not None and waited >= rule.offer_after_s
