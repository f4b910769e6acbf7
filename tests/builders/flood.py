"""Damaged requests in great number, towards the edge and towards the agent behind it."""

import asyncio
import socket
from random import Random

from builders.sipp import SDP
from lianxin.calls.sip.connections import place

WHOLE = (
    f"INVITE sip:12345@edge SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\n"
    f"To: <sip:12345@edge>\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\nContact: <sip:a@127.0.0.1:9>\r\nl: {len(SDP)}"
    f"\r\n\r\n{SDP}"
).encode()


async def flood(address: str, seed: int, messages: int = 500) -> None:
    """Sends damaged requests by UDP: bytes changed, left out and repeated."""
    chance = Random(seed)
    with socket.socket(type=socket.SOCK_DGRAM) as udp:
        for number in range(messages):
            damaged = bytearray(WHOLE.replace(b"12345@edge SIP", b"10086@edge SIP"))
            for _ in range(chance.randint(1, 12)):
                at = chance.randrange(len(damaged))
                damaged[at : at + chance.randint(0, 4)] = chance.randbytes(chance.randint(0, 4))
            udp.sendto(bytes(damaged), place(address))
            if number % 50 == 0:
                await asyncio.sleep(0)


async def flood_agent(address: str, streams: int = 60) -> None:
    """Sends damaged streams to the agent itself; it closes a connection that it cannot read."""
    chance = Random(7)
    for _ in range(streams):
        _, writer = await asyncio.open_connection(*place(address))
        damaged = bytearray(WHOLE.replace(b"INVITE", b"NOTIFY") * 3)
        for _ in range(6):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        writer.write(bytes(damaged))
        writer.close()
        await writer.wait_closed()
