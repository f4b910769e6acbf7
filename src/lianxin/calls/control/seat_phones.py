"""Telephones of seats: rung when their seat answers a call, joined to it when they answer, freed at its end.

Everything is read from rows, so it goes on after a restart and a take-over.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar, Final
from uuid import UUID

import structlog

from lianxin.calls.control.endings import Endings
from lianxin.calls.control.first_rings import FirstRings
from lianxin.calls.control.letting_go import hang_up_phones
from lianxin.calls.control.mobile_key import LONGEST, key_confirms
from lianxin.calls.control.rows import call_row, record_of_call, seat_on
from lianxin.calls.control.seat_sounds import PhoneSound
from lianxin.calls.control.seats import extend_lease, locked_seat
from lianxin.calls.control.switch import Switch
from lianxin.calls.control.talking import Talking
from lianxin.calls.control.wishes import NotYourCall
from lianxin.calls.media.citizen_leg import CitizenLeg, leg_answered, offer_leg
from lianxin.calls.media.errors import MediaRefused, MediaUnreachable
from lianxin.calls.media.holds import release_hold
from lianxin.calls.media.sdp import BadSdp
from lianxin.calls.outgoing.dialled import AlreadyDialled, NewDial, begin_dial, end_dial, move_dial, open_dial
from lianxin.calls.outgoing.dialling import DialsUsedUp, NoTelephone, count_dial, refuse_dial
from lianxin.calls.outgoing.trunk_line import TrunkWay
from lianxin.calls.parties.conference import Parties
from lianxin.calls.routing.router import give_back
from lianxin.calls.routing.waiting import NothingRings
from lianxin.calls.rules.dialling import DialMove, DialPurpose, trunk_digits
from lianxin.calls.rules.parties import IllegalPartyMove
from lianxin.calls.rules.words import CallDirection, SeatState, SeatVoice
from lianxin.calls.seating.events import SeatPhoneRung, SeatPhoneSilent
from lianxin.calls.seating.seat_legs import (
    SeatLegRow,
    answer_seat_leg,
    begin_seat_leg,
    end_seat_leg,
    keep_offer,
    media_of_seat,
    rings_phone,
    seat_leg,
)
from lianxin.calls.seating.setups import setup_row
from lianxin.calls.sip.calling import PlacedCall
from lianxin.calls.sip.legs import Leg
from lianxin.calls.sip.news import KeySent, LegNews, LegOver, LegTalking
from lianxin.city import current_profile
from lianxin.kernel.errors import Conflict
from lianxin.kernel.ids import new_id
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Actor

log = structlog.get_logger("lianxin")

MOBILE_SETUP: Final = 10.0  # seconds until a telephone behind the trunk rings
_MARGIN: Final = 5.0  # seconds that a reservation lasts longer than its telephone rings
_ANSWERED: Final = 200
_NO_MEDIA: Final = 503
_GIVEN_UP: Final = 487


class NoSeatPhone(Conflict):
    """The seat talks by its browser, or has lost the telephone by which it talked."""

    code: ClassVar[str] = "calls.no_seat_phone"


@dataclass(frozen=True)
class _Ring:
    """A telephone to be rung: the user and host of its address, and for how many seconds."""

    user: str
    host: str
    seconds: float


@dataclass
class SeatPhones:
    """The telephones of the seats of a controller. `way`: how calls leave, None without an edge."""

    switch: Switch
    talks: Talking
    parties: Parties
    endings: Endings
    way: TrunkWay | None = None
    first_rings: FirstRings = field(init=False)

    def __post_init__(self) -> None:
        self.first_rings = FirstRings(self.switch)

    async def ring_first(self, staff: str, call_id: UUID) -> None:
        """Rings the telephone of a seat that places a call, before the citizen's; the call ends if that cannot be."""
        try:
            await self.ring(Actor(staff, everything=True), call_id)  # who may call was checked when it was asked for
        except (Conflict, DialsUsedUp) as error:
            log.warning("the telephone of a seat could not be rung", call=str(call_id), why=error.code)
            await self.first_rings.ended(call_id, _NO_MEDIA)

    async def let_go(self, call_id: UUID) -> None:
        """Hangs up the telephones of seats whose call ended before the citizen was there."""
        self.first_rings.take(call_id)
        await hang_up_phones(self.switch, call_id)

    async def citizen_there(self, call_id: UUID) -> None:
        """Joins the telephone that waited for the citizen whom its seat called; others ring by their key."""
        sound = self.first_rings.take(call_id)
        if sound is None or sound.line is None:
            return
        async with self.switch.work() as work:
            one = await seat_leg(work, sound.line)
        if one is not None:
            await self._join(one, sound.leg)

    async def ring(self, actor: Actor, call_id: UUID) -> None:
        """Rings the telephone of the seat at which a call rings; one that rings already is not rung again.

        Raises NothingRings, NoSeatPhone, NoTelephone, DialsUsedUp, AlreadyDialled.
        """
        way, line = self.way, new_id()
        if way is None or self.switch.agent is None:
            raise NoTelephone
        try:
            async with self.switch.lock(call_id), self.switch.work(actor.ref) as work:
                if await rings_phone(work, call_id, actor.ref):
                    return
                ring = await self._begin(work, way, actor, call_id, line)
        except (DialsUsedUp, AlreadyDialled) as error:
            await refuse_dial(self.switch.database, self.switch.city_id, actor, DialPurpose.SEAT, error)
            raise
        try:
            await self._place(way, line, ring)
        except (MediaRefused, MediaUnreachable):
            log.warning("the telephone of a seat could not be rung", call=str(call_id))
            await self._over(line, _NO_MEDIA)

    async def _begin(self, work: UnitOfWork, way: TrunkWay, actor: Actor, call_id: UUID, line: UUID) -> _Ring:
        """Writes that the telephone of a seat is rung, and reserves the seat for as long as it rings."""
        staff = actor.ref
        seat = await locked_seat(work, staff)
        if seat.state != SeatState.RESERVED or seat.call_id != call_id:
            raise NothingRings
        setup, profile = await setup_row(work, staff), await current_profile(work)
        voice = SeatVoice(seat.voice)
        if voice not in setup.voices or voice is SeatVoice.BROWSER:
            raise NoSeatPhone
        more: dict[str, UUID] = {}
        if voice is SeatVoice.PHONE:
            ring = _Ring(setup.account or "", way.edge, float(profile.telephone.ring_s))
        else:
            number = setup.mobile(work)
            more["dial_id"] = await self._counted(work, actor, number)
            ring = _Ring(trunk_digits(number), way.target, profile.telephone.ring_s + MOBILE_SETUP)
        begin_seat_leg(work, line, call_id, staff, voice, **more)
        await extend_lease(work, staff, work.real + timedelta(seconds=ring.seconds + _MARGIN))
        record_of_call(work, call_id, SeatPhoneRung(call_id, staff, voice))
        return ring

    async def _counted(self, work: UnitOfWork, actor: Actor, number: str) -> UUID:
        """Begins an outgoing call of the budget, which this controller places itself."""
        await count_dial(work, await current_profile(work), actor)
        dial_id = await begin_dial(work, NewDial(DialPurpose.SEAT, number, actor.ref))
        if row := await open_dial(work, dial_id):
            move_dial(work, row, DialMove.RING_CALLED, owner=self.switch.name)
        return dial_id

    async def _place(self, way: TrunkWay, line: UUID, ring: _Ring) -> None:
        """Sends the INVITE; the city's number is shown."""
        offer = await offer_leg(self.switch.media.rtpengine, media_of_seat(line))
        async with self.switch.work() as work:
            keep_offer(work, line, offer)
        to = f"sip:{ring.user}@{ring.host}"
        call = PlacedCall(to, f"<sip:{way.shown}@{way.edge}>", f"<{to}>", offer.encode(), ring=ring.seconds)
        if self.switch.agent is not None:
            await self.switch.agent.place(call, line)

    async def hears(self, leg: Leg, news: LegNews) -> bool:
        """Takes the news of a leg; returns whether it is the telephone of a seat that answered or ended."""
        if isinstance(news, KeySent) and media_of_seat(leg.id) in self.switch.media_names:
            self.switch.keys[leg.id].put_nowait(news.key)
            return True
        if leg.incoming or not isinstance(news, LegTalking | LegOver):
            return False
        async with self.switch.work() as work:
            one = await seat_leg(work, leg.id)
            offer = one.offer(work) if one else ""
        if one is None:
            return False
        if isinstance(news, LegOver):
            await self._over(one.id, news.status)
        else:
            await self._answered(one, leg.remote_tag or str(leg.id), offer, news.sdp.decode("utf-8", "replace"))
        return True

    async def _answered(self, one: SeatLegRow, tag: str, offer: str, sdp: str) -> None:
        """Joins a telephone that answered to its call, a mobile once its key was pressed."""
        try:
            leg = await leg_answered(self.switch.media.rtpengine, one.media, tag, offer, sdp)
            await self._picked_up(one)
        except (BadSdp, MediaRefused, MediaUnreachable, NothingRings) as error:
            await self._not_joined(one, type(error).__name__)
        else:
            if one.voice == SeatVoice.MOBILE:
                self.switch.begin(one.id, self._confirmed(one, leg))
            else:
                await self._join(one, leg)

    async def _confirmed(self, one: SeatLegRow, leg: CitizenLeg) -> None:
        """Joins a mobile whose owner presses the key; a mailbox does not."""
        async with self.switch.work() as work:
            await extend_lease(work, one.staff, work.real + timedelta(seconds=LONGEST + _MARGIN))
            profile = await current_profile(work)
        if await key_confirms(self.switch, one.id, leg, profile):
            await self._join(one, leg)
        else:
            await self._not_joined(one, "no key")

    async def _join(self, one: SeatLegRow, leg: CitizenLeg) -> None:
        """Joins a telephone to its call; one that came too late is hung up."""
        if await self.first_rings.waits(one.call_id):
            await self.first_rings.answered(one.call_id, PhoneSound(leg, one.id))
            return
        try:
            asked = await self.parties.rings_at(one.staff, one.call_id)
            await (self.parties if asked else self.talks).answer(one.staff, one.call_id, PhoneSound(leg, one.id))
        except (MediaRefused, MediaUnreachable, NothingRings, NotYourCall, IllegalPartyMove) as error:
            await self._not_joined(one, type(error).__name__)

    async def _not_joined(self, one: SeatLegRow, why: str) -> None:
        log.warning("the telephone of a seat was not joined", call=str(one.call_id), why=why)
        await self.switch.hang_up_leg(one.id)
        await self._silent(one)

    async def _picked_up(self, one: SeatLegRow) -> None:
        """Notes the answer, and ends the outgoing call with its numbers: from now on it is the call of the seat.

        Raises NothingRings if the telephone was let go meanwhile.
        """
        async with self.switch.work() as work:
            if not await answer_seat_leg(work, one.id):
                raise NothingRings
            if one.dial_id and (row := await open_dial(work, one.dial_id)):
                move_dial(work, row, DialMove.CALLED_ANSWER, answered_at=work.real)
                await self._end_dial(work, one, _ANSWERED)

    async def _end_dial(self, work: UnitOfWork, one: SeatLegRow, status: int) -> None:
        if one.dial_id and (row := await open_dial(work, one.dial_id)):
            end_dial(work, row, status)

    async def _over(self, line: UUID, status: int) -> None:
        """A telephone has ended: it did not answer, its seat hung up, or we did."""
        async with self.switch.work() as work:
            one = await seat_leg(work, line)
            if one is None:
                return
            by_itself = await end_seat_leg(work, line)
            await release_hold(work, line)
            await self._end_dial(work, one, status)
            if by_itself and not one.answered:
                record_of_call(work, one.call_id, SeatPhoneSilent(one.call_id, one.staff, status))
        asked_for_key = one.media in self.switch.media_names
        self.switch.forget(line)
        with suppress(MediaRefused, MediaUnreachable):
            await self.switch.media.rtpengine.delete(one.media)
        if by_itself:
            await (self._hung_up(one) if one.answered and not asked_for_key else self._silent(one))

    async def _hung_up(self, one: SeatLegRow) -> None:
        """The seat hung its telephone up: that ends the talk as the key does, or the call that it placed."""
        if await self.first_rings.waits(one.call_id):
            await self.first_rings.ended(one.call_id, _GIVEN_UP)
            return
        async with self.switch.lock(one.call_id), self.switch.work() as work:
            party = await seat_on(work, one.call_id, one.staff)
        if party is None or party.line != one.id:
            return
        with suppress(NotYourCall):
            if not await self.parties.seat_leaves(one.staff, one.call_id):
                await self.talks.hang_up(one.staff, one.call_id)

    async def _silent(self, one: SeatLegRow) -> None:
        """Sets the seat aside: its call returns to its place, or to the seat that asked; one that it placed ends."""
        if await self.first_rings.waits(one.call_id):
            await self.first_rings.ended(one.call_id, _GIVEN_UP)
            return
        asked = await self.parties.rings_at(one.staff, one.call_id)
        async with self.switch.work() as work:
            if not await give_back(work, one.staff, one.call_id):
                return
            row = await call_row(work, one.call_id)
        if asked:
            await self.parties.seat_leaves(one.staff, one.call_id)
        elif row.direction == CallDirection.OUT:
            await self.endings.hung_up(one.call_id)
        self.switch.wake.set()
