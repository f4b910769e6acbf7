"""A line on real media servers: clients of rtpengine and Janus, a citizen's and a seat's telephone."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from builders.rtp import LOOPBACK, PCMA, Telephone
from lianxin.calls.media.citizen_leg import CitizenLeg, answer_leg
from lianxin.calls.media.janus import JanusClient
from lianxin.calls.media.janus_messages import RtpPlace
from lianxin.calls.media.mjr import FIRST_OF_SEATS
from lianxin.calls.media.rooms import CallSide, RoomLeg, Rooms
from lianxin.calls.media.rtpengine import RtpengineClient
from lianxin.calls.media.sdp import plain_sdp, port_of
from lianxin.calls.media.servers import JanusServer, RtpengineServer, RtpPorts

WITHIN = 60.0  # seconds; a busy machine
CITIZEN, SEAT = 440, 1000  # Hz
FIRST_RTP, RTP_PORTS, SLOT_PORT = 20_000, 10_000, 19_900
PROGRAMS = ("rtpengine", "janus", "janus-pp-rec", "sox", "ffmpeg")

Servers = tuple[RtpengineServer, JanusServer]


@contextmanager
def own_rtp_ports(count: int) -> Iterator[RtpPorts]:
    """Yields ports that no other test uses: two rtpengines that share a port take each other's sound."""
    with ExitStack() as stack:
        for slot in range(RTP_PORTS // count):
            held = stack.enter_context(socket.socket())
            try:
                held.bind((LOOPBACK, SLOT_PORT + slot))
            except OSError:
                continue
            yield RtpPorts(FIRST_RTP + slot * count, FIRST_RTP + (slot + 1) * count - 1)
            return
    raise AssertionError("all ports for RTP are taken")


@contextmanager
def media_servers(folder: Path, rtp_ports: int = 200) -> Iterator[Servers]:
    """Starts both servers; fails with the one command to type if a program is missing."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    assert not missing, f"not installed: {', '.join(missing)}; type: sudo tools/system-packages"
    with own_rtp_ports(rtp_ports) as ports:
        servers = (RtpengineServer(folder / "rtpengine", ports), JanusServer(folder / "janus"))
        try:
            for server in servers:
                server.start()
            yield servers
        finally:
            for server in servers:
                server.stop()


@dataclass
class Line:
    """Clients of both servers, and the two telephones of a call."""

    rtpengine: RtpengineClient
    rooms: Rooms
    citizen: Telephone
    seat: Telephone
    call: str

    @property
    def offer(self) -> str:
        """The SDP of the citizen's telephone."""
        return plain_sdp(LOOPBACK, self.citizen.port, PCMA)

    async def waiting(self) -> CitizenLeg:
        return self.answered(await answer_leg(self.rtpengine, self.call, "citizen", self.offer))

    def answered(self, leg: CitizenLeg) -> CitizenLeg:
        self.citizen.target = (LOOPBACK, port_of(leg.answer))
        return leg

    async def seated(self, room: int) -> RoomLeg:
        place = RtpPlace(LOOPBACK, self.seat.port)
        joined = await self.rooms.join_rtp(room, FIRST_OF_SEATS, CallSide.SEAT, place, "pcma")
        assert joined.place is not None
        self.seat.target = (LOOPBACK, joined.place.port)
        return joined

    async def talk(self) -> None:
        """Plays a tone at each end until the other end hears it."""
        self.citizen.play(CITIZEN)
        self.seat.play(SEAT)
        await until(lambda: self.citizen.hears(SEAT) > 0.9 and self.seat.hears(CITIZEN) > 0.9)


@asynccontextmanager
async def a_line(servers: Servers, call: str) -> AsyncIterator[Line]:
    rtpengine, janus = servers
    async with (
        RtpengineClient((LOOPBACK, rtpengine.port)) as client,
        JanusClient(janus.url, janus.secret) as session,
        Telephone() as citizen,
        Telephone() as seat,
    ):
        yield Line(client, Rooms(session), citizen, seat, call)
        await client.delete(call)
        await session.end_session()


async def until(met: Callable[[], bool]) -> None:
    """Returns when the condition is met; raises TimeoutError."""
    async with asyncio.timeout(WITHIN):
        while True:
            if met():
                return
            await asyncio.sleep(0.02)
