"""The telephones of outside parties of a call: renewed with it, and hung up when the call needs them no more.

The id of an outside party is that of its outgoing call, under which its leg on rtpengine is held.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import LiteralString
from uuid import UUID

from lianxin.calls.control.rows import CallRow, PartyRow, leg_of, next_number, parties_on
from lianxin.calls.control.switch import Switch
from lianxin.calls.media.citizen_leg import join_leg
from lianxin.calls.media.errors import MediaRefused, MediaUnreachable
from lianxin.calls.media.mjr import FIRST_OF_SEATS
from lianxin.calls.media.rooms import CallSide
from lianxin.calls.media.talks import end_media
from lianxin.calls.outgoing.contacts import leave_contact
from lianxin.calls.rules.words import PartyKind
from lianxin.kernel.work import UnitOfWork

_OF_CALLS: LiteralString = (
    "SELECT id FROM call_parties WHERE city_id = %(city)s AND kind = 'third' AND call_id = ANY(%(calls)s)"
    " AND state <> 'left'"
)
_OF_LINES: LiteralString = (
    "SELECT line FROM call_parties WHERE city_id = %(city)s AND kind IN ('third', 'seat') AND line = ANY(%(lines)s)"
    " AND state = 'talking'"
)


async def outside_on(work: UnitOfWork, call_id: UUID) -> list[PartyRow]:
    """Returns the outside parties of a call that have not left it."""
    return [one for one in await parties_on(work, call_id) if one.kind == PartyKind.THIRD]


async def outside_of_calls(work: UnitOfWork, calls: Sequence[UUID]) -> list[UUID]:
    """Returns the ids of the outside parties of these calls."""
    return await work.column(UUID, _OF_CALLS, calls=list(calls))


async def party_lines(work: UnitOfWork, lines: Sequence[UUID]) -> set[UUID]:
    """Returns which of these SIP legs are telephones of outside parties or seats that talk on a call."""
    return set(await work.column(UUID, _OF_LINES, lines=list(lines)))


async def rejoin_telephones(switch: Switch, row: CallRow) -> None:
    """Gives outside parties and seats' telephones of a talk that was taken over participants of our session.

    The caller has the lock.
    """
    for kind, first in ((PartyKind.THIRD, 0), (PartyKind.SEAT, FIRST_OF_SEATS)):
        await _rejoin(switch, row, kind, first)


async def _rejoin(switch: Switch, row: CallRow, kind: PartyKind, first: int) -> None:
    if row.room is None:
        return
    async with switch.work() as work:
        here = [one for one in await parties_on(work, row.id) if one.kind == kind and one.media is not None]
        there = [(one, leg_of(work, one)) for one in here]
        number = await next_number(work, row.id, kind, first)
    for nth, (one, sound) in enumerate(there):
        await switch.media.rooms.kick(row.room, one.number)
        media = switch.media
        keypad = kind is PartyKind.THIRD
        joined = await join_leg(
            media.rtpengine, sound, media.rooms, row.room, number + nth, CallSide.SEAT, keypad=keypad
        )
        async with switch.work() as work:
            work.change("call_parties", one.id, handle=joined.handle, number=joined.number)


async def let_outside_go(switch: Switch, party_id: UUID, line: UUID | None = None) -> None:
    """Hangs up the telephone of an outside party, whether it rings or talks, and ends its sound."""
    async with switch.work() as work:
        rings = await leave_contact(work, party_id)
    await switch.hang_up_leg(line or rings)
    with suppress(MediaUnreachable, MediaRefused):
        await end_media(switch.database, switch.city_id, switch.media, party_id)
