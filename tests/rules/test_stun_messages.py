"""What a relay sends is read or refused, whatever it is."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.calls.media.stun_messages import BadStunReply, TurnReply, read_turn_reply

MAGIC, NUMBER = 0x2112A442, bytes(range(12))


def reply(kind: int, *attributes: tuple[int, bytes]) -> bytes:
    body = b"".join(struct.pack(">HH", name, len(value)) + value + bytes(-len(value) % 4) for name, value in attributes)
    return struct.pack(">HHI", kind, len(body), MAGIC) + NUMBER + body


def test_an_address_of_ipv6_is_that_of_the_relay():
    mask = struct.pack(">I", MAGIC) + NUMBER
    host = bytes.fromhex("20010db8000000000000000000000001")
    value = struct.pack(">BBH", 0, 2, 49152 ^ MAGIC >> 16) + bytes(a ^ b for a, b in zip(host, mask, strict=True))
    assert read_turn_reply(reply(0x0103, (0x0016, value))).relayed == "[2001:db8::1]:49152"


def test_a_refusal_has_its_code_and_words():
    refused = reply(0x0113, (0x0009, bytes((0, 0, 5, 8)) + b"no ports"), (0x0014, b"city"))
    assert read_turn_reply(refused) == TurnReply(NUMBER, 508, "no ports", b"city")


@given(st.binary(max_size=60) | st.binary(max_size=40).map(lambda rest: reply(0x0103, (0x0016, rest))))
def test_other_bytes_are_refused_and_never_an_accident(message: bytes):
    try:
        read_turn_reply(message)
    except BadStunReply:
        return


@pytest.mark.parametrize("kind", [0x0003, 0x0013])
def test_a_request_is_no_reply(kind: int):
    with pytest.raises(BadStunReply):
        read_turn_reply(reply(kind))
