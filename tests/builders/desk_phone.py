"""A SIP phone that registers by digest at the edge."""

import hashlib
import re
import socket

from builders.sipp import SDP
from builders.telephone import WITHIN
from lianxin.calls.edge.configuration import SEAT_REALM
from lianxin.calls.edge.phones import phone_digest
from lianxin.calls.sip.connections import place
from lianxin.calls.sip.messages import SipRequest, message_bytes, parse_message


class DeskPhone:
    """A SIP phone on a desk, by blocking UDP. It registers `contact` (host:port), at which another program answers."""

    def __init__(self, edge: str, user: str, secret: str, contact: str = "") -> None:
        self.edge, self.user, self.secret = edge, user, secret
        self.udp = socket.socket(type=socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.udp.settimeout(WITHIN)
        self.here = f"127.0.0.1:{self.udp.getsockname()[1]}"
        self.contact = contact or self.here
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
            ("Contact", f"<sip:{self.user}@{self.contact}>"),
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
