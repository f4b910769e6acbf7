"""Photos without what they tell beside the picture: where, when and with which telephone they were taken.

JPEG, PNG and WebP are rewritten without metadata; of a JPEG the orientation stays, or it would lie on its side.
"""

import re
import struct
from collections.abc import Callable
from typing import Final

from lianxin.files.errors import NotAPhoto
from lianxin.files.heic import plain_heic
from lianxin.files.kinds import HEIC, JPEG, PNG, WEBP, FileType

ORIENTATION: Final = 0x0112
UPRIGHT: Final = 1
END: Final = b"\xff\xd9"
# JFIF, colour profile and Adobe's colour transform are needed to show it; the other application segments tell tales.
KEPT_SEGMENTS: Final = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
START_OF_SCAN: Final = 0xDA
NEXT_MARKER: Final = re.compile(rb"\xff+[\x01-\xcf\xd8-\xfe]")
PNG_DROPPED: Final = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}
WEBP_DROPPED: Final = {b"EXIF", b"XMP "}
WEBP_FLAGS: Final = 0x0C


def plain_jpeg(data: bytes) -> bytes:
    """The picture with its size, tables, colour profile and orientation, nothing behind its end."""
    parts = [b"\xff\xd8"]
    orientation = UPRIGHT
    position = 2
    while position < len(data):
        marker, body, after = segment(data, position)
        if marker == END[1]:
            break
        if marker == 0xE1:
            orientation = orientation_of(data[body:after]) or orientation
        elif 0xE0 <= marker <= 0xEF or marker == 0xFE:
            if data.startswith(KEPT_SEGMENTS.get(marker, b"\xff\xff"), body):
                parts.append(data[position:after])
        else:
            after = scan_end(data, after) if marker == START_OF_SCAN else after
            parts.append(data[position:after])
        position = after
    if not any(part[1:2] == bytes([START_OF_SCAN]) for part in parts):
        raise NotAPhoto("no picture in it")
    if orientation != UPRIGHT:
        parts.insert(2 if parts[1][1] == 0xE0 else 1, orientation_segment(orientation))
    return b"".join([*parts, END])


def segment(data: bytes, position: int) -> tuple[int, int, int]:
    """(marker, start of its contents, end) of the segment at `position`."""
    marker_at = position + 1
    if data[position] != 0xFF or marker_at >= len(data):
        raise NotAPhoto("no marker where one must be")
    marker = data[marker_at]
    if marker == END[1]:
        return marker, marker_at + 1, marker_at + 1
    if marker_at + 3 > len(data):
        raise NotAPhoto("cut off within a segment")
    after = marker_at + 1 + struct.unpack_from(">H", data, marker_at + 1)[0]
    if marker < 0xC0 or after > len(data) or after < marker_at + 3:
        raise NotAPhoto("a segment that reaches beyond the file")
    return marker, marker_at + 3, after


def scan_end(data: bytes, start: int) -> int:
    """Where the coded picture that begins at `start` ends; a picture cut off ends with the file."""
    found = NEXT_MARKER.search(data, start)
    return found.end() - 2 if found else len(data)


def orientation_of(exif: bytes) -> int | None:
    """The orientation 1-8 that an Exif segment names (TIFF 6.0, first directory)."""
    tiff = exif[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if not exif.startswith(b"Exif\0\0") or order is None or len(tiff) < 8:
        return None
    first = struct.unpack_from(f"{order}I", tiff, 4)[0]
    if first + 2 > len(tiff):
        return None
    for entry in range(min(struct.unpack_from(f"{order}H", tiff, first)[0], 100)):
        at = first + 2 + entry * 12
        if at + 12 > len(tiff):
            return None
        tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, at)
        if tag == ORIENTATION:
            return value if UPRIGHT <= value <= 8 else None
    return None


def orientation_segment(orientation: int) -> bytes:
    """An Exif segment that says nothing but the orientation."""
    tiff = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, ORIENTATION, 3, 1, orientation, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def plain_png(data: bytes) -> bytes:
    """The picture without texts, time and Exif, nothing behind its end."""
    parts = [data[:8]]
    position = 8
    while position + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        after = position + 12 + length
        if after > len(data):
            break
        if kind not in PNG_DROPPED:
            parts.append(data[position:after])
        if kind == b"IEND":
            return b"".join(parts)
        position = after
    raise NotAPhoto("it has no end")


def plain_webp(data: bytes) -> bytes:
    """The picture without Exif and XMP, nothing behind its end."""
    end = min(len(data), 8 + struct.unpack_from("<I", data, 4)[0])
    parts: list[bytes] = []
    position = 12
    while position + 8 <= end:
        kind, length = struct.unpack_from("<4sI", data, position)
        after = position + 8 + length + length % 2
        if after > end + 1:
            raise NotAPhoto("a chunk that reaches beyond the file")
        chunk = bytearray(data[position:after])
        if kind == b"VP8X" and length >= 10:
            chunk[8] &= ~WEBP_FLAGS
        if kind not in WEBP_DROPPED:
            parts.append(bytes(chunk))
        position = after
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


REWRITERS: Final[dict[FileType, Callable[[bytes], bytes]]] = {
    JPEG: plain_jpeg,
    PNG: plain_png,
    WEBP: plain_webp,
    HEIC: plain_heic,
}
