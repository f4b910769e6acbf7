"""Calls that are answered late: the citizen hears announcements as early media, and does not pay yet.

What is here is lost with the controller; the one that goes on answers such calls at once.
"""

import asyncio
from typing import Final
from uuid import UUID

from lianxin.calls.control.switch import LateAnswer, Switch
from lianxin.calls.sip.news import AnswerLeg, RingLeg
from lianxin.city import AnswerAt, TelephoneRules

_SESSION_PROGRESS: Final = 183


async def answer_or_ring(switch: Switch, line: UUID, sdp: bytes, called: str, rules: TelephoneRules) -> bool:
    """Answers a call from the trunk, or opens early media for as long as the profile allows; returns whether it did
    the latter."""
    at = rules.number(called).answer_at or rules.answer_at
    if at is AnswerAt.IMMEDIATELY:
        await switch.tell_leg(line, AnswerLeg(sdp))
        return False
    switch.late[line] = LateAnswer(sdp, at)
    await switch.tell_leg(line, RingLeg(_SESSION_PROGRESS, sdp, reliable=True))
    switch.keep(_at_the_latest(switch, line, rules.max_early_s))
    return True


async def answer_late(switch: Switch, call_id: UUID, reached: AnswerAt) -> None:
    """Answers a call that still rings if it has come as far as the profile wants; any other is left as it is."""
    late = switch.late.get(call_id)
    if late is not None and reached in {late.at, AnswerAt.ON_SEAT}:
        del switch.late[call_id]
        await switch.tell_leg(call_id, AnswerLeg(late.sdp))  # the id of a call from the trunk is that of its leg


async def _at_the_latest(switch: Switch, call_id: UUID, seconds: float) -> None:
    await asyncio.sleep(seconds)
    await answer_late(switch, call_id, AnswerAt.ON_SEAT)
