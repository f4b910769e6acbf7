"""The SIP user agent of one controller: legs in memory, saved before a message of them is sent, timers, connections.

It decides nothing about a call: it passes the news of a leg to `tell` and does what `command` asks.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

import structlog

from lianxin.calls.sip.answering import leg_offered, refused_at_once
from lianxin.calls.sip.calling import PlacedCall, heard_response, is_initial, leg_placed
from lianxin.calls.sip.connections import EdgeLine, EdgeLines
from lianxin.calls.sip.legs import AgentSettings, Leg, LegState, LegStep, leg_due
from lianxin.calls.sip.messages import SipRequest, SipResponse, request_fault
from lianxin.calls.sip.news import LegCommand, LegNews
from lianxin.calls.sip.rows import Fenced, LegStore
from lianxin.calls.sip.timers import obey, tick
from lianxin.calls.sip.within import heard_request, options_reply
from lianxin.calls.sip.writing import owner_claim, phone_entry, reply_to
from lianxin.kernel.errors import NotFound
from lianxin.kernel.ids import new_id

log = structlog.get_logger("lianxin")

Tell = Callable[[Leg, LegNews], Awaitable[None]]
SAVE_AGAIN: Final = (0.05, 0.1, 0.2, 0.5, 1.0)  # seconds between attempts to save; the last one repeats
SAVE_FOR: Final = 60.0  # seconds; longer than a restart of PostgreSQL


class NoLeg(NotFound):
    """This agent has no leg with this id."""

    code: ClassVar[str] = "calls.no_leg"


@dataclass
class _Slot:
    """A leg with its locks: one thing at a time happens to it, and its news is told in order."""

    leg: Leg | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    telling: asyncio.Lock = field(default_factory=asyncio.Lock)
    line: EdgeLine | None = None
    timer: asyncio.TimerHandle | None = None


class SipAgent:
    """Answers and places calls through the edge. `now` is the real time; the deadlines of legs count by it."""

    def __init__(self, settings: AgentSettings, store: LegStore, tell: Tell, now: Callable[[], datetime]) -> None:
        self.settings = settings
        self._store, self._tell, self._now = store, tell, now
        self._lines = EdgeLines(settings.listen, settings.edge, self._heard, self._joined)
        self._slots: dict[UUID, _Slot] = {}
        self._early: dict[tuple[str, str], UUID] = {}  # Call-ID and the caller's tag: INVITE again, CANCEL
        self._tasks: set[asyncio.Task[None]] = set()
        self._phones: dict[str, str] = {}

    async def start(self) -> list[Leg]:
        """Opens the connections and returns the legs that go on after a restart, each with its timers running."""
        legs = await self._store.start()
        await self._lines.open()
        self.adopt(legs)
        return legs

    async def stop(self) -> None:
        """Closes the connections; legs stay stored, for the next start or another controller."""
        for slot in self._slots.values():
            if slot.timer:
                slot.timer.cancel()
        for task in [*self._tasks]:
            task.cancel()
        if self._tasks:
            await asyncio.wait([*self._tasks])
        await self._lines.close()

    def adopt(self, legs: list[Leg]) -> None:
        """Goes on with stored legs: their timers run, and what may not have been sent is sent again."""
        for leg in legs:
            slot = self._slots[leg.id] = _Slot(leg)
            self._know(leg)
            self._arm(slot, leg)
        self._say_again(legs)

    @property
    def joined(self) -> bool:
        """Whether the agent can place calls: it has a connection to the edge."""
        return self._lines.joined

    def legs(self) -> list[Leg]:
        """Returns all legs that have not ended."""
        return [slot.leg for slot in self._slots.values() if slot.leg and slot.leg.state is not LegState.ENDED]

    async def command(self, leg_id: UUID, command: LegCommand) -> Leg:
        """Does what the owner of a call asks, and returns when it is saved and sent; raises NoLeg, IllegalLegMove."""
        slot = self._slots.get(leg_id)
        if slot is None:
            raise NoLeg(leg=str(leg_id))
        return await self._change(slot, lambda leg, now: obey(leg, command, self.settings, now))

    async def place(self, call: PlacedCall, leg_id: UUID | None = None) -> Leg:
        """Places an outgoing call; returns its leg, with this id if one is given, when the INVITE is sent."""
        step = leg_placed(call, leg_id or new_id(), self.settings, self._now())
        slot = self._slots[step.leg.id] = _Slot()
        async with slot.lock:
            try:
                await self._store.add(step.leg)
            except BaseException:
                del self._slots[step.leg.id]
                raise
            self._take(slot, step)
        return step.leg

    def admit(self, phones: Mapping[str, str]) -> None:
        """Enters seats' phones at the edge, also after its restart: digests (HA1) by user; an empty one removes it."""
        self._phones |= phones
        for user, digest in phones.items():
            self._lines.send(phone_entry(user, digest, self.settings, new_id().hex))

    # hearing

    def _heard(self, message: SipRequest | SipResponse, line: EdgeLine) -> None:
        """Sorts a message by its dialog. Runs without a pause, so that messages of a leg keep their order."""
        if isinstance(message, SipResponse):
            if slot := self._slot_of(message.from_tag):
                self._begin(self._change(slot, lambda leg, now: heard_response(leg, message, self.settings, now)))
            return
        if fault := request_fault(message):
            if message.method != "ACK" and message.listed("Via"):
                self._lines.send(reply_to(message, fault[0], reason=fault[1], tag=new_id().hex), line)
            return
        known = self._early.get((message.call_id, message.from_tag)) if not message.to_tag else None
        slot = self._slots.get(known) if known else self._slot_of(message.to_tag)
        if slot and (slot.leg is None or self._belongs(slot.leg, message)):
            self._inside(slot, message, line)
        else:
            self._outside(message, line)

    def _slot_of(self, tag: str) -> _Slot | None:
        try:
            return self._slots.get(UUID(hex=tag))
        except ValueError:
            return None

    def _belongs(self, leg: Leg, request: SipRequest) -> bool:
        """Whether the Call-ID and the other side's tag are those of the leg: our tag alone names no dialog."""
        return leg.call_id == request.call_id and leg.remote_tag == request.from_tag

    def _inside(self, slot: _Slot, request: SipRequest, line: EdgeLine) -> None:
        slot.line = line
        if is_initial(request):  # the INVITE again, by another way: RFC 3261 section 8.2.2.2
            self._lines.send(reply_to(request, 482, reason="Loop Detected", tag=new_id().hex), line)
            return
        self._begin(self._change(slot, lambda leg, now: heard_request(leg, request, self.settings, now)))

    def _outside(self, request: SipRequest, line: EdgeLine) -> None:
        """A request outside any dialog: a new call, OPTIONS, or something about a dialog that is gone."""
        tag = new_id().hex
        if request.method == "ACK":
            return
        if request.to_tag or request.method in {"CANCEL", "BYE", "PRACK", "UPDATE", "INFO"}:
            self._lines.send(reply_to(request, 481, tag=tag), line)
        elif request.method == "OPTIONS":
            self._lines.send(options_reply(request, tag), line)
        elif request.method != "INVITE":
            self._lines.send(reply_to(request, 405, ("Allow", "INVITE, OPTIONS"), tag=tag), line)
        elif refusal := refused_at_once(request, self.settings, tag):
            self._lines.send(refusal, line)
        else:
            step = leg_offered(request, new_id(), self.settings)
            slot = self._slots[step.leg.id] = _Slot(line=line)
            self._early[request.call_id, request.from_tag] = step.leg.id
            self._begin(self._offered(slot, step, request, line))

    async def _offered(self, slot: _Slot, step: LegStep, request: SipRequest, line: EdgeLine) -> None:
        """Saves a new call, then sends 100. A call that cannot be saved gets 503: the edge asks another controller."""
        async with slot.lock:
            try:
                await self._store.add(step.leg)
            except Exception:
                log.exception("a call could not be saved")
                self._drop(step.leg)
                self._lines.send(reply_to(request, 503, reason="Service Unavailable", tag=step.leg.local_tag), line)
                return
            self._take(slot, step)

    # changing

    async def _change(self, slot: _Slot, act: Callable[[Leg, datetime], LegStep]) -> Leg:
        """Applies one thing to a leg: the new leg is saved, then its messages go out, then its news is told."""
        async with slot.lock:
            if slot.leg is None:
                raise NoLeg(leg="")
            step = act(slot.leg, self._now())
            if step.leg != slot.leg:
                await self._save(step.leg)
            self._take(slot, step)
            return step.leg

    async def _save(self, leg: Leg) -> None:
        """Saves until it succeeds: while PostgreSQL is away nothing is sent, and nothing is lost."""
        loop = asyncio.get_running_loop()
        until = loop.time() + SAVE_FOR
        tries = 0
        while True:
            try:
                return await self._store.save(leg)
            except Fenced:
                log.warning("a leg belongs to another controller", leg=str(leg.id))
                self._drop(leg)
                raise
            except Exception:
                if loop.time() > until:
                    raise
                if not tries:
                    log.exception("a leg could not be saved; trying again")
            await asyncio.sleep(SAVE_AGAIN[min(tries, len(SAVE_AGAIN) - 1)])
            tries += 1

    def _take(self, slot: _Slot, step: LegStep) -> None:
        """Makes a saved step the leg's present, sends its messages and tells its news.

        A response goes by the connection of its request; with a request in the same step (202, then NOTIFY) all go by
        ours, because the edge keeps only the order of messages on one connection.
        """
        first = slot.leg is None
        slot.leg = step.leg
        if first:
            self._know(step.leg)
        line = slot.line if all(isinstance(message, SipResponse) for message in step.sends) else None
        for message in step.sends:
            self._lines.send(message, line)
        self._arm(slot, step.leg)
        for news in step.news:
            self._begin(self._tell_in_order(slot, step.leg, news))

    async def _tell_in_order(self, slot: _Slot, leg: Leg, news: LegNews) -> None:
        async with slot.telling:
            await self._tell(leg, news)

    def _arm(self, slot: _Slot, leg: Leg) -> None:
        if slot.timer:
            slot.timer.cancel()
        due = leg_due(leg)
        if due is not None:
            delay = max(0.0, (due - self._now()).total_seconds())
            slot.timer = asyncio.get_running_loop().call_later(delay, lambda: self._begin(self._pass_time(slot)))

    async def _pass_time(self, slot: _Slot) -> None:
        leg = await self._change(slot, lambda leg, now: tick(leg, self.settings, now))
        if leg.forget_at and leg.forget_at <= self._now():
            self._drop(leg)
            await self._store.forget(leg)

    def _know(self, leg: Leg) -> None:
        if leg.incoming:
            self._early[leg.call_id, leg.remote_tag] = leg.id

    def _drop(self, leg: Leg) -> None:
        """Forgets a leg: it ended long ago, or is another controller's."""
        slot = self._slots.pop(leg.id, None)
        if slot and slot.timer:
            slot.timer.cancel()
        if self._early.get((leg.call_id, leg.remote_tag)) == leg.id:
            del self._early[leg.call_id, leg.remote_tag]

    # the edge's table of owners

    def _joined(self) -> None:
        """The connection is there, perhaps to an edge that was restarted."""
        self._say_again(self.legs())
        self.admit(self._phones)

    def _say_again(self, legs: list[Leg]) -> None:
        """Claims the legs, and sends again what may not have reached the edge; it knows a request that came before."""
        for leg in legs:
            self._lines.send(owner_claim(leg, self.settings, new_id().hex))
            if leg.state is LegState.OFFERED:
                self._lines.send(reply_to(leg.asked, 100))
            for sent in leg.sent:
                self._lines.send(sent.request)

    def _begin(self, act: Awaitable[object]) -> None:
        task = asyncio.ensure_future(self._guarded(act))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, act: Awaitable[object]) -> None:
        try:
            await act
        except (Fenced, NoLeg):
            return
        except Exception:
            log.exception("SIP")
