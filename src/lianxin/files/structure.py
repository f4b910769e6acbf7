"""Checks whether a whole file has the form of the type with which it begins."""

import codecs
import os
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from lianxin.files.kinds import (
    AMR,
    CONTROL,
    DOCX,
    HEIC,
    M4A,
    MIB,
    MP3,
    MP4,
    OGG,
    PDF,
    TXT,
    WAV,
    XLSX,
    FileType,
)

UNPACKED_BYTES: Final = 256 * MIB
_PARTS: Final = 5_000
BOXES: Final = 1_000
_CHUNK: Final = MIB
# MPEG audio layer III, ISO/IEC 11172-3 and 13818-3: kbit/s by index, samples per second by version and index.
BIT_RATES: Final = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
SAMPLE_RATES: Final = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


def size_of(file: BinaryIO) -> int:
    """Returns the size of the whole file in bytes."""
    return file.seek(0, os.SEEK_END)


def read_at(file: BinaryIO, offset: int, count: int) -> bytes:
    """Returns up to `count` bytes from `offset` on."""
    file.seek(offset)
    return file.read(count)


def office_type(file: BinaryIO) -> FileType | None:
    """Returns DOCX or XLSX without macros, paths out of the archive or zip bombs; None for other archives."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError):
        return None
    names = {part.filename for part in parts}
    unsafe = any(".." in name or name.startswith("/") or name.lower().endswith("vbaproject.bin") for name in names)
    too_much = len(parts) > _PARTS or sum(part.file_size for part in parts) > UNPACKED_BYTES
    if unsafe or too_much or "[Content_Types].xml" not in names:
        return None
    main = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
    found = [file_type for name, file_type in main.items() if name in names]
    return found[0] if len(found) == 1 else None


def boxes(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yields (type, start, end) of the content of each box between two offsets, ISO/IEC 14496-12."""
    for _ in range(BOXES):
        head = read_at(file, start, 16)
        if start >= end or len(head) < 8:
            return
        size, kind = struct.unpack(">I4s", head[:8])
        body = start + 8
        if size == 1 and len(head) == 16:
            size, body = struct.unpack(">Q", head[8:])[0], start + 16
        after = end if size == 0 else start + size
        if after < body or after > end:
            return
        yield kind, body, after
        start = after


def tracks(file: BinaryIO) -> set[bytes]:
    """Returns the kinds of tracks (soun, vide, …) in the file's movie box."""
    found: set[bytes] = set()
    for kind, start, end in boxes(file, 0, size_of(file)):
        if kind != b"moov":
            continue
        for track, first, last in boxes(file, start, end):
            media = (box for box in boxes(file, first, last) if track == b"trak" and box[0] == b"mdia")
            for _, inner, outer in media:
                found |= {read_at(file, at + 8, 4) for name, at, _ in boxes(file, inner, outer) if name == b"hdlr"}
    return found


def is_sound(file: BinaryIO) -> bool:
    """Whether the file is a movie with sound and without pictures."""
    found = tracks(file)
    return b"soun" in found and b"vide" not in found


def is_heic(file: BinaryIO) -> bool:
    """Whether the file is a still HEVC picture: a HEIC brand, no AVIF brand, and a table of items."""
    size = size_of(file)
    kinds = {kind: (start, end) for kind, start, end in boxes(file, 0, size)}
    if b"ftyp" not in kinds or b"meta" not in kinds:
        return False
    start, end = kinds[b"ftyp"]
    names = read_at(file, start, min(end - start, 256))
    brands = {names[at : at + 4] for at in range(0, len(names), 4)}
    return bool(brands & {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"}) and b"avif" not in brands


def frame_bytes(head: bytes) -> int | None:
    """Returns the length of the MP3 frame with this four-byte header in bytes, or None if it is not one."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    version, rate, sample = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or rate in {0, 15} or sample == 3:
        return None
    samples = 144 if version == 3 else 72
    return samples * 1000 * BIT_RATES[3 if version == 3 else 2][rate] // SAMPLE_RATES[version][sample] + (
        head[2] >> 1 & 1
    )


def is_mp3(file: BinaryIO) -> bool:
    """Whether a frame follows any ID3 tag, and another frame or the end follows that frame."""
    size = size_of(file)
    tag = read_at(file, 0, 10)
    start = 0
    if tag.startswith(b"ID3"):
        start = 10 + (tag[6] << 21 | tag[7] << 14 | tag[8] << 7 | tag[9])
    padding = read_at(file, start, 4096)
    start += len(padding) - len(padding.lstrip(b"\0"))
    length = frame_bytes(read_at(file, start, 4))
    if length is None:
        return False
    return start + length >= size or frame_bytes(read_at(file, start + length, 4)) is not None


def is_wav(file: BinaryIO) -> bool:
    """Whether the first chunks contain the sound format."""
    return b"fmt " in read_at(file, 12, 4096)


def is_pdf(file: BinaryIO) -> bool:
    """Whether the file has an end mark."""
    return b"%%EOF" in read_at(file, max(0, size_of(file) - 2048), 2048)


def is_text(file: BinaryIO) -> bool:
    """Whether the file is UTF-8 or GB18030 text without control characters."""
    return any(decodes(file, encoding) for encoding in ("utf-8", "gb18030"))


def decodes(file: BinaryIO, encoding: str) -> bool:
    """Whether the whole file is text in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while data := file.read(_CHUNK):
            decoder.decode(data)
            if CONTROL.search(data):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def begins(pattern: bytes) -> Callable[[BinaryIO], bool]:
    """Returns a check for a longer beginning than that in BEGINNINGS."""
    return lambda file: re.match(pattern, read_at(file, 0, 256), re.DOTALL) is not None


_CHECKS: Final[dict[FileType, Callable[[BinaryIO], bool]]] = {
    HEIC: is_heic,
    MP3: is_mp3,
    WAV: is_wav,
    M4A: is_sound,
    OGG: begins(rb"OggS.{23,}"),
    AMR: begins(rb"#!AMR(?:-WB)?\n[\x04\x0c\x14\x1c\x24\x2c\x34\x3c\x44\x7c]"),
    PDF: is_pdf,
    TXT: is_text,
}


def whole_type(file: BinaryIO, guess: FileType) -> FileType | None:
    """Returns the type of the file if it has the form of `guess`, otherwise None.

    Photos are checked when they are re-encoded, videos when their metadata is removed.
    """
    if guess is DOCX:
        return office_type(file)
    if guess is M4A and b"vide" in tracks(file):
        return MP4
    check = _CHECKS.get(guess)
    return guess if check is None or check(file) else None
