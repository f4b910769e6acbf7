"""A plain SIP telephone over UDP: calls, speaks, presses keys and hangs up. The callers of a demonstration use it.

It stands on the trunk's side of the edge and knows nothing of the program behind it. Sound goes out only: what it hears
is not looked at.
"""

import asyncio
import contextlib
import random
import secrets
import struct
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from lianxin.calls.media.keypad import KEYS
from lianxin.calls.media.sdp import BadSdp, address_in, plain_sdp, port_of
from lianxin.calls.media.tones import FRAME_SAMPLES, alaw
from lianxin.calls.sip.addresses import first_uri
from lianxin.calls.sip.connections import place
from lianxin.calls.sip.messages import (
    MalformedSip,
    SipRequest,
    SipResponse,
    message_bytes,
    parse_message,
)
from lianxin.calls.sip.writing import SDP_TYPE, cancel_of, refusal_ack, reply_to

_HERE: Final = "127.0.0.1"
_PCMA, _EVENT = 8, 101
_ACCEPTED, _REFUSED = 200, 300  # the first statuses of their kind
_SILENCE: Final = bytes([alaw(0)]) * FRAME_SAMPLES
_FRAME_SECONDS: Final = 0.02
_REPEATED: Final = (0.5, 1.0, 2.0, 4.0)  # seconds between the repeats of a request, RFC 3261 section 17.1.1.2
_KEY_LENGTHS: Final = (160, 320, 480, 640, 640, 640)  # samples so far
_KEY_ENDS: Final = 3  # the packets from this one on say that the key is over


class PlainPhone(asyncio.DatagramProtocol):
    """One call to `called` through the edge (host:port); use as an async context manager, which hangs up at its end."""

    def __init__(self, edge: str, called: str, caller: str) -> None:
        self.status = 0  # of the last answer to the INVITE
        self.over = asyncio.Event()
        self._decided = asyncio.Event()  # the INVITE has a final answer
        self._edge, self._to, self._caller = edge, f"<sip:{called}@{edge}>", caller
        self._target = f"sip:{called}@{edge}"
        self._tag, self._call_id = secrets.token_hex(8), secrets.token_hex(12)
        self._routes: list[str] = []
        self._answered = False
        self._cseq = 1
        self._done = asyncio.Event()  # a BYE or CANCEL was answered
        self._voice = _Voice()

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        voice, _ = await loop.create_datagram_endpoint(lambda: self._voice, local_addr=(_HERE, 0))
        self._voice.line = voice
        self._line, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=(_HERE, 0))
        self._here = f"{_HERE}:{self._line.get_extra_info('sockname')[1]}"
        self._sdp = plain_sdp(_HERE, voice.get_extra_info("sockname")[1], _PCMA).encode()
        self._invite = self._request("INVITE", SDP_TYPE, body=self._sdp)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._voice.end()
        if not self.over.is_set():
            self._send(self._ending())
        self._line.close()

    async def call(self) -> bool:
        """Places the call; returns whether it was answered. `status` says why not."""
        await self._repeat(self._invite, lambda: self.status > 0)
        if self.status:
            await self._decided.wait()
        else:
            self.over.set()
        return self._answered

    def say(self, sound: bytes) -> None:
        """Speaks A-law of 8 kHz after what is being spoken now."""
        self._voice.say(sound)

    @property
    def speaks(self) -> bool:
        """Whether something is being spoken."""
        return self._voice.speaks

    def press(self, key: str) -> None:
        """Presses a key (RFC 4733)."""
        self._voice.press(key)

    async def hang_up(self) -> None:
        """Ends the call, or gives up calling; has no effect afterwards."""
        if not self.over.is_set():
            await self._repeat(self._ending(), self._done.is_set)
            self.over.set()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:  # noqa: ARG002 - the protocol of asyncio
        """Reads one message; ignores what is none."""
        with contextlib.suppress(MalformedSip, BadSdp):
            message = parse_message(data)
            if message.call_id == self._call_id:
                self._heard_response(message) if isinstance(message, SipResponse) else self._heard_request(message)

    def _heard_response(self, response: SipResponse) -> None:
        if response.cseq[1] != "INVITE":
            self._done.set()
            return
        self.status = response.status
        if response.status in range(_ACCEPTED, _REFUSED):
            sdp = response.body.decode("ascii", "replace")
            self._voice.target = (address_in(sdp), port_of(sdp))
            self._to, self._target = response.first("To"), first_uri(response.every("Contact")) or self._target
            self._routes = [*reversed(response.listed("Record-Route"))]
            self._send(self._request("ACK", number=1))
            self._voice.begin()
            self._answered = True
            self._decided.set()
        elif response.status >= _REFUSED:
            self._send(refusal_ack(self._invite, response))
            self.over.set()
            self._decided.set()

    def _heard_request(self, request: SipRequest) -> None:
        if request.method == "ACK":
            return
        media = (SDP_TYPE, ("Contact", f"<sip:{self._caller}@{self._here}>")) if request.method == "INVITE" else ()
        self._send(reply_to(request, 200, *media, body=self._sdp if media else b""))
        if request.method == "BYE":
            self.over.set()

    def _ending(self) -> SipRequest:
        if not self._answered:
            return cancel_of(self._invite)
        self._cseq += 1
        return self._request("BYE")

    def _request(self, method: str, *added: tuple[str, str], body: bytes = b"", number: int = 0) -> SipRequest:
        headers = (
            ("Via", f"SIP/2.0/UDP {self._here};branch=z9hG4bK{secrets.token_hex(8)};rport"),
            ("Max-Forwards", "70"),
            *(("Route", route) for route in self._routes),
            ("From", f"<sip:{self._caller}@{_HERE}>;tag={self._tag}"),
            ("To", self._to),
            ("Call-ID", self._call_id),
            ("CSeq", f"{number or self._cseq} {method}"),
            ("Contact", f"<sip:{self._caller}@{self._here}>"),
            *added,
        )
        return SipRequest(headers, body, method, self._target)

    def _send(self, message: SipRequest | SipResponse) -> None:
        if not self._line.is_closing():
            self._line.sendto(message_bytes(message), place(self._edge))

    async def _repeat(self, request: SipRequest, heard: Callable[[], bool]) -> None:
        """Sends a request until it was heard."""
        for seconds in _REPEATED:
            self._send(request)
            for _ in range(round(seconds / _FRAME_SECONDS)):
                if heard():
                    return
                await asyncio.sleep(_FRAME_SECONDS)


class _Voice(asyncio.DatagramProtocol):
    """The sound of a telephone: one packet of A-law every 20 ms, silence where nothing is spoken."""

    def __init__(self) -> None:
        self.target: tuple[str, int] | None = None
        self._frames: deque[tuple[int, bytes, bool]] = deque()  # payload type, payload, marker
        self._source = random.getrandbits(32)
        self._number = self._time = 0
        self._speaking: asyncio.Task[None] | None = None
        self.line: asyncio.DatagramTransport | None = None

    @property
    def speaks(self) -> bool:
        return bool(self._frames)

    def say(self, sound: bytes) -> None:
        for at in range(0, len(sound) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
            self._frames.append((_PCMA, sound[at : at + FRAME_SAMPLES], False))

    def press(self, key: str) -> None:
        events = [
            (_EVENT, struct.pack(">BBH", KEYS.index(key), (0x80 if nth >= _KEY_ENDS else 0) | 10, length), nth == 0)
            for nth, length in enumerate(_KEY_LENGTHS)
        ]
        self._frames.extendleft(reversed(events))

    def begin(self) -> None:
        if self._speaking is None:
            self._speaking = asyncio.create_task(self._speak())

    def end(self) -> None:
        if self._speaking is not None:
            self._speaking.cancel()
        if self.line is not None:
            self.line.close()

    async def _speak(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        key_began = 0
        while True:
            payload, body, marker = self._frames.popleft() if self._frames else (_PCMA, _SILENCE, False)
            if payload == _PCMA or marker:
                key_began = self._time
            self._send(payload, body, key_began, marker=marker)
            self._time += FRAME_SAMPLES
            due += _FRAME_SECONDS
            await asyncio.sleep(max(0.0, due - loop.time()))

    def _send(self, payload: int, body: bytes, at: int, *, marker: bool) -> None:
        if self.target is None or self.line is None or self.line.is_closing():
            return
        head = struct.pack(">BBHII", 0x80, payload | marker << 7, self._number & 0xFFFF, at & 0xFFFFFFFF, self._source)
        self.line.sendto(head + body, self.target)
        self._number += 1
