"""Checks short videos and removes what they tell besides picture and sound: place, time, device, titles.

MP4 and QuickTime files (ISO/IEC 14496-12) and WebM files (RFC 8794, RFC 9559) keep their size: boxes of metadata are
overwritten in place, so that the offsets of pictures stay right. A video in HEVC, which most browsers cannot show, is
transcoded by the system's `ffmpeg` in a process of its own where there is one. Does not look at pictures.
"""

import math
import resource
import shutil
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from lianxin.files.errors import NotAVideo, VideoNotShown, VideoTooLong
from lianxin.files.kinds import MP4, FileType
from lianxin.files.structure import boxes, read_at, size_of

MOST_SECONDS: Final = 60  # seconds
_SPARE: Final = 1.0  # seconds by which a phone's “60 s” may be longer
SHOWN_CODECS: Final = frozenset({b"avc1", b"avc3", b"av01", b"vp09", b"mp4v"})
HEVC: Final = frozenset({b"hvc1", b"hev1", b"dvh1", b"dvhe"})
_TRANSCODING: Final = 240.0  # seconds of real time
_MIB: Final = 1 << 20
_BOUNDS: Final = (
    (resource.RLIMIT_CPU, 400),  # seconds
    (resource.RLIMIT_AS, 3072 * _MIB),
    (resource.RLIMIT_FSIZE, 64 * _MIB),
    (resource.RLIMIT_CORE, 0),
)
_INSIDE: Final = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts"})
_TELLING: Final = frozenset({b"udta", b"meta", b"uuid"})
_TIMED: Final = frozenset({b"mvhd", b"tkhd", b"mdhd"})
_KEPT_TRACKS: Final = frozenset({b"vide", b"soun"})
EBML, SEGMENT, INFO = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67", b"\x15\x49\xa9\x66"
TAGS, ATTACHED, SCALE, DURATION = b"\x12\x54\xc3\x67", b"\x19\x41\xa4\x69", b"\x2a\xd7\xb1", b"\x44\x89"
DATE, TITLE = b"\x44\x61", b"\x7b\xa9"


@dataclass(frozen=True)
class _Track:
    """A track of an MP4: its handler (vide, soun, …), its codec, and the place of its box."""

    handler: bytes
    codec: bytes
    start: int
    end: int


def settle_video(draft: Path, found: FileType) -> None:
    """Removes the metadata of a video in the draft, and transcodes HEVC.

    Raises NotAVideo, VideoTooLong or VideoNotShown.
    """
    with draft.open("r+b") as file:
        if found is not MP4:
            _check_length(webm_seconds(file))
            _plain_webm(file)
            return
        _check_length(mp4_seconds(file))
        codecs = {one.codec for one in mp4_tracks(file) if one.handler == b"vide"}
        if codecs <= SHOWN_CODECS:
            plain_mp4(file)
            return
    if not codecs <= HEVC | SHOWN_CODECS:
        raise NotAVideo(f"unknown codec {codecs}")
    target = draft.with_name(f"{draft.name}.mp4")
    try:
        transcode(draft, target)
        target.replace(draft)
    finally:
        target.unlink(missing_ok=True)


def _check_length(seconds: float) -> None:
    """Raises VideoTooLong beyond MOST_SECONDS."""
    if seconds > MOST_SECONDS + _SPARE:
        raise VideoTooLong(seconds=math.ceil(seconds), most=MOST_SECONDS)


def mp4_seconds(file: BinaryIO) -> float:
    """Returns the length of an MP4; raises NotAVideo if it does not say it."""
    for kind, start, _ in _nested(file, 0, size_of(file)):
        if kind == b"mvhd":
            form, at, count = (">IQ", 20, 12) if read_at(file, start, 1) == b"\1" else (">II", 12, 8)
            said = read_at(file, start + at, count)
            scale, duration = struct.unpack(form, said) if len(said) == count else (0, 0)
            if scale and duration:
                return duration / scale
    raise NotAVideo("no length")


def mp4_tracks(file: BinaryIO) -> list[_Track]:
    """Returns the tracks of an MP4."""
    found: list[_Track] = []
    for kind, start, end in _nested(file, 0, size_of(file)):
        if kind != b"trak":
            continue
        inner = {name: at for name, at, _ in _nested(file, start, end)}
        handler = read_at(file, inner[b"hdlr"] + 8, 4) if b"hdlr" in inner else b""
        codec = read_at(file, inner[b"stsd"] + 12, 4) if b"stsd" in inner else b""
        found.append(_Track(handler, codec, start, end))
    return found


def _nested(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yields (type, start, end) of the content of each box between two offsets and of those inside it."""
    for kind, first, last in boxes(file, start, end):
        yield kind, first, last
        if kind in _INSIDE:
            yield from _nested(file, first, last)


def plain_mp4(file: BinaryIO) -> None:
    """Overwrites metadata, times, and tracks without picture or sound; the other bytes stay where they are."""
    for track in mp4_tracks(file):
        if track.handler not in _KEPT_TRACKS:
            _empty(file, b"trak", track.start, track.end)
    for kind, start, end in list(_nested(file, 0, size_of(file))):
        if kind in _TELLING:
            _empty(file, kind, start, end)
        elif kind in _TIMED:
            file.seek(start + 4)
            file.write(bytes(16 if read_at(file, start, 1) == b"\1" else 8))


def _empty(file: BinaryIO, kind: bytes, start: int, end: int) -> None:
    """Turns a box into free space."""
    at = next(at for at in (start - 4, start - 12) if read_at(file, at, 4) == kind)
    file.seek(at)
    file.write(b"free")
    file.seek(start)
    file.write(bytes(end - start))


def elements(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yields (id, start, end) of the content of each EBML element between two offsets; of unknown size: to `end`."""
    while start < end:
        head = read_at(file, start, 12)
        width = 9 - head[0].bit_length() if head and head[0] >> 4 else 0
        if not width or len(head) <= width or not head[width]:
            return
        length = 9 - head[width].bit_length()
        size = int.from_bytes(head[width : width + length]) & (1 << 7 * length) - 1
        body = start + width + length
        after = end if size == (1 << 7 * length) - 1 else body + size
        if after > end:
            return
        yield head[:width], body, after
        start = after


def _of_segment(file: BinaryIO) -> list[tuple[bytes, int, int]]:
    """Returns the elements of the segment of a WebM; raises NotAVideo."""
    for name, start, end in elements(file, 0, size_of(file)):
        if name == SEGMENT:
            return list(elements(file, start, end))
    raise NotAVideo("no segment")


def webm_seconds(file: BinaryIO) -> float:
    """Returns the length of a WebM, 0 if it does not say it (recorded live, bounded by its bytes)."""
    scale, duration = 1_000_000, 0.0
    for name, start, end in _of_segment(file):
        for inner, first, last in elements(file, start, end) if name == INFO else ():
            value = read_at(file, first, last - first)
            if inner == SCALE:
                scale = int.from_bytes(value)
            elif inner == DURATION and len(value) in {4, 8}:
                [duration] = struct.unpack(">f" if len(value) == 4 else ">d", value)
    return duration * scale / 1e9


def _plain_webm(file: BinaryIO) -> None:
    """Overwrites tags and attachments, the date and the title."""
    for name, start, end in _of_segment(file):
        if name in {TAGS, ATTACHED}:
            file.seek(start)
            file.write(_void(end - start))
        for inner, first, last in list(elements(file, start, end)) if name == INFO else ():
            if inner in {DATE, TITLE}:
                file.seek(first)
                file.write(bytes(last - first))


def _void(length: int) -> bytes:
    """Returns an EBML element of `length` bytes that readers skip, or zeros if it is too short for one."""
    return b"\xec\x01" + (length - 9).to_bytes(7) + bytes(length - 9) if length >= 9 else bytes(length)


def transcode(source: Path, target: Path) -> None:
    """Writes picture and sound as H.264 and AAC, at most 1280 pixels wide, to `target`.

    Raises VideoNotShown where there is no ffmpeg, and NotAVideo if it fails. The process has no environment, may open
    local files only, and is limited in memory, time and output.
    """
    program = shutil.which("ffmpeg")
    if program is None:
        raise VideoNotShown
    given = [
        "-nostdin",
        "-v",
        "error",
        "-protocol_whitelist",
        "file",
        "-f",
        "mov",
        "-i",
        str(source),
        "-t",
        str(MOST_SECONDS),
    ]
    parts = ["-t", str(MOST_SECONDS), "-map", "0:v:0", "-map", "0:a:0?", "-map_metadata", "-1", "-map_chapters", "-1"]
    picture = ["-vf", "scale='min(1280,iw)':-2", "-c:v", "libx264", "-preset", "veryfast", "-crf", "26"]
    written = ["-pix_fmt", "yuv420p", "-c:a", "aac", "-movflags", "+faststart", "-f", "mp4", str(target)]
    command = [program, *given, *parts, *picture, *written]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={}, cwd="/") as process:
        for kind, bound in _BOUNDS:
            resource.prlimit(process.pid, kind, (bound, bound))
        try:
            code = process.wait(_TRANSCODING)
        except subprocess.TimeoutExpired:
            process.kill()
            raise NotAVideo("too slow to transcode") from None
    if code:
        raise NotAVideo(f"not transcoded: exit code {code}")
