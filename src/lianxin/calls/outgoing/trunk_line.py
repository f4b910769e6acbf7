"""The telephone of outgoing calls: legs of the SIP agent through the trunk, sound by rtpengine and Janus."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from uuid import UUID

import structlog

from lianxin.calls.control.switch import persistently
from lianxin.calls.media.citizen_leg import CitizenLeg, join_leg, leg_answered, offer_leg
from lianxin.calls.media.errors import MediaRefused, MediaUnreachable
from lianxin.calls.media.holds import HeldKind, hold_media, renew_holds
from lianxin.calls.media.mjr import FIRST_OF_SEATS
from lianxin.calls.media.rooms import CallSide
from lianxin.calls.media.sdp import BadSdp
from lianxin.calls.media.talks import MediaNode, end_media, open_room
from lianxin.calls.outgoing.line import DialParty
from lianxin.calls.rules.dialling import trunk_digits
from lianxin.calls.sip.agent import NoLeg, SipAgent
from lianxin.calls.sip.calling import PlacedCall
from lianxin.calls.sip.legs import IllegalLegMove, Leg
from lianxin.calls.sip.news import AnswerLeg, HangUpLeg, KeySent, LegNews, LegOver, LegTalking, MediaOffered
from lianxin.city import Profile, current_profile
from lianxin.kernel.database import Database

log = structlog.get_logger("lianxin")

Speak = Callable[[Profile, str, str], Awaitable[Path | None]]
"""Returns the file of an announcement of the profile in a language, empty for that of the city.

None if it cannot be spoken.
"""
TakeOver = Callable[[UUID, UUID, CitizenLeg], Awaitable[None]]
"""Takes a citizen who was rung back: the first call, the leg, its sound. From then on it owns the leg."""
Join = Callable[[UUID, UUID, UUID, CitizenLeg], Awaitable[None]]
"""Takes an outside contact into a call: the call, the outgoing call, the leg, its sound. It owns the leg then."""

_TIMES: int = 3  # an announcement is repeated for whoever is still waking up
_BAD_MEDIA: int = 488
_FAILED: int = 500


class SeatRings(Protocol):
    """Rings the telephones of seats that place calls; `SeatPhones` does."""

    async def ring_first(self, staff: str, call_id: UUID) -> None: ...
    async def let_go(self, call_id: UUID) -> None: ...


class HearsDials(Protocol):
    """What hears of the parties of outgoing calls; `OutgoingCalls` fulfils it."""

    async def answered(self, dial_id: UUID, party: DialParty) -> None: ...
    async def over(self, dial_id: UUID, status: int) -> None: ...
    async def told(self, dial_id: UUID) -> None: ...
    async def pressed(self, dial_id: UUID, key: str) -> None: ...


@dataclass(frozen=True)
class TrunkWay:
    """How outgoing calls leave: `shown` is the city's number, `edge` its SIP address, `target` the trunk's."""

    shown: str
    edge: str
    target: str


@dataclass
class _PlacedLeg:
    """A telephone that was rung: its call, its SIP leg, its sound once it has answered."""

    dial_id: UUID
    party: DialParty
    offer: str
    leg: UUID | None = None
    sound: CitizenLeg | None = None

    @property
    def media(self) -> str:
        """The id on rtpengine."""
        return f"{self.dial_id}-{self.party}"


@dataclass
class TrunkLine:
    """The line of one controller. The controller passes the news of legs to `hears` and keys to `key`."""

    database: Database
    city_id: str
    agent: SipAgent
    media: MediaNode
    way: TrunkWay
    speak: Speak
    take_over: TakeOver
    join: Join
    seats: SeatRings
    heard_by: HearsDials | None = None
    _legs: dict[UUID, _PlacedLeg] = field(default_factory=dict[UUID, _PlacedLeg])
    _parties: dict[tuple[UUID, DialParty], _PlacedLeg] = field(default_factory=dict[tuple[UUID, DialParty], _PlacedLeg])

    _notices: dict[UUID, asyncio.Task[None]] = field(default_factory=dict[UUID, asyncio.Task[None]])

    @property
    def name(self) -> str:
        """The name of the controller."""
        return self.agent.settings.node

    async def place(self, dial_id: UUID, party: DialParty, number: str, ring_s: float) -> UUID:
        """Rings a number through the trunk; raises MediaRefused, MediaUnreachable."""
        placed = _PlacedLeg(dial_id, party, "")
        async with self.database.begin(self.city_id) as work:
            hold_media(work, dial_id, HeldKind.LEG, placed.media)
        placed.offer = await offer_leg(self.media.rtpengine, placed.media)
        digits = trunk_digits(number)
        call = PlacedCall(
            f"sip:{digits}@{self.way.target}",
            f"<sip:{self.way.shown}@{self.way.edge}>",
            f"<sip:{digits}@{self.way.target}>",
            placed.offer.encode(),
            ring=ring_s,
        )
        leg = await self.agent.place(call)
        placed.leg = leg.id
        self._legs[leg.id] = self._parties[dial_id, party] = placed
        return leg.id

    async def ring_seat(self, dial_id: UUID, staff: str) -> None:
        """Rings the telephone of the seat that placed a call."""
        await self.seats.ring_first(staff, dial_id)

    async def connect(self, dial_id: UUID) -> None:
        """Lets the desk telephone and the citizen talk in a recorded room."""
        room = (await open_room(self.database, self.city_id, self.media, dial_id)).room
        for party, number, side in (
            (DialParty.CALLED, 1, CallSide.CITIZEN),
            (DialParty.DESK, FIRST_OF_SEATS, CallSide.SEAT),
        ):
            placed = self._parties.get((dial_id, party))
            if placed and placed.sound:
                await join_leg(self.media.rtpengine, placed.sound, self.media.rooms, room, number, side)

    async def announce(self, dial_id: UUID, announcement: str) -> None:
        """Plays an announcement to the called party; without a voice the party hears nothing, and keys still work."""
        await self._play(dial_id, announcement, "", (DialParty.CALLED,), _TIMES)

    async def tell_recorded(self, dial_id: UUID, announcement: str, language: str) -> None:
        """Says once to both parties that the call is recorded; meanwhile they do not hear each other."""
        self._notices[dial_id] = asyncio.create_task(self._notice(dial_id, announcement, language))

    async def _notice(self, dial_id: UUID, announcement: str, language: str) -> None:
        """Lets a call go on after its notice. A call that cannot go on ends: nobody waits in silence."""
        hears = self.heard_by
        if hears is None:
            return
        try:
            await asyncio.sleep(await self._play(dial_id, announcement, language, tuple(DialParty)))
            await persistently(lambda: hears.told(dial_id))
        except Exception:
            log.exception("an outgoing call could not go on", call=str(dial_id))
            await hears.over(dial_id, _FAILED)
        finally:
            self._notices.pop(dial_id, None)

    async def _play(
        self, dial_id: UUID, announcement: str, language: str, parties: tuple[DialParty, ...], times: int = 1
    ) -> float:
        """Begins an announcement; returns its length in seconds, 0 without a voice."""
        async with self.database.read(self.city_id) as work:
            profile = await current_profile(work)
        file = await self.speak(profile, announcement, language)
        longest = 0.0
        for party in parties:
            placed = self._parties.get((dial_id, party))
            if placed and placed.sound and file:
                played = await self.media.rtpengine.play(placed.sound.call, placed.sound.tag, str(file), times)
                longest = max(longest, played)
        return longest

    async def let_wait(self, dial_id: UUID, call_id: UUID) -> None:
        """Gives the leg of a citizen who was rung back to the owner of waiting calls."""
        placed = self._parties.pop((dial_id, DialParty.CALLED), None)
        if placed is None or placed.leg is None or placed.sound is None:
            return
        self._legs.pop(placed.leg, None)
        async with self.database.begin(self.city_id) as work:
            await work.run(
                "UPDATE media_holds SET call_id = %(call)s WHERE city_id = %(city)s AND call_id = %(dial)s"
                " AND released_at IS NULL",
                call=call_id,
                dial=dial_id,
            )
        await self.take_over(call_id, placed.leg, placed.sound)

    async def let_join(self, dial_id: UUID, call_id: UUID) -> None:
        """Gives the leg of an outside contact to the call for which it was dialled; the hold stays its own."""
        placed = self._parties.pop((dial_id, DialParty.CALLED), None)
        if placed is None or placed.leg is None or placed.sound is None:
            return
        self._legs.pop(placed.leg, None)
        await self.join(call_id, dial_id, placed.leg, placed.sound)

    async def renew(self) -> None:
        """Renews what the outgoing calls hold on the media servers; to be called at least every minute."""
        async with self.database.begin(self.city_id) as work:
            await renew_holds(work, list({dial_id for dial_id, _ in self._parties}))

    async def end(self, dial_id: UUID) -> None:
        """Hangs up both telephones and ends the sound, also that of a call which a controller left when it died."""
        notice = self._notices.pop(dial_id, None)
        if notice is not None and notice is not asyncio.current_task():
            notice.cancel()
        gone = [self._parties.pop((dial_id, party), None) for party in DialParty]
        for placed in gone:
            if placed and placed.leg:
                self._legs.pop(placed.leg, None)
                await self._hang_up(placed.leg)
        await self.seats.let_go(dial_id)
        try:
            await end_media(self.database, self.city_id, self.media, dial_id)
        except (MediaRefused, MediaUnreachable):
            log.warning("the sound of an outgoing call is left to the reaper", call=str(dial_id))

    async def hears(self, leg: Leg, news: LegNews) -> bool:
        """Takes the news of a leg; returns whether it is one of outgoing calls."""
        placed = self._legs.get(leg.id)
        if placed is None or self.heard_by is None:
            return False
        match news:
            case LegTalking():
                await self._answered(self.heard_by, placed, leg, news.sdp)
            case LegOver():
                await self.heard_by.over(placed.dial_id, news.status)
            case MediaOffered():
                await self.agent.command(leg.id, AnswerLeg(placed.offer.encode()))
            case KeySent():
                await self.heard_by.pressed(placed.dial_id, news.key)
            case _:
                pass
        return True

    async def key(self, media: str, key: str) -> bool:
        """Takes a key that rtpengine reports; returns whether its call is one of outgoing calls."""
        placed = next((one for one in self._legs.values() if one.media == media), None)
        if placed is None or self.heard_by is None:
            return False
        if placed.party is DialParty.CALLED:
            await self.heard_by.pressed(placed.dial_id, key)
        return True

    async def _answered(self, heard_by: HearsDials, placed: _PlacedLeg, leg: Leg, sdp: bytes) -> None:
        try:
            tag = leg.remote_tag or str(leg.id)
            placed.sound = await leg_answered(
                self.media.rtpengine, placed.media, tag, placed.offer, sdp.decode("utf-8", "replace")
            )
        except (BadSdp, MediaRefused, MediaUnreachable):
            log.warning("a called telephone has no usable sound", call=str(placed.dial_id))
            await heard_by.over(placed.dial_id, _BAD_MEDIA)
            return
        await heard_by.answered(placed.dial_id, placed.party)

    async def _hang_up(self, leg: UUID) -> None:
        try:
            await self.agent.command(leg, HangUpLeg())
        except (NoLeg, IllegalLegMove):
            return  # it has hung up already
