"""Asks the edge or an agent one thing by OPTIONS over TCP, on a connection of its own."""

import asyncio
import secrets
from typing import Final

from lianxin.calls.media.errors import MediaUnreachable
from lianxin.calls.sip.connections import place
from lianxin.calls.sip.framing import BadFrame, Framer
from lianxin.calls.sip.messages import MalformedSip, SipRequest, SipResponse, message_bytes, parse_message

ANSWERS_WITHIN: Final = 3.0  # seconds
_READ: Final = 65536


async def ask_options(server: str, address: str, what: str, *headers: tuple[str, str]) -> SipResponse:
    """Returns the answer of `address` (host:port) to OPTIONS; raises MediaUnreachable, with `server` as its name.

    The edge keeps its tables under the users `own`, `seat` and `counts`; any other user only asks whether it is there.
    """
    try:
        async with asyncio.timeout(ANSWERS_WITHIN):
            reader, writer = await asyncio.open_connection(*place(address))
            try:
                here = "{}:{}".format(*writer.get_extra_info("sockname")[:2])
                writer.write(message_bytes(_options(address, here, what, headers)))
                return await _response(reader)
            finally:
                writer.close()
    except (OSError, TimeoutError, BadFrame, MalformedSip, EOFError):
        raise MediaUnreachable(server=server) from None


def _options(address: str, here: str, what: str, headers: tuple[tuple[str, str], ...]) -> SipRequest:
    unique = secrets.token_hex(8)
    own = (
        ("Via", f"SIP/2.0/TCP {here};branch=z9hG4bK{unique}"),
        ("Max-Forwards", "1"),
        ("From", f"<sip:{what}@{address}>;tag={unique}"),
        ("To", f"<sip:{what}@{address}>"),
        ("Call-ID", unique),
        ("CSeq", "1 OPTIONS"),
    )
    return SipRequest((*own, *headers), b"", "OPTIONS", f"sip:{what}@{address}")


async def _response(reader: asyncio.StreamReader) -> SipResponse:
    framer = Framer()
    while data := await reader.read(_READ):
        for text in framer.feed(data):
            message = parse_message(text)
            if isinstance(message, SipResponse):
                return message
    raise EOFError
