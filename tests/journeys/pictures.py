"""Screenshots small enough to keep: PNG with a palette of the 256 commonest colours (W3C, PNG specification)."""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
RGB = 3  # bytes a pixel, as Chromium writes them
PALETTE = 256

Colour = tuple[int, ...]


def smaller(png: bytes) -> bytes:
    """The same picture in at most 256 colours; what is rare takes the nearest of the common ones."""
    chunks = list(chunks_of(png))
    width, height, depth, kind = struct.unpack(">IIBB", chunks[0][1][:10])
    assert (depth, kind) == (8, 2), "a screenshot has 8-bit red, green and blue"
    rows = list(unfiltered(zlib.decompress(b"".join(data for name, data in chunks if name == b"IDAT")), width * RGB))
    counted = Counter(colour for row in rows for colour in pixels(row))
    palette = [colour for colour, _ in counted.most_common(PALETTE)]
    index = {colour: nearest(colour, palette) for colour in counted} | {c: at for at, c in enumerate(palette)}
    lines = b"".join(b"\0" + bytes(index[colour] for colour in pixels(row)) for row in rows)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", bytes(sum(palette, ()))), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return SIGNATURE + b"".join(chunk(name, data) for name, data in parts)


def chunks_of(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(name, data) of every chunk."""
    at = len(SIGNATURE)
    while at < len(png):
        size = int.from_bytes(png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        at += size + 12


def chunk(name: bytes, data: bytes) -> bytes:
    """One chunk with its length and checksum."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def unfiltered(data: bytes, length: int) -> Iterator[bytearray]:
    """The rows as they were before each was written as a difference to its neighbours."""
    above = bytearray(length)
    for start in range(0, len(data), length + 1):
        how, row = data[start], bytearray(data[start + 1 : start + 1 + length])
        for at in range(length):
            left = row[at - RGB] if at >= RGB else 0
            corner = above[at - RGB] if at >= RGB else 0
            row[at] = (row[at] + predicted(how, left, above[at], corner)) & 255
        yield row
        above = row


def predicted(how: int, left: int, up: int, corner: int) -> int:
    """What a filter expects a byte to be: nothing, left, up, their mean, or whichever is nearest their slope."""
    match how:
        case 0:
            return 0
        case 1:
            return left
        case 2:
            return up
        case 3:
            return (left + up) // 2
        case _:
            slope = left + up - corner
            return min((left, up, corner), key=lambda byte: abs(slope - byte))


def pixels(row: bytearray) -> Iterator[Colour]:
    """The colours of a row, left to right."""
    return zip(row[0::RGB], row[1::RGB], row[2::RGB], strict=True)


def nearest(colour: Colour, palette: list[Colour]) -> int:
    """The place of the palette's colour that is least far away."""
    return min(range(len(palette)), key=lambda at: sum((a - b) ** 2 for a, b in zip(colour, palette[at], strict=True)))
