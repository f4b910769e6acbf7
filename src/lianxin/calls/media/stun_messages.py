"""Messages of STUN and TURN: only what asking a relay for an address needs.

Sources: RFC 8489 (STUN), RFC 8656 (TURN). A message has a head of 20 bytes, then attributes padded to four bytes.
"""

import hashlib
import hmac
import ipaddress
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

STUN_HEAD: Final = 20  # bytes
_MAGIC: Final = 0x2112A442
_UDP: Final = 17 << 24  # the protocol number of the wanted relay, in the first of four bytes
_ANSWERS: Final = 0x0100  # the class bits of a response
_FAILS: Final = 0x0110
_SIGNATURE: Final = 24  # bytes of MESSAGE-INTEGRITY with its head
_IPV6: Final = 2


class TurnRequest(IntEnum):
    """The requests to a relay."""

    ALLOCATE = 0x0003
    REFRESH = 0x0004


class _Attribute(IntEnum):
    """The attributes that are read or written."""

    USERNAME = 0x0006
    MESSAGE_INTEGRITY = 0x0008
    ERROR_CODE = 0x0009
    LIFETIME = 0x000D
    REALM = 0x0014
    NONCE = 0x0015
    XOR_RELAYED_ADDRESS = 0x0016
    REQUESTED_TRANSPORT = 0x0019


@dataclass(frozen=True)
class TurnLogin:
    """The long-term credential of RFC 8489, section 9.2; realm and nonce are the relay's."""

    user: str
    password: str
    realm: bytes
    nonce: bytes


@dataclass(frozen=True)
class TurnReply:
    """A response. `code` is 0 if the request was granted; `relayed`: the address that was given, or empty."""

    number: bytes
    code: int = 0
    words: str = ""
    realm: bytes = b""
    nonce: bytes = b""
    relayed: str = ""


class BadStunReply(ValueError):
    """Bytes that are not a response of STUN."""


def turn_request(kind: TurnRequest, number: bytes, login: TurnLogin | None = None) -> bytes:
    """Returns a request; `number` are 12 bytes that the response repeats. A REFRESH gives the address back."""
    if kind is TurnRequest.ALLOCATE:
        attributes = [(_Attribute.REQUESTED_TRANSPORT, struct.pack(">I", _UDP))]
    else:
        attributes = [(_Attribute.LIFETIME, bytes(4))]
    if login is None:
        return _message(kind, number, attributes)
    known = (login.user.encode(), login.realm, login.nonce)
    attributes += zip((_Attribute.USERNAME, _Attribute.REALM, _Attribute.NONCE), known, strict=True)
    return _signed(_message(kind, number, attributes, _SIGNATURE), login)


def _message(kind: int, number: bytes, attributes: Sequence[tuple[int, bytes]], more: int = 0) -> bytes:
    """Returns a message whose length counts `more` bytes that are still to come."""
    body = b"".join(_packed(name, value) for name, value in attributes)
    return struct.pack(">HHI12s", kind, len(body) + more, _MAGIC, number) + body


def _packed(name: int, value: bytes) -> bytes:
    return struct.pack(">HH", name, len(value)) + value + bytes(-len(value) % 4)


def _signed(message: bytes, login: TurnLogin) -> bytes:
    # MD5 and SHA-1 are those of the RFC; coturn knows no others for this kind of credential.
    key = hashlib.md5(b":".join((login.user.encode(), login.realm, login.password.encode())), usedforsecurity=False)
    return message + _packed(_Attribute.MESSAGE_INTEGRITY, hmac.digest(key.digest(), message, "sha1"))


def stun_length(head: bytes) -> int:
    """Returns the bytes that follow the head of a message; raises BadStunReply."""
    kind, length, magic = struct.unpack(">HHI", head[:8])
    if magic != _MAGIC or kind & 0xC000 or length % 4:
        raise BadStunReply("no STUN")
    return length


def read_turn_reply(message: bytes) -> TurnReply:
    """Returns a response; raises BadStunReply."""
    if len(message) < STUN_HEAD or stun_length(message) != len(message) - STUN_HEAD:
        raise BadStunReply("cut off")
    kind, number, found = struct.unpack(">H", message[:2])[0], message[8:STUN_HEAD], _attributes(message)
    if kind & _FAILS not in {_ANSWERS, _FAILS}:
        raise BadStunReply("no response")
    code, words = _error(found.get(_Attribute.ERROR_CODE, bytes(4))) if kind & _FAILS == _FAILS else (0, "")
    relayed = found.get(_Attribute.XOR_RELAYED_ADDRESS)
    return TurnReply(
        number,
        code,
        words,
        found.get(_Attribute.REALM, b""),
        found.get(_Attribute.NONCE, b""),
        _address(relayed, number) if relayed else "",
    )


def _attributes(message: bytes) -> dict[int, bytes]:
    """Returns the attributes by their number; the first of a kind counts."""
    found, at = dict[int, bytes](), STUN_HEAD
    while at + 4 <= len(message):
        name, length = struct.unpack(">HH", message[at : at + 4])
        found.setdefault(name, message[at + 4 : at + 4 + length])
        at += 4 + length + -length % 4
    return found


def _error(value: bytes) -> tuple[int, str]:
    if len(value) < 4:
        raise BadStunReply("no error code")
    return (value[2] & 7) * 100 + value[3], value[4:].decode("utf-8", "replace")


def _address(value: bytes, number: bytes) -> str:
    """Returns `address:port` of an attribute that is disguised by the magic number."""
    wanted = 20 if len(value) > 1 and value[1] == _IPV6 else 8
    if len(value) != wanted:
        raise BadStunReply("no address")
    mask = struct.pack(">I", _MAGIC) + number
    port = struct.unpack(">H", value[2:4])[0] ^ _MAGIC >> 16
    host = ipaddress.ip_address(bytes(one ^ other for one, other in zip(value[4:], mask, strict=False)))
    return f"[{host}]:{port}" if host.version == 6 else f"{host}:{port}"
