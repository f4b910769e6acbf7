"""A client of one rtpengine: typed requests over UDP, repeated with the same cookie until answered."""

import asyncio
import contextlib
import secrets
from types import TracebackType
from typing import ClassVar, Final, Self

import structlog
from msgspec.structs import replace

from lianxin.calls.media.errors import MediaRefused, MediaUnreachable
from lianxin.calls.media.ng_messages import (
    REFUSED_RESULTS,
    BadNgReply,
    NgAnswer,
    NgDelete,
    NgList,
    NgOffer,
    NgPing,
    NgPlay,
    NgPress,
    NgQuery,
    NgReply,
    NgRequest,
    NgSide,
    NgStop,
    ng_datagram,
    read_ng_reply,
)
from lianxin.calls.media.sdp import is_browser

log = structlog.get_logger("lianxin")

Address = tuple[str, int]  # IP address and port

NG_TRIES: Final = (0.25, 0.5, 1.0, 2.0)  # seconds to wait for a reply to each try
_FLAGS: Final = ("trust-address", "port latching")  # without the second the citizen's port moves at a new offer
_KEYPAD: Final = (*_FLAGS, "inject-DTMF")  # sound is then decoded and encoded again, which costs time
_REPLACE: Final = ("origin",)
OUTSIDE: Final = "outside"
INSIDE: Final = "inside"
KEY_LASTS: Final = 160  # milliseconds; menus of exchanges hear keys from 40 on
KEY_PAUSE: Final = 80
_MOST_LISTED: Final = 1_000_000


class RtpengineClient(asyncio.DatagramProtocol):
    """An open client; use as an async context manager. Any number of requests may wait at the same time.

    `two_sides`: the server has the interfaces OUTSIDE and INSIDE.
    """

    name: ClassVar[str] = "rtpengine"

    def __init__(self, address: Address, tries: tuple[float, ...] = NG_TRIES, *, two_sides: bool = False) -> None:
        self.address = address
        self._two_sides = two_sides
        self._tries = tries
        self._waiting: dict[str, asyncio.Future[NgReply]] = {}
        self._turns: dict[str, asyncio.Task[NgReply]] = {}  # call → the latest request about what is played in it
        self._transport: asyncio.DatagramTransport | None = None

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, remote_addr=self.address)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        turns = [*self._turns.values()]
        for turn in turns:
            turn.cancel()
        await asyncio.gather(*turns, return_exceptions=True)
        if self._transport is not None:
            self._transport.close()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:  # noqa: ARG002 - the protocol of asyncio
        """Passes a reply to the request that waits for it."""
        try:
            cookie, reply = read_ng_reply(data)
        except BadNgReply:
            log.warning("rtpengine sent no reply", bytes=len(data))
            return
        waiting = self._waiting.get(cookie)
        if waiting is not None and not waiting.done():
            waiting.set_result(reply)

    def error_received(self, exc: Exception) -> None:
        """Ignores a refused port: the server may be starting, and the request is repeated."""

    async def ask(self, request: NgRequest) -> NgReply:
        """Sends a request and returns its reply; raises MediaUnreachable, MediaRefused."""
        if self._transport is None:
            raise MediaUnreachable(server=self.name)
        cookie = secrets.token_hex(8)
        datagram = ng_datagram(cookie, request)
        waiting = self._waiting[cookie] = asyncio.get_running_loop().create_future()
        try:
            for seconds in self._tries:
                self._transport.sendto(datagram)
                done, _ = await asyncio.wait([waiting], timeout=seconds)
                if done:
                    return _accepted(waiting.result())
        finally:
            del self._waiting[cookie]
        raise MediaUnreachable(server=self.name)

    async def _in_turn(self, request: NgPlay | NgStop) -> NgReply:
        """Sends a request after the one before about the same call, to its end even if nobody waits for it any more.

        Otherwise the music of a cancelled task could begin after it was stopped.
        """
        call, before = request.call_id, self._turns.get(request.call_id)

        async def turn() -> NgReply:
            if before is not None:
                await asyncio.wait([before])
            return await self.ask(request)

        task = self._turns[call] = asyncio.create_task(turn())
        task.add_done_callback(lambda done: self._turn_over(call, done))
        return await asyncio.shield(task)

    def _turn_over(self, call: str, done: asyncio.Task[NgReply]) -> None:
        if self._turns.get(call) is done:
            del self._turns[call]
        if not done.cancelled():
            done.exception()  # nobody may wait for it

    async def ping(self) -> None:
        """Returns if the server answers; raises MediaUnreachable."""
        await self.ask(NgPing())

    async def offer(
        self, call: str, from_tag: str, sdp: str, to_tag: str = "", *, keypad: bool = False, inside: bool = False
    ) -> str:
        """Passes the SDP of one side, a telephone or a browser; returns the SDP of plain RTP for the other side.

        `keypad`: keys can be sent by `press`; the answer must say so, too. `inside`: the offer is ours.
        """
        flags = _KEYPAD if keypad else _FLAGS
        sides = ((INSIDE, OUTSIDE) if inside else (OUTSIDE, INSIDE)) if self._two_sides else ()
        request = NgOffer(
            call_id=call, from_tag=from_tag, to_tag=to_tag, sdp=sdp, flags=flags, replace=_REPLACE, ice="remove",
            direction=sides,
        )  # fmt: skip
        if is_browser(sdp):
            request = replace(request, transport_protocol="RTP/AVP", rtcp_mux=("demux",), ice_lite="backward")
        return (await self.ask(request)).sdp

    async def answer(
        self, call: str, from_tag: str, to_tag: str, sdp: str, *, browser: bool = False, keypad: bool = False
    ) -> str:
        """Passes the SDP of the other side, in answer to the offer of `from_tag`; returns the SDP for `from_tag`.

        `browser`: the offer was a browser's. `keypad`: as in the offer.
        """
        ice, flags = "force" if browser else "remove", _KEYPAD if keypad else _FLAGS
        request = NgAnswer(
            call_id=call, from_tag=from_tag, to_tag=to_tag, sdp=sdp, flags=flags, replace=_REPLACE, ice=ice
        )
        return (await self.ask(request)).sdp

    async def press(self, call: str, from_tag: str, key: str) -> None:
        """Sends a key, one of 0-9, * and #, to the other side of `from_tag`; keys follow each other in their order.

        Has no effect unless offer and answer asked for a keypad. Raises MediaRefused, MediaUnreachable.
        """
        await self.ask(NgPress(call_id=call, from_tag=from_tag, code=key, duration=KEY_LASTS, pause=KEY_PAUSE))

    async def play(self, call: str, tag: str, file: str, times: int = 1) -> float:
        """Plays a sound file to the side `tag`; returns its length in seconds."""
        request = NgPlay(call_id=call, from_tag=tag, file=file, repeat_times=times if times > 1 else None)
        return (await self._in_turn(request)).duration / 1000

    async def stop_playing(self, call: str, tag: str) -> None:
        """Ends the playback; has no effect if nothing is played."""
        with contextlib.suppress(MediaRefused):
            await self._in_turn(NgStop(call_id=call, from_tag=tag))

    async def delete(self, call: str) -> bool:
        """Ends a call and frees its ports at once; False if there was none."""
        try:
            return not (await self.ask(NgDelete(call_id=call, delete_delay=0))).warning
        except MediaRefused:
            return False

    async def query(self, call: str) -> NgReply:
        """Returns the state of a call; raises MediaRefused if there is none."""
        return await self.ask(NgQuery(call_id=call))

    async def last_heard(self, call: str, tag: str) -> int:
        """Returns when the side `tag` sent its last packet of sound, in seconds since 1970; 0 if it sent none.

        Raises MediaRefused if there is no such call.
        """
        side = (await self.query(call)).tags.get(tag, NgSide())
        return max((media.streams[0].last_packet for media in side.medias if media.streams), default=0)

    async def calls(self) -> list[str]:
        """Returns the ids of all calls on the server."""
        return list((await self.ask(NgList(limit=_MOST_LISTED))).calls)


def _accepted(reply: NgReply) -> NgReply:
    if reply.result in REFUSED_RESULTS:
        raise MediaRefused(server=RtpengineClient.name, reason=reply.error_reason or reply.result)
    return reply
