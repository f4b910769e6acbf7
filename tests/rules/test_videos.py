"""Short videos: their length, their format, and what is removed from them."""

import struct
from io import BytesIO
from pathlib import Path

import pytest

from builders.media import box
from lianxin.files import videos
from lianxin.files.errors import NotAVideo, VideoNotShown, VideoTooLong
from lianxin.files.kinds import MP4, WEBM, FileType, type_by_beginning
from lianxin.files.structure import whole_type

SECRET = b"+31.2304+121.4737/ Apple iPhone"


def header(kind: bytes, scale: int, duration: int) -> bytes:
    return box(kind, struct.pack(">IIIII", 0, 3_800_000_000, 3_800_000_000, scale, duration))


def a_track(handler: bytes, codec: bytes) -> bytes:
    media = box(b"mdhd", bytes(4) + b"\xee" * 8 + bytes(12)) + box(b"hdlr", bytes(8) + handler + bytes(12))
    table = box(b"stbl", box(b"stsd", bytes(8) + box(codec, bytes(70))))
    return box(b"trak", box(b"tkhd", bytes(4) + b"\xee" * 8 + bytes(70)) + box(b"mdia", media + box(b"minf", table)))


def an_mp4(codec: bytes = b"avc1", seconds: int = 20, brand: bytes = b"qt  ") -> bytes:
    kept = header(b"mvhd", 600, 600 * seconds) + a_track(b"vide", codec) + a_track(b"soun", b"mp4a")
    told = a_track(b"meta", b"mebx") + box(b"udta", SECRET) + box(b"meta", SECRET)
    return box(b"ftyp", brand + bytes(4)) + box(b"mdat", b"pictures" * 500) + box(b"moov", kept + told)


def element(name: bytes, body: bytes) -> bytes:
    return name + b"\x01" + len(body).to_bytes(7) + body


def a_webm(seconds: float = 20.0) -> bytes:
    kind = element(videos.EBML, element(b"\x42\x82", b"webm"))
    info = element(videos.SCALE, (1_000_000).to_bytes(4)) + element(videos.DURATION, struct.pack(">d", seconds * 1000))
    info += element(videos.TITLE, SECRET) + element(videos.DATE, b"\xee" * 8)
    inside = element(videos.INFO, info) + element(b"\x1f\x43\xb6\x75", b"pictures" * 500)
    return kind + element(videos.SEGMENT, inside + element(videos.TAGS, SECRET))


@pytest.mark.parametrize(("data", "kind"), [(an_mp4(), MP4), (an_mp4(brand=b"isom"), MP4), (a_webm(), WEBM)])
def test_a_video_keeps_its_pictures_and_loses_place_time_and_device(
    tmp_path: Path, data: bytes, kind: FileType
) -> None:
    guess = type_by_beginning(data[:4096])
    assert guess is not None
    assert whole_type(BytesIO(data), guess) is kind
    draft = tmp_path / "draft"
    draft.write_bytes(data)
    videos.settle_video(draft, kind)
    plain = draft.read_bytes()
    assert len(plain) == len(data)
    assert b"pictures" * 500 in plain
    for told in (SECRET, b"iPhone", b"\xee" * 8, struct.pack(">I", 3_800_000_000), b"mebx"):
        assert told not in plain
    assert whole_type(BytesIO(plain), guess) is kind


@pytest.mark.parametrize(("data", "kind"), [(an_mp4(seconds=75), MP4), (a_webm(75.0), WEBM)])
def test_a_video_of_more_than_a_minute_is_refused(tmp_path: Path, data: bytes, kind: FileType) -> None:
    draft = tmp_path / "draft"
    draft.write_bytes(data)
    with pytest.raises(VideoTooLong) as caught:
        videos.settle_video(draft, kind)
    assert caught.value.facts == {"seconds": 75, "most": 60}


def test_hevc_is_transcoded_by_the_systems_ffmpeg_or_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draft, program = tmp_path / "draft", tmp_path / "ffmpeg"
    draft.write_bytes(an_mp4(b"hvc1"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(VideoNotShown):
        videos.settle_video(draft, MP4)
    program.write_text('#!/bin/sh\nfor last; do :; done\nprintf transcoded > "$last"\n', "utf-8")
    program.chmod(0o755)
    videos.settle_video(draft, MP4)
    assert draft.read_bytes() == b"transcoded"
    assert [one.name for one in tmp_path.iterdir() if one.suffix == ".mp4"] == []


@pytest.mark.parametrize("data", [an_mp4(b"evil"), an_mp4(seconds=0), box(b"ftyp", b"isom")])
def test_what_is_no_video_is_refused(tmp_path: Path, data: bytes) -> None:
    draft = tmp_path / "draft"
    draft.write_bytes(data)
    with pytest.raises(NotAVideo):
        videos.settle_video(draft, MP4)
