"""The whole telephone of a city on loopback: edge, agent, media servers, controller; seats are plain telephones.

A seat answers with the port of its telephone instead of a browser's offer, unless the rooms are those of browsers.
"""

import asyncio
import struct
import wave
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from builders.rtp import LOOPBACK, PCMA
from builders.rtp import Telephone as Handset
from builders.sipp import Called, Caller, Phone, sipp
from builders.site import AppSite, Seat, good
from builders.telephone import free_port, settings_for, until_bound, until_true
from builders.telephone_line import WITHIN, Servers
from lianxin.calls import CallController, OutgoingCalls
from lianxin.calls.control.outside_legs import outside_on
from lianxin.calls.control.restoring import Restoring
from lianxin.calls.control.rows import citizen_on, leg_of
from lianxin.calls.edge.plan import EdgePlan
from lianxin.calls.media.janus import JanusClient
from lianxin.calls.media.janus_messages import RtpPlace
from lianxin.calls.media.keypad import KeypadListener
from lianxin.calls.media.recordings import Shelf
from lianxin.calls.media.rooms import CallSide, RoomLeg, Rooms
from lianxin.calls.media.rtpengine import RtpengineClient
from lianxin.calls.media.sdp import plain_sdp, port_of
from lianxin.calls.media.talks import MediaNode
from lianxin.calls.outgoing.trunk_line import TrunkLine, TrunkWay
from lianxin.calls.sip.agent import SipAgent
from lianxin.calls.sip.rows import LegRows
from lianxin.calls.sip.succession import Succession
from lianxin.city import Profile
from lianxin.kernel.clock import WallClock
from lianxin.kernel.database import Database
from lianxin.runtime.background import keep_up

MUSIC = 660  # Hz


class PlainRooms(Rooms):
    """Rooms whose seats are plain telephones: the offer of a seat is its port."""

    async def join_browser(self, room: int, number: int, side: CallSide, offer: str, *, muted: bool = False) -> RoomLeg:
        joined = await self.join_rtp(room, number, side, RtpPlace(LOOPBACK, int(offer)), "pcma")
        assert joined.place is not None
        if muted:
            await self.mute(joined, muted=True)
        return RoomLeg(joined.handle, joined.number, joined.place, str(joined.place.port))


@dataclass
class Tones:
    """Plays a tone for music and for what a mobile hears, and announces nothing else."""

    folder: Path

    async def announcement(self, profile: Profile, name: str, language: str, **values: str | int) -> Path | None:
        del profile, language, values
        return await self.music() if name == "seat_ring" else None

    async def ringing(self) -> Path | None:
        return await self.music()

    async def music(self) -> Path | None:
        file = self.folder / "music.wav"
        if not file.exists():
            await asyncio.to_thread(_write_tone, file)
        return file


def _write_tone(file: Path) -> None:
    half = 8000 / MUSIC / 2
    samples = [9000 if int(nth / half) % 2 else -9000 for nth in range(8000)]
    with wave.open(str(file), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(struct.pack(f"<{len(samples)}h", *samples))


def _in_a_hurry() -> "asyncio.Queue[str]":
    """The keys of a caller who asks for the operator at once, whatever the menus say."""
    keys: asyncio.Queue[str] = asyncio.Queue()
    keys.put_nowait("0")
    return keys


@dataclass
class Hotline:
    """A running controller, and the edge that it shares with another one."""

    site: AppSite
    plan: EdgePlan
    controller: CallController
    agent: SipAgent
    succession: Succession
    folder: Path
    outgoing: OutgoingCalls
    tasks: list[asyncio.Task[Any]] = field(default_factory=list[asyncio.Task[Any]])

    async def calls(self, number: str, handset: Handset, script: Callable[[Caller], Caller]) -> Phone:
        """Places a call from a number whose sound is that of a handset; `script` goes on after the ACK."""
        caller = Caller(name=number).invites(sdp=plain_sdp(LOOPBACK, handset.port, PCMA)).hears(200).acks()
        return await sipp(script(caller), self.plan.listen, free_port(), self.folder / number)

    async def state(self, call: UUID | None = None) -> str:
        """Returns the state of a call, of the only one if none is named."""
        rows = await self.site.town.tuples(
            "SELECT state FROM calls WHERE city_id = %(city)s AND (%(id)s::uuid IS NULL OR id = %(id)s)", id=call
        )
        return rows[0][0] if rows else ""

    async def until(self, state: str, call: UUID | None = None) -> None:
        """Waits until a call is in a state."""
        async with asyncio.timeout(WITHIN):
            while await self.state(call) != state:  # noqa: ASYNC110 - the database is asked
                await asyncio.sleep(0.05)

    async def connect(self, handset: Handset, call: UUID | None = None) -> None:
        """Lets the handset of a citizen, of the only one if none is named, send to the port that our answer named."""
        async with self.site.town.database.read(self.site.town.id) as work:
            if call is None:
                [call] = await work.column(UUID, "SELECT id FROM calls WHERE city_id = %(city)s AND state <> 'ended'")
            handset.target = (LOOPBACK, port_of(leg_of(work, await citizen_on(work, call)).answer))

    async def outside(self, name: str, script: Called) -> Phone:
        """Puts a telephone behind the trunk that goes on by this script; lets the controller ring it."""
        trunk = int(self.plan.trunks[0].target.split(":")[1])
        phone = await sipp(script, self.plan.listen, trunk, self.folder / name)
        await until_bound(trunk)
        return phone

    async def ring_outside(self) -> int:
        """Says that the controller lives, and places the calls that are asked for; returns how many."""
        await self.succession.look()
        return await self.outgoing.run()

    async def connect_outside(self, handset: Handset) -> None:
        """Waits until an outside contact is in the call, and lets its handset send to the port of our offer."""
        async with asyncio.timeout(15):
            while True:
                async with self.site.town.database.read(self.site.town.id) as work:
                    calls = await work.column(UUID, "SELECT id FROM calls WHERE city_id = %(city)s")
                    there = [one for call in calls for one in await outside_on(work, call) if one.media is not None]
                    if there:
                        handset.target = (LOOPBACK, port_of(leg_of(work, there[0]).answer))
                        return
                await asyncio.sleep(0.05)

    def patient_callers(self) -> None:
        """Lets callers press only the keys that they press."""
        self.controller.switch.keys = defaultdict(asyncio.Queue)

    async def succeeds(self) -> None:
        """Waits until this controller takes over the calls of one that has been silent too long."""
        await until_true(lambda: self.agent.joined)
        async with asyncio.timeout(15):
            while not await self.controller.succeed(self.succession):  # noqa: ASYNC110 - the other one must be silent
                await asyncio.sleep(0.2)

    async def goes_on(self) -> None:
        """Goes on with the legs and the rows of this controller as after a restart."""
        parts = self.controller
        again = Restoring(parts.switch, parts.listening, parts.arriving, parts.talks, parts.endings)
        await again.adopt(self.agent.legs())

    async def die(self) -> None:
        """Stops this controller as a kill would: nothing is ended."""
        for task in self.tasks:
            task.cancel()
        await asyncio.wait(self.tasks)
        await self.controller.stop()
        await self.agent.stop()


async def rings(seat: Seat) -> dict[str, Any]:
    """Waits until a call rings at a seat; returns it."""
    async with asyncio.timeout(WITHIN):
        while True:
            now = await seat.read("/api/telephone/seat")
            if now["state"] == "reserved":
                return now["call"]
            await asyncio.sleep(0.05)


async def answers(seat: Seat, call: str, handset: Handset) -> None:
    """Answers a call by a handset."""
    answered = good(await seat.post(f"/api/telephone/calls/{call}/answer", {"sdp": str(handset.port)}))
    handset.target = (LOOPBACK, int(answered["sdp"]))


async def _no_words(_profile: Profile, _name: str, _language: str) -> Path | None:
    return None


def _outgoing(
    database: Database, city: str, agent: SipAgent, media: MediaNode, plan: EdgePlan, controller: CallController
) -> OutgoingCalls:
    """Returns the outgoing calls of a controller; a test runs them."""
    way = TrunkWay("12345", plan.listen, plan.trunks[0].target)
    join = controller.parties.outside.join
    line = TrunkLine(database, city, agent, media, way, _no_words, controller.take_over, join, controller.phones)
    line.heard_by = controller.phones.first_rings.dials = dials = OutgoingCalls(database, city, line)
    controller.has_agent(agent, line)
    return dials


@asynccontextmanager
async def a_hotline(
    site: AppSite, servers: Servers, plan: EdgePlan, folder: Path, number: int = 0, rooms: type[Rooms] = PlainRooms
) -> AsyncGenerator[Hotline]:
    """Runs the controller of this number of the plan; the edge is started by the test."""
    rtpengine, janus = servers
    database, city = site.town.database, site.town.id
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(RtpengineClient((LOOPBACK, rtpengine.port)))
        session = await stack.enter_async_context(JanusClient(janus.url, janus.secret))
        media = MediaNode(client, rooms(session), Shelf(folder / "raw", folder / "recordings"))
        settings = settings_for(plan, number)
        controller = CallController(database, city, settings.node, media, Tones(folder))
        if not number:
            await stack.enter_async_context(KeypadListener((LOOPBACK, rtpengine.second_port), controller.pressed))
        rows = LegRows(database, city, settings.node, settings.listen, inherit=controller.restoring.inherit)
        agent = SipAgent(settings, rows, controller.tell, WallClock().now)
        outgoing = _outgoing(database, city, agent, media, plan, controller)
        controller.switch.keys = defaultdict(_in_a_hurry)
        legs = await agent.start()
        await controller.adopt(legs)
        hotline = Hotline(site, plan, controller, agent, Succession(agent, rows, 1.0), folder, outgoing)
        routing = keep_up("call_router", controller.run_router, set(), again=0.2)
        hotline.tasks.append(asyncio.create_task(routing))
        site.app.state.controller = controller
        try:
            yield hotline
        finally:
            await hotline.die()
            for call in await client.calls():  # a test that failed leaves its call to the next one
                await client.delete(call)
            await session.end_session()


__all__ = ["Hotline", "a_hotline", "answers", "rings", "until_true"]
