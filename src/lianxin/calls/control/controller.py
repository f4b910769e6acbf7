"""The call controller of a process: hears the agent's news and the seats' commands, and lets the router run."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Final
from uuid import UUID

import structlog

from lianxin.calls.citizen_line.desk import BrowserCaller
from lianxin.calls.citizen_line.lines import BrowserLines
from lianxin.calls.control.arriving import Arriving
from lianxin.calls.control.endings import Endings
from lianxin.calls.control.listening import Listening
from lianxin.calls.control.restoring import Restoring
from lianxin.calls.control.seat_phones import SeatPhones
from lianxin.calls.control.seat_sounds import BrowserSound
from lianxin.calls.control.seats import want_seat
from lianxin.calls.control.switch import Announcing, Switch, persistently
from lianxin.calls.control.talking import Talking
from lianxin.calls.control.watching import Watching
from lianxin.calls.control.wishes import NextState
from lianxin.calls.control.wrapping_up import end_wrap_up
from lianxin.calls.media.citizen_leg import QUEUE_TAG, CitizenLeg
from lianxin.calls.media.keypad import KeypadListener, KeyPressed
from lianxin.calls.media.processes import LOCAL_ADDRESS
from lianxin.calls.media.talks import MediaNode
from lianxin.calls.outgoing.trunk_line import TrunkLine
from lianxin.calls.parties.conference import Parties
from lianxin.calls.parties.far_keypad import press_keys
from lianxin.calls.parties.leading import Leading
from lianxin.calls.parties.vanishing import Vanishing
from lianxin.calls.routing.city_rules import rules_on_duty
from lianxin.calls.routing.router import SeatOffer, route_calls
from lianxin.calls.rules.words import Disposition
from lianxin.calls.sip.agent import SipAgent
from lianxin.calls.sip.legs import Leg
from lianxin.calls.sip.news import AnswerLeg, KeySent, LegNews, LegOffered, LegOver, LegTalking, MediaOffered
from lianxin.calls.sip.succession import Succession
from lianxin.calls.surge.in_force import profile_in_force
from lianxin.kernel.database import Database
from lianxin.people import Action, Actor, allow

log = structlog.get_logger("lianxin")

ROUTES_EVERY: Final = 1.0  # seconds at most between two passes of the router


class CallController:
    """Owns the calls of one process. Every command of a seat may be repeated; a second one changes nothing."""

    def __init__(self, database: Database, city_id: str, name: str, media: MediaNode, announcer: Announcing) -> None:
        self.switch = Switch(database, city_id, name, media, announcer)
        self.outgoing: TrunkLine | None = None
        self.endings = Endings(self.switch)
        self.listening = Listening(self.switch, self.endings)
        self.arriving = Arriving(self.switch, self.listening, self.endings)
        self.talks = Talking(self.switch, self.listening, self.endings)
        self.parties = Parties(self.switch, self.listening, self.talks, self.endings)
        self.leading = Leading(self.switch)
        self.phones = SeatPhones(self.switch, self.talks, self.parties, self.endings)
        self.vanishing = Vanishing(self.switch, self.parties, self.endings)
        self.watching = Watching(self.switch, self.endings)
        self.browsers = BrowserLines(self.switch, self.endings)
        self.restoring = Restoring(self.switch, self.listening, self.arriving, self.talks, self.endings)

    def has_agent(self, agent: SipAgent, outgoing: TrunkLine | None = None) -> None:
        """Takes the SIP agent, whose news come to `tell`, and the line of outgoing calls."""
        self.switch.agent, self.outgoing = agent, outgoing
        self.phones.way = outgoing.way if outgoing else None

    async def stop(self) -> None:
        """Stops what citizens hear; the calls go on in their rows."""
        await self.switch.stop_all()

    # the seats

    async def set_seat(self, actor: Actor, wish: NextState) -> None:
        """Makes the actor's seat ready or takes it out of the calls; raises IllegalCallMove."""
        allow(actor, Action.RECORD_CALL)
        self.vanishing.here(actor.ref)
        async with self.switch.work(actor.ref) as work:
            await want_seat(work, actor, wish)
        self.switch.wake.set()

    def here(self, actor: Actor) -> None:
        """The page of the actor's seat says that it is there: one that falls silent loses its call."""
        allow(actor, Action.RECORD_CALL)
        self.vanishing.here(actor.ref)

    async def answer(self, actor: Actor, call_id: UUID, sdp: str) -> str:
        """Connects the seat's browser with the call that rings there, and returns its SDP; raises NothingRings."""
        allow(actor, Action.RECORD_CALL)
        if await self.parties.rings_at(actor.ref, call_id):
            return await self.parties.answer(actor.ref, call_id, BrowserSound(sdp))
        return await self.talks.answer(actor.ref, call_id, BrowserSound(sdp))

    async def ring_phone(self, actor: Actor, call_id: UUID) -> None:
        """Rings the telephone of the seat at which a call rings; the citizen is joined when it answers.

        Raises NothingRings, NoSeatPhone, NoTelephone, DialsUsedUp, AlreadyDialled.
        """
        allow(actor, Action.RECORD_CALL)
        await self.phones.ring(actor, call_id)

    async def hold(self, actor: Actor, call_id: UUID) -> None:
        """Lets the citizen hear music; raises NotYourCall."""
        allow(actor, Action.RECORD_CALL)
        await self.talks.hold(actor.ref, call_id)

    async def resume(self, actor: Actor, call_id: UUID) -> None:
        """Ends the hold; raises NotYourCall."""
        allow(actor, Action.RECORD_CALL)
        await self.talks.resume(actor.ref, call_id)

    async def mute(self, actor: Actor, call_id: UUID, *, muted: bool) -> None:
        """Mutes the seat, or ends that; raises NotYourCall."""
        allow(actor, Action.RECORD_CALL)
        await self.talks.mute(actor.ref, call_id, muted=muted)

    async def press_far_keys(self, actor: Actor, call_id: UUID, keys: str, request: str) -> None:
        """Sends keys to a telephone that the city dialled; see `press_keys`. Raises NotYourCall, NoFarKeypad."""
        allow(actor, Action.RECORD_CALL)
        await press_keys(self.switch, actor.ref, call_id, keys, request)

    async def hang_up(self, actor: Actor, call_id: UUID) -> None:
        """Ends the call, or leaves it to a third party that talks; raises NotYourCall."""
        allow(actor, Action.RECORD_CALL)
        if not await self.parties.seat_leaves(actor.ref, call_id):
            await self.talks.hang_up(actor.ref, call_id)

    async def wrapped_up(self, actor: Actor, call_id: UUID, wish: NextState, kind: Disposition | None) -> None:
        """Ends the wrap-up; raises NotYourCall, NoDisposition."""
        allow(actor, Action.RECORD_CALL)
        await end_wrap_up(self.switch, actor, call_id, wish, kind)
        self.switch.wake.set()

    # the agent and the keypad

    async def tell(self, leg: Leg, news: LegNews) -> None:
        """Hears what happened to a leg of a citizen. While PostgreSQL is away, the news waits."""
        await persistently(lambda: self._told(leg, news))

    async def _told(self, leg: Leg, news: LegNews) -> None:
        if self.outgoing and await self.outgoing.hears(leg, news):
            return
        if await self.phones.hears(leg, news):
            return
        call_id = await self.restoring.call_of(leg.id)
        match news:
            case LegOffered():
                await self.arriving.offered(leg, news)
            case LegTalking() if call_id:
                await self.arriving.talking(call_id)
            case LegOver():
                await (self.endings.hung_up(call_id) if call_id else self.parties.leg_over(leg.id))
            case KeySent() if call_id:
                self.press(call_id, news.key)
            case MediaOffered():
                await self.switch.tell_leg(leg.id, AnswerLeg(leg.sdp))
            case _:
                return

    def keypad(self, port: int) -> KeypadListener:
        """Returns the listener for the keys that rtpengine reports at a port of this machine."""
        return KeypadListener((LOCAL_ADDRESS, port), self.pressed)

    def pressed(self, key: KeyPressed) -> None:
        """Hears a key from rtpengine, which reports those that we send as well."""
        if key.tag == QUEUE_TAG:
            return
        if call_id := self.switch.call_by_media(key.call):
            self.press(call_id, key.key)
        elif self.outgoing:
            self.switch.keep(self.outgoing.key(key.call, key.key))

    def press(self, call_id: UUID, key: str) -> None:
        """Passes a key to what the citizen hears; others ignore it."""
        self.switch.keys[call_id].put_nowait(key)

    # browsers of citizens

    async def take_browser(self, caller: BrowserCaller) -> str:
        """Takes a call from a browser like one from the trunk; returns the answer to the offer.

        Raises BadSdp, MediaRefused, MediaUnreachable.
        """
        return await self.arriving.from_browser(caller)

    def press_key(self, line: UUID, key: str) -> None:
        """Passes on a key of a browser like one from a keypad; a line that has ended ignores it."""
        self.press(line, key)

    async def leave_line(self, line: UUID) -> None:
        """Ends the line of a browser as if the citizen hung up; one that has ended changes nothing."""
        await self.endings.hung_up(line)

    async def take_over(self, call_id: UUID, line: UUID, leg: CitizenLeg) -> None:
        """Takes a citizen who was rung back and waits again at the old place, or who is called by a seat."""
        await self.restoring.rung_back(call_id, line, leg)
        await self.phones.citizen_there(call_id)

    async def adopt(self, legs: Sequence[Leg]) -> None:
        """Goes on with the calls of this controller, which has these legs after a start."""
        await self.restoring.adopt(legs)

    async def succeed(self, succession: Succession) -> bool:
        """Says that this controller lives, and goes on with the calls of one that does not; returns whether it does."""
        taken = await succession.look()
        if not taken and not self.restoring.inherited:
            return False
        await self.restoring.adopt(taken)
        return True

    # the router

    async def route(self) -> list[SeatOffer]:
        """Makes one pass of the router."""
        async with self.switch.work() as work:
            return await route_calls(work, await rules_on_duty(work, await profile_in_force(work)))

    async def run_router(self) -> None:
        """Routes whenever something changed, and at least each second; runs until cancelled."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(ROUTES_EVERY):
                    await self.switch.wake.wait()
            self.switch.wake.clear()
            await self.route()
            await self.parties.sweep()
