"""A seat's SIP phone at the edge: it registers by digest, is called there, and is locked after wrong passwords."""

import asyncio
import hashlib
import re
import socket
from dataclasses import replace

import pytest

from builders.leg_store import MemoryLegs
from builders.listening_sockets import listening_addresses
from builders.sipp import SDP
from builders.telephone import WITHIN, a_telephone, plan_for, until_true
from lianxin.calls.edge.configuration import SEAT_REALM, SEAT_TRIES
from lianxin.calls.edge.phones import phone_digest
from lianxin.calls.media.processes import read_note
from lianxin.calls.sip.calling import PlacedCall
from lianxin.calls.sip.connections import place
from lianxin.calls.sip.messages import SipRequest, message_bytes, parse_message
from lianxin.calls.sip.news import LegOver
from lianxin.calls.sip.writing import reply_to

pytestmark = pytest.mark.once


class DeskPhone:
    """A SIP phone on a desk, by blocking UDP."""

    def __init__(self, edge: str, user: str, secret: str) -> None:
        self.edge, self.user, self.secret = edge, user, secret
        self.udp = socket.socket(type=socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.udp.settimeout(WITHIN)
        self.here = f"127.0.0.1:{self.udp.getsockname()[1]}"
        self.number = 0

    def heard(self) -> SipRequest:
        message = parse_message(self.udp.recv(8000))
        return message if isinstance(message, SipRequest) else self.heard()

    def says(self, method: str, *more: tuple[str, str], number: str = "") -> tuple[int, str]:
        """Sends a request outside any dialog; returns the status of the answer, and its challenge."""
        self.number += 1
        to = f"<sip:{number or self.user}@{self.edge}>"
        headers = (
            ("Via", f"SIP/2.0/UDP {self.here};branch=z9hG4bK{self.user}{self.number};rport"),
            ("From", f"<sip:{self.user}@{self.edge}>;tag=1"),
            ("To", to),
            ("Call-ID", f"{self.user}-{self.here}"),
            ("CSeq", f"{self.number} {method}"),
            ("Contact", f"<sip:{self.user}@{self.here}>"),
            ("Max-Forwards", "70"),
            *more,
        )
        body = SDP.encode() if method == "INVITE" else b""
        self.udp.sendto(message_bytes(SipRequest(headers, body, method, f"sip:{self.edge}")), place(self.edge))
        while isinstance(answer := parse_message(self.udp.recv(8000)), SipRequest):
            pass
        return answer.status, answer.first("WWW-Authenticate")

    def registers(self) -> int:
        """Registers as its user says; returns the last status."""
        status, challenge = self.says("REGISTER")
        if status != 401:
            return status
        found = re.search(r'nonce="([^"]+)"', challenge)
        assert found
        nonce, uri = found[1], f"sip:{self.edge}"
        inner = phone_digest(self.user, self.secret)
        outer = hashlib.md5(f"REGISTER:{uri}".encode()).hexdigest()
        said = hashlib.md5(f"{inner}:{nonce}:{outer}".encode()).hexdigest()
        proof = f'Digest username="{self.user}", realm="{SEAT_REALM}", nonce="{nonce}", uri="{uri}", response="{said}"'
        return self.says("REGISTER", ("Authorization", proof), ("Expires", "300"))[0]


async def test_a_desk_phone_registers_is_called_and_cannot_call():
    plan = plan_for()
    trunk = replace(plan.trunks[0], networks=("192.0.2.0/24",))
    plan = replace(plan, seat_networks=("127.0.0.1/32",), trunks=(trunk,))
    async with a_telephone(MemoryLegs(), plan) as telephone:
        telephone.agent.admit({"seat7": phone_digest("seat7", "right"), "seat8": phone_digest("seat8", "right")})
        note = read_note(telephone.folder / "edge")
        assert note is not None
        assert listening_addresses(note.pid) == {"127.0.0.1"}
        phone = DeskPhone(plan.listen, "seat7", "right")
        assert await asyncio.to_thread(phone.registers) == 200
        await telephone.agent.place(
            PlacedCall(f"sip:seat7@{plan.listen}", "<sip:12345@x>", "<sip:seat7@x>", SDP.encode())
        )
        invite = await asyncio.to_thread(phone.heard)
        assert (invite.method, invite.uri) == ("INVITE", f"sip:seat7@{phone.here}")
        phone.udp.sendto(message_bytes(reply_to(invite, 486, tag="busy")), place(plan.listen))
        over = await telephone.desk.until("seat7", LegOver)
        assert over.status == 486
        phone.udp.settimeout(0.4)
        with pytest.raises(TimeoutError):
            await asyncio.to_thread(phone.says, "INVITE", number="12345")
        phone.udp.settimeout(WITHIN)
        locked = DeskPhone(plan.listen, "seat8", "wrong")
        tries = [await asyncio.to_thread(locked.registers) for _ in range(SEAT_TRIES + 1)]
        assert tries == [401] * SEAT_TRIES + [403]
        locked.secret = "right"
        assert await asyncio.to_thread(locked.registers) == 403
        telephone.agent.admit({"seat7": ""})
        await until_true(lambda: phone.registers() == 401)
        for each in (phone, locked):
            each.udp.close()
