"""What media servers say is read strictly: replies of rtpengine, keys, messages of Janus, headers of tapes, SDP."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.rtp import linear
from lianxin.calls.media.captures import tmpfs_among
from lianxin.calls.media.janus_messages import (
    AUDIOBRIDGE,
    BadJanusMessage,
    JanusRequest,
    JoinRoom,
    RtpPlace,
    encode_janus,
    is_final,
    read_janus,
)
from lianxin.calls.media.keypad import KEYS, KeyPressed, NotAKey, read_key
from lianxin.calls.media.marks import changed_tapes, mark_tapes, marks_in
from lianxin.calls.media.mjr import (
    MjrHeader,
    NotATape,
    TapeName,
    on_citizens_side,
    paddings,
    read_mjr_header,
    read_tape_name,
)
from lianxin.calls.media.ng_messages import (
    BadNgReply,
    NgDelete,
    NgOffer,
    NgPing,
    NgPlay,
    ng_datagram,
    read_ng_reply,
)
from lianxin.calls.media.sdp import BadSdp, address_in, g711_of, plain_sdp, port_of
from lianxin.calls.media.tones import alaw_tone, tone_share
from lianxin.files.sealed import FRAME, NotSealed, SealedFile, seal_file

# rtpengine


def test_a_request_is_a_cookie_and_a_json_document_with_dashed_names():
    offer = NgOffer(call_id="c", from_tag="a", sdp="v=0", flags=("port latching",), replace=("origin",), ice="remove")
    cookie, _, body = ng_datagram("12ab", offer).partition(b" ")
    assert cookie == b"12ab"
    assert json.loads(body) == {
        "command": "offer",
        "call-id": "c",
        "from-tag": "a",
        "sdp": "v=0",
        "flags": ["port latching"],
        "replace": ["origin"],
        "ICE": "remove",
    }


def test_fields_with_their_default_are_not_sent():
    assert ng_datagram("1", NgPing()) == b'1 {"command":"ping"}'
    assert json.loads(ng_datagram("1", NgPlay(call_id="c", from_tag="a", file="/m.wav"))[2:]) == {
        "command": "play media",
        "call-id": "c",
        "from-tag": "a",
        "file": "/m.wav",
    }
    assert b'"delete-delay":0' in ng_datagram("1", NgDelete(call_id="c", delete_delay=0))


def test_a_reply_is_read_with_its_cookie():
    cookie, reply = read_ng_reply(b'1_1 {"result": "error", "error-reason": "Unknown call-id", "more": [1]}')
    assert (cookie, reply.result, reply.error_reason) == ("1_1", "error", "Unknown call-id")
    _, counted = read_ng_reply(b'1 {"result":"ok","totals":{"RTP":{"packets":322,"bytes":5,"errors":0}}}')
    assert counted.totals.RTP.packets == 322


@pytest.mark.parametrize(
    "datagram", [b"", b"1_1", b"1_1 ", b"1 d6:result4:ponge", b'1 {"sdp":1}', b'\xff {"result":"ok"}']
)
def test_another_datagram_is_no_reply(datagram: bytes):
    with pytest.raises(BadNgReply):
        read_ng_reply(datagram)


# keys


def a_line(**told: object) -> bytes:
    line = {"callid": "c", "source_tag": "a", "tags": ["q", "a"], "type": "DTMF", "timestamp": 1, "event": 5}
    return json.dumps({**line, "duration": 80, "volume": 10, **told}).encode()


def test_a_key_is_read_with_its_call_and_its_length():
    assert read_key(a_line()) == KeyPressed("c", "a", "5", 80)
    assert [read_key(a_line(event=event)).key for event in range(16)] == list(KEYS)


@pytest.mark.parametrize(
    "line", [b"", b"{}", a_line(event=16), a_line(event=-1), a_line(type="FLASH"), a_line(callid=1)]
)
def test_another_line_is_no_key(line: bytes):
    with pytest.raises(NotAKey):
        read_key(line)


# Janus


def test_a_request_to_the_bridge_names_what_it_asks_and_leaves_out_defaults():
    join = JoinRoom(room=7, id=1, group="citizen", codec="pcma", rtp=RtpPlace("127.0.0.1", 5004))
    request = JanusRequest(janus="message", transaction="t", session_id=1, handle_id=2, body=join)
    assert json.loads(encode_janus(request)) == {
        "janus": "message",
        "transaction": "t",
        "session_id": 1,
        "handle_id": 2,
        "body": {
            "request": "join",
            "room": 7,
            "id": 1,
            "group": "citizen",
            "codec": "pcma",
            "rtp": {"ip": "127.0.0.1", "port": 5004},
        },
    }


def test_an_error_of_janus_and_one_of_the_bridge_are_told_apart():
    gone = read_janus('{"janus":"error","transaction":"1","error":{"code":458,"reason":"No such session 55"}}')
    assert gone.error is not None
    assert (gone.error.code, gone.plugindata) == (458, None)
    data = {"audiobridge": "event", "error_code": 485, "error": "No such room (1)"}
    unknown = read_janus(json.dumps({"janus": "success", "plugindata": {"plugin": AUDIOBRIDGE, "data": data}}))
    assert unknown.plugindata is not None
    assert (unknown.error, unknown.plugindata.data.error_code) == (None, 485)


def test_an_ack_ends_a_keepalive_and_nothing_else():
    ack, event = read_janus('{"janus":"ack"}'), read_janus('{"janus":"event"}')
    assert [is_final(ack, "keepalive"), is_final(ack, "message"), is_final(event, "message")] == [True, False, True]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"janus":1}', '{"janus":"event","session_id":"5"}'])
def test_another_text_is_no_message(text: str):
    with pytest.raises(BadJanusMessage):
        read_janus(text)


# tapes


def a_head(**told: object) -> bytes:
    header = json.dumps(
        {"t": "a", "c": "pcma", "s": 1_796_045_330_662_349, "u": 1_796_045_330_671_130, **told}
    ).encode()
    return b"MJR00002" + len(header).to_bytes(2) + header + b"MEET\0\0\0\0\0\xac\x80\x08"


def test_the_header_of_a_tape_says_codec_and_times():
    assert read_mjr_header(a_head()) == MjrHeader("a", "pcma", 1_796_045_330_662_349, 1_796_045_330_671_130)


@pytest.mark.parametrize("head", [b"", b"MJR00002", b"RIFF", a_head(t="v"), a_head(u="now"), a_head()[:40]])
def test_another_beginning_is_no_tape(head: bytes):
    with pytest.raises(NotATape):
        read_mjr_header(head)


def test_the_name_of_a_tape_says_room_and_participant():
    assert read_tape_name("audiobridge-123-user-1000-1796045330668181-audio.mjr") == TapeName(
        123, 1000, 1796045330668181
    )
    for name in ("audiobridge-123.wav", "audiobridge-1-user-2-3-audio.mjr.tmp", "../audiobridge-1-user-2-3-audio.mjr"):
        with pytest.raises(NotATape):
            read_tape_name(name)


def test_participants_below_a_thousand_are_on_the_citizens_side():
    assert [on_citizens_side(number) for number in (1, 999, 1000)] == [True, True, False]


def test_tapes_are_aligned_by_their_first_packets():
    assert paddings([1_796_045_331_808_947, 1_796_045_330_671_130]) == pytest.approx([1.137817, 0.0])
    assert paddings([]) == []


@given(st.lists(st.integers(1_700_000_000_000_000, 1_800_000_000_000_000), min_size=1))
def test_the_first_tape_has_no_silence_before_it_and_differences_are_kept(written: list[int]):
    silences = paddings(written)
    assert min(silences) == 0
    assert [
        round((one - written[0]) / 1e6 - (pad - silences[0]), 5) for one, pad in zip(written, silences, strict=True)
    ] == [0] * len(written)


# memory, tones


def test_a_folder_is_in_memory_only_if_it_is_mounted_as_tmpfs():
    mounts = "tmpfs /dev/shm tmpfs rw,nosuid 0 0\n/dev/vda / ext4 rw 0 0\n/dev/vdb /run ext4 rw 0 0\n"
    assert tmpfs_among((Path("/dev/shm"), Path("/run")), mounts) == [Path("/dev/shm")]
    assert tmpfs_among((Path("/dev/shm"),), "") == []


def test_a_tape_that_grew_is_marked_and_a_later_change_is_noticed(tmp_path: Path):
    folder, now = tmp_path / "0-1", datetime(2026, 11, 30, tzinfo=UTC)
    folder.mkdir()
    tape = folder / "one.mjr"
    tape.write_bytes(b"first")
    assert [mark_tapes(tmp_path, now), mark_tapes(tmp_path, now)] == [1, 0]
    tape.write_bytes(b"first, second")
    assert mark_tapes(tmp_path, now) == 1
    marks = marks_in(folder)
    assert [mark.bytes for mark in marks] == [5, 13]
    assert changed_tapes(folder, marks) == []
    tape.write_bytes(b"First, second")
    assert changed_tapes(folder, marks) == ["one.mjr"]
    tape.unlink()
    assert changed_tapes(folder, marks) == ["one.mjr"]


def test_a_tone_is_found_at_its_frequency_and_not_at_another():
    samples = [linear(byte) for frame in alaw_tone(440) for byte in frame]
    assert tone_share(samples, 440) > 0.99
    assert tone_share(samples, 1000) < 0.001
    assert tone_share([0] * 8000, 440) == 0


@given(st.binary(max_size=FRAME * 3 + 5), st.integers(0, 200_000), st.integers(0, 200_000))
def test_a_part_of_a_sealed_file_is_read_alone(content: bytes, start: int, end: int):
    with TemporaryDirectory() as folder:
        source, target, key = Path(folder) / "plain", Path(folder) / "sealed", bytes(32)
        source.write_bytes(content)
        assert seal_file(source, target, key) == hashlib.sha256(content).hexdigest()
        opened = SealedFile(target, key)
        assert opened.size == len(content)
        assert b"".join(opened.read()) == content
        assert b"".join(opened.read(start, end)) == content[start:end]


@pytest.mark.parametrize("length", [10, FRAME, FRAME + 1])
def test_a_sealed_file_that_was_changed_or_cut_is_refused(tmp_path: Path, length: int):
    source, target = tmp_path / "plain", tmp_path / "sealed"
    source.write_bytes(b"x" * length)
    seal_file(source, target, bytes(32))
    whole = target.read_bytes()
    for other in (
        whole[:-1] + bytes([whole[-1] ^ 1]),
        whole[: 8 + FRAME + 16] if length > FRAME else b"RIFF",
        whole + b"x",
    ):
        target.write_bytes(other)
        with pytest.raises(NotSealed):
            b"".join(SealedFile(target, bytes(32)).read())
    target.write_bytes(whole)
    with pytest.raises(NotSealed):
        b"".join(SealedFile(target, bytes(31) + b"x").read())


# SDP


def test_a_plain_sdp_is_read_back():
    sdp = plain_sdp("127.0.0.1", 5004, 8)
    assert (address_in(sdp), port_of(sdp), g711_of(sdp)) == ("127.0.0.1", 5004, 8)
    assert "a=rtpmap:101 telephone-event/8000" in sdp


def test_keys_keep_the_payload_type_of_the_other_side():
    offer = plain_sdp("127.0.0.1", 5004, 0).replace("101", "96")
    assert "m=audio 9 RTP/AVP 0 96\r\n" in plain_sdp("127.0.0.1", 9, 0, offer)


@pytest.mark.parametrize("sdp", ["", "m=video 5 RTP/AVP 8", "m=audio 5 RTP/AVP 18 101"])
def test_an_sdp_without_g711_is_refused(sdp: str):
    with pytest.raises(BadSdp):
        g711_of(sdp)
