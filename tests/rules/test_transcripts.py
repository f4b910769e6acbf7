"""Sound for a recogniser, peaks for a player, results of a recogniser, and numbers that cross sentences."""

import math
import struct
from uuid import UUID

import pytest

from lianxin.calls.media.tones import alaw
from lianxin.calls.rules.sound import alaw_samples, doubled, forwarded_alaw, little_endian, loudness, peaks_of
from lianxin.calls.transcript.board import LiveTranscript, SpokenLine
from lianxin.calls.transcript.masked import masked_lines
from lianxin.calls.transcript.messages import AsrEnd, AsrStart, encode_asr, read_result
from lianxin.calls.transcript.recogniser import Said
from lianxin.kernel.masking import mask_text

CALL = UUID(int=1)


def test_a_forwarded_packet_is_read_whatever_its_unset_bits_say():
    for first in (0x80, 0x95, 0x8D, 0xBF):
        assert forwarded_alaw(struct.pack(">BBHII", first, 0x88, 7, 160, 1) + b"sound") == b"sound"
    for other in (b"", b"\x80\x08" + bytes(10), b"\x80\x00" + bytes(20), b"\x40\x08" + bytes(20)):
        assert forwarded_alaw(other) == b""


def test_alaw_becomes_the_samples_it_was_made_from():
    wanted = [round(12_000 * math.sin(at / 5)) for at in range(160)]
    found = alaw_samples(bytes(map(alaw, wanted)))
    assert max(abs(one - other) for one, other in zip(found, wanted, strict=True)) < 520
    assert loudness(little_endian(found)) == pytest.approx(12_000 / math.sqrt(2), rel=0.05)
    assert loudness(b"") == 0


def test_twice_the_rate_has_the_mean_between_two_samples():
    samples = alaw_samples(bytes(map(alaw, (1000, 3000, -3000))))
    one, two, three = samples
    assert list(doubled(samples, 0)) == [one >> 1, one, (one + two) >> 1, two, (two + three) >> 1, three]


def test_peaks_have_one_column_for_each_part_of_the_sound():
    assert peaks_of([]) == b""
    assert peaks_of([0, 256, -512]) == bytes([0, 2, 4])
    assert peaks_of([0, -32_768, 32_767, 0], 2) == bytes([255, 255])
    assert len(peaks_of(range(10_000))) == 600


def test_the_first_and_the_last_frame_are_those_of_the_protocol():
    assert encode_asr(AsrStart(wav_name="call-1-seat")) == (
        b'{"wav_name":"call-1-seat","mode":"2pass","is_speaking":true,"wav_format":"pcm","audio_fs":16000,'
        b'"chunk_size":[5,10,5],"chunk_interval":10,"hotwords":"","itn":true}'
    )
    assert encode_asr(AsrEnd()) == b'{"is_speaking":false}'


def test_a_result_may_have_fields_nobody_reads_and_rubbish_is_no_result():
    said = '{"mode":"2pass-offline","text":"您好","is_final":false,"timestamp":"[[1,2]]","stamp_sents":[]}'
    result = read_result(said)
    assert result is not None
    assert (result.mode, result.text, result.is_final) == ("2pass-offline", "您好", False)
    assert [read_result(other) for other in ("", "[]", "{", '{"text":1}')] == [None] * 4


def test_a_sentence_replaces_its_pieces_and_an_empty_one_is_none():
    live = LiveTranscript(CALL)
    live.hear("citizen", Said("您", final=False))
    live.hear("citizen", Said("您好", final=False))
    assert (live.spoken_now, live.lines) == ({"citizen": "您好"}, [])
    live.hear("citizen", Said("您好。", final=True))
    live.hear("seat", Said("", final=True))
    assert (live.spoken_now, [one.text for one in live.lines]) == ({}, ["您好。"])


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        (["电话13912345678。"], ["电话139****5678。"]),
        (["一三九，", "嗯一二三四", "五六七八对吧"], ["***，", "嗯****", "****对吧"]),
        (["139。", "1234", "5678。"], ["***。", "****", "****。"]),
        (["路灯坏了3天，", "家里有2个老人。"], ["路灯坏了3天，", "家里有2个老人。"]),
        (["身份证310101", "19900101", "1237"], ["身份证******", "********", "****"]),
    ],
)
def test_a_number_read_in_pieces_is_masked_in_each(texts: list[str], shown: list[str]):
    lines = [SpokenLine(UUID(int=nth), "citizen", float(nth), text) for nth, text in enumerate(texts)]
    between = SpokenLine(UUID(int=99), "seat", 0.5, "您请说。")
    masked = masked_lines([lines[0], between, *lines[1:]], mask_text)
    assert [one.text for one in masked if one.speaker == "citizen"] == shown
    assert masked[1] == between
