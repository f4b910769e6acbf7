"""The rows of telephones of seats that are rung for a call: begun, answered, ended."""

from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from lianxin.calls.media.holds import HeldKind, hold_media
from lianxin.calls.rules.words import SeatVoice
from lianxin.kernel.privacy import Sealed
from lianxin.kernel.work import UnitOfWork

_OFFER = "offer"
_ONE_LEG: LiteralString = (
    "SELECT id, call_id, staff, voice, dial_id, offer_sealed, answered_at IS NOT NULL AS answered FROM seat_legs"
    " WHERE city_id = %(city)s AND id = %(id)s"
)
_LEG_RINGS: LiteralString = (
    "SELECT true FROM seat_legs WHERE city_id = %(city)s AND call_id = %(call)s AND staff = %(staff)s"
    " AND ended_at IS NULL LIMIT 1"
)
_ANSWER_LEG: LiteralString = (
    "UPDATE seat_legs SET answered_at = %(real)s WHERE city_id = %(city)s AND id = %(id)s AND ended_at IS NULL"
    " AND answered_at IS NULL"
)
_END_LEG: LiteralString = (
    "UPDATE seat_legs SET ended_at = %(real)s WHERE city_id = %(city)s AND id = %(id)s AND ended_at IS NULL"
)
_LET_GO: LiteralString = (
    "UPDATE seat_legs SET ended_at = %(real)s WHERE city_id = %(city)s AND call_id = %(call)s"
    " AND (%(staff)s::text IS NULL OR staff = %(staff)s) AND id IS DISTINCT FROM %(but)s::uuid AND ended_at IS NULL"
    " RETURNING id"
)
_RINGING_LEGS: LiteralString = (
    "SELECT id FROM seat_legs WHERE city_id = %(city)s AND id = ANY(%(lines)s)"
    " AND ended_at IS NULL AND answered_at IS NULL"
)
_FORGOTTEN_LEGS: LiteralString = (
    "SELECT id FROM seat_legs WHERE city_id = %(city)s AND id = ANY(%(lines)s)"
    " AND ended_at < %(real)s - interval '3 seconds'"
)


@dataclass(frozen=True)
class SeatLegRow:
    """A row of `seat_legs`; its id is that of the SIP leg."""

    id: UUID
    call_id: UUID
    staff: str
    voice: str
    dial_id: UUID | None
    offer_sealed: bytes | None
    answered: bool

    @property
    def media(self) -> str:
        """The id on rtpengine."""
        return media_of_seat(self.id)

    def offer(self, work: UnitOfWork) -> str:
        """Returns our session description; empty before the telephone was rung."""
        return work.vault.open(Sealed.unpacked(bytes(self.offer_sealed)))[_OFFER] if self.offer_sealed else ""


def media_of_seat(line: UUID) -> str:
    """Returns the id on rtpengine of the telephone of a seat."""
    return f"seat-{line}"


def begin_seat_leg(work: UnitOfWork, line: UUID, call_id: UUID, staff: str, voice: SeatVoice, **more: UUID) -> None:
    """Adds the row of a telephone that will be rung, and holds its sound; `more`: `dial_id`."""
    row = {"id": line, "call_id": call_id, "staff": staff, "voice": voice.value, "rung_at": work.real}
    work.add("seat_legs", {**row, **more})
    hold_media(work, call_id, HeldKind.LEG, media_of_seat(line), line)


def keep_offer(work: UnitOfWork, line: UUID, offer: str) -> None:
    """Keeps our session description, which contains an address, sealed."""
    work.change("seat_legs", line, offer_sealed=work.vault.seal({_OFFER: offer}).packed())


async def seat_leg(work: UnitOfWork, line: UUID) -> SeatLegRow | None:
    """Returns the row of a SIP leg, None if it is no telephone of a seat."""
    return await work.row(SeatLegRow, _ONE_LEG, id=line)


async def rings_phone(work: UnitOfWork, call_id: UUID, staff: str) -> bool:
    """Whether the telephone of a seat rings or talks for a call."""
    return bool(await work.value(_LEG_RINGS, call=call_id, staff=staff))


async def answer_seat_leg(work: UnitOfWork, line: UUID) -> bool:
    """Notes that a telephone answered; False if it was let go meanwhile."""
    return bool(await work.run(_ANSWER_LEG, id=line))


async def end_seat_leg(work: UnitOfWork, line: UUID) -> bool:
    """Notes that a telephone has ended by itself; False if we let it go before."""
    return bool(await work.run(_END_LEG, id=line))


async def let_phones_go(work: UnitOfWork, call_id: UUID, staff: str | None, but: UUID | None = None) -> list[UUID]:
    """Ends the telephones of a seat, or of all seats, for a call, except `but`; returns the legs to hang up."""
    return await work.column(UUID, _LET_GO, call=call_id, staff=staff, but=but)


async def ringing_legs(work: UnitOfWork, lines: list[UUID]) -> list[UUID]:
    """Returns those of these legs that ring at a seat, which has not answered yet."""
    return await work.column(UUID, _RINGING_LEGS, lines=lines)


async def forgotten_legs(work: UnitOfWork, lines: list[UUID]) -> list[UUID]:
    """Returns those of these legs that were let go and should have been hung up by now."""
    return await work.column(UUID, _FORGOTTEN_LEGS, lines=lines)
