"""SIP messages in the style of RFC 4475: torture, every byte kept, framing by pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.calls.sip.addresses import SipAddress, host_and_port, read_address
from lianxin.calls.sip.framing import LONGEST_HEAD, BadFrame, Framer, content_length
from lianxin.calls.sip.messages import (
    MalformedSip,
    SipRequest,
    SipResponse,
    message_bytes,
    parameter,
    parse_message,
    request_fault,
    split_list,
)

HEADS = [
    "Via: SIP/2.0/TCP 127.0.0.1:5060;branch=z9hG4bK1",
    "From: <sip:13800000000@edge>;tag=a",
    "To: <sip:12345@edge>",
    "Call-ID: c1@edge",
    "CSeq: 1 INVITE",
]


def request(*heads: str, start: str = "INVITE sip:12345@edge SIP/2.0", body: bytes = b"") -> SipRequest:
    head = "\r\n".join([start, *(heads or HEADS)]).encode("utf-8", "surrogateescape")
    read = parse_message(head + b"\r\n\r\n" + body)
    assert isinstance(read, SipRequest)
    return read


def but(name: str, *instead: str) -> SipRequest:
    """The usual request with one header replaced."""
    return request(*(head for head in HEADS if not head.startswith(name)), *instead)


def test_a_request_is_read_with_its_parts():
    read = request(body=b"v=0\r\n")
    assert (read.method, read.uri, read.call_id, read.cseq) == ("INVITE", "sip:12345@edge", "c1@edge", (1, "INVITE"))
    assert (read.from_tag, read.to_tag, read.branch, read.body) == ("a", "", "z9hG4bK1", b"v=0\r\n")
    assert request_fault(read) is None


def test_a_response_may_have_no_reason():
    for line, reason in ((b"SIP/2.0 200 OK", "OK"), (b"SIP/2.0 200", ""), (b"SIP/2.0 200 ", "")):
        read = parse_message(line + b"\r\nCSeq: 1 INVITE\r\n\r\n")
        assert isinstance(read, SipResponse)
        assert (read.status, read.reason) == (200, reason)


def test_folded_compact_and_spaced_headers_mean_the_same():
    read = request(
        "v  : SIP/2.0/TCP 10.0.0.1;branch=z9hG4bKa ,\t SIP/2.0/UDP",
        "   10.0.0.2;branch=z9hG4bKb",
        'f :"Bell, \\"A\\"" <sip:a@b;tag=not>',
        " ;TAG = 98asjd8",
        "t: sip:12345@edge ; tag=x",
        "I: 1@b",
        "cseq: 0009\t INVITE",
    )
    assert (read.from_tag, read.to_tag, read.call_id, read.cseq) == ("98asjd8", "x", "1@b", (9, "INVITE"))
    assert len(read.listed("Via")) == 2
    assert read.branch == "z9hG4bKa"
    assert request_fault(read) is None


@pytest.mark.parametrize(
    ("broken", "status"),
    [
        (but("Call-ID"), 400),
        (but("Call-ID", "Call-ID: a", "i: b"), 400),
        (but("Call-ID", "Call-ID: \x01"), 400),
        (but("From", "From: <sip:a@b>"), 400),
        (but("CSeq", "CSeq: 1 BYE"), 400),
        (but("CSeq", "CSeq: 36893488147419103232 INVITE"), 400),
        (but("CSeq", "CSeq: 2147483648 INVITE"), 400),
        (but("CSeq", "CSeq: -1 INVITE"), 400),
        (but("Via"), 400),
        (but("To", "To: <sip:a@b>;tag=\udcff"), 400),
        (request(start="INVITE sip:a@b SIP/7.0"), 505),
        (request(start="INVITE nobody:a@b SIP/2.0"), 416),
        (request(*HEADS, "Max-Forwards: 0"), 483),
    ],
)
def test_a_request_that_the_standard_does_not_allow_has_a_status(broken: SipRequest, status: int):
    fault = request_fault(broken)
    assert fault is not None
    assert fault[0] == status


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\r\n\r\n",
        b"INVITE sip:a@b  SIP/2.0\r\n\r\n",
        b"INVITE sip:a b@c SIP/2.0\r\n\r\n",
        b"SIP/2.0 099 No\r\n\r\n",
        b"SIP/2.0 4294967301 better not break\r\n\r\n",
        b"INVITE sip:a@b SIP/2.0\r\nno colon\r\n\r\n",
        b"INVITE sip:a@b SIP/2.0\r\n: no name\r\n\r\n",
        b"INVITE sip:a@b SIP/2.0\r\nTo: a\0b\r\n\r\n",
        b"INVITE sip:a@b SIP/2.0\r\nTo: a\nVia: b\r\n\r\n",
        b"INVITE sip:a@b SIP/2.0\r\nTo: " + b"x" * 9000 + b"\r\n\r\n",
        b"INVITE sip:a@b SIP/2.0\r\n" + b"To: a\r\n" * 300 + b"\r\n",
    ],
)
def test_other_bytes_are_malformed(data: bytes):
    with pytest.raises(MalformedSip):
        parse_message(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_message_or_malformed(data: bytes):
    for each in (data, b"INVITE sip:a@b SIP/2.0\r\n" + data, b"SIP/2.0 200 OK\r\nVia:" + data):
        try:
            read = parse_message(each)
        except MalformedSip:
            continue
        assert read.cseq[0] >= 0
        assert read.branch == read.branch.strip()
        if isinstance(read, SipRequest):
            request_fault(read)


_VALUES = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), max_size=40)


@given(st.lists(st.tuples(st.sampled_from(["X-Note", "Via", "Subject"]), _VALUES), max_size=8), st.binary(max_size=80))
def test_what_is_written_is_read_again(headers: list[tuple[str, str]], body: bytes):
    kept = tuple((name, value.strip(" \t")) for name, value in headers)
    written = message_bytes(SipResponse(kept, body, 486, "Busy Here"))
    read = parse_message(written)
    assert read.headers[:-1] == kept
    assert read.body == body
    assert message_bytes(read) == written


def test_names_in_gbk_keep_their_bytes_and_are_readable():
    raw = "\r\n".join(HEADS).encode().replace(b"<sip:138", '"市民王"'.encode("gbk") + b" <sip:138")
    read = parse_message(b"INVITE sip:12345@edge SIP/2.0\r\n" + raw + b"\r\n\r\n")
    assert '"市民王"'.encode("gbk") in message_bytes(read)
    assert read_address(read.first("From")).name == "市民王"
    assert read_address('"市民王" <sip:1@b>').name == "市民王"
    assert read_address('"\udc80" <sip:1@b>').name == "�"


@pytest.mark.parametrize(
    ("value", "name", "user", "number"),
    [
        ('"A \\"B\\"" <sip:%2B86-10-1@h;user=phone>;tag=1', 'A "B"', "+86-10-1", "+86101"),
        ("sip:anonymous@anonymous.invalid;tag=1", "", "anonymous", ""),
        ("<tel:+8659112345;phone-context=cn>", "", "+8659112345", "+8659112345"),
        ("<sip:h>", "", "", ""),
        ("<>", "", "", ""),
        ("rubbish", "", "", ""),
        ("<sip:12345:secret@h>", "", "12345", "12345"),
    ],
)
def test_an_address_has_a_name_and_a_number(value: str, name: str, user: str, number: str):
    read = read_address(value)
    assert (read.name, read.user, read.number) == (name, user, number)


def test_the_place_of_an_address_is_its_host_and_port():
    assert host_and_port("sip:a@[::1]:5070;transport=tcp") == ("[::1]", 5070)
    assert host_and_port("sip:h") == ("h", 5060)
    assert host_and_port("tel:1") is None
    assert SipAddress("", "mailto:a").user == ""


def test_lists_and_parameters_respect_quotes_and_brackets():
    assert split_list('"a,b" <sip:x,y@h>;p=1, , <sip:z>') == ['"a,b" <sip:x,y@h>;p=1', "<sip:z>"]
    assert parameter('<sip:a;x=no>;q="1;2";x=yes', "x") == "yes"
    assert parameter('<sip:a>;q="1;2"', "q") == "1;2"


# framing


def framed(length: str = "Content-Length: 5", body: bytes = b"12345") -> bytes:
    return b"OPTIONS sip:a@b SIP/2.0\r\nCSeq: 1 OPTIONS\r\n" + length.encode() + b"\r\n\r\n" + body


@pytest.mark.parametrize(
    "length",
    ["Content-Length: 5", "Content-Length : 5", "content-length:5", "l: 5", "L\t:\t5 ", "Content-Length:\r\n 5"],
)
def test_every_way_to_write_the_length_frames(length: str):
    message = framed(length)
    assert Framer().feed(message + message) == [message, message]


def test_empty_lines_before_a_message_are_skipped_and_pings_counted():
    framer, message = Framer(), framed()
    assert framer.feed(b"\r\n" + message + b"\r\n\r\n" + message + b"\r\n") == [message, message]
    assert framer.pings == 1


def test_a_message_without_length_has_no_body():
    assert Framer().feed(framed("X: 1", b"")) == [framed("X: 1", b"")]


@given(st.lists(st.binary(max_size=20), min_size=1, max_size=4), st.data())
def test_messages_in_pieces_are_the_same_messages(bodies: list[bytes], data: st.DataObject):
    messages = [framed(f"l: {len(body)}", body) for body in bodies]
    stream, framer, found = b"\r\n".join(messages), Framer(), []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        found += framer.feed(stream[:size])
        stream = stream[size:]
    assert found == messages


@pytest.mark.parametrize(
    "length", ["Content-Length: -1", "Content-Length: x", "l: 5\r\nContent-Length: 6", "l: 99999999", "l: 5 5", "l:"]
)
def test_a_length_that_is_no_length_ends_the_connection(length: str):
    with pytest.raises(BadFrame):
        Framer().feed(framed(length))


def test_a_head_without_end_ends_the_connection():
    framer = Framer()
    framer.feed(b"x" * LONGEST_HEAD)
    with pytest.raises(BadFrame):
        framer.feed(b"x")


@given(st.binary(max_size=400))
def test_any_stream_is_cut_or_refused(data: bytes):
    framer = Framer()
    try:
        for at in range(0, len(data), 7):
            framer.feed(data[at : at + 7])
    except BadFrame:
        return


def test_the_length_is_not_looked_for_inside_other_headers():
    assert content_length(b"OPTIONS a b\r\nX-Content-Length: 9\r\nX: l: 7\r\n") == 0
