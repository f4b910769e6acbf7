"""Removes metadata from HEIC photos (ISO/IEC 14496-12 and 23008-12).

Items are addressed by offset, so nothing can be cut out: metadata is overwritten with zeros in its place.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lianxin.files.errors import NotAPhoto

# The kinds of items that are not pictures: Exif, XMP and other text (mime), data under a URI.
METADATA: Final = {b"Exif", b"mime", b"uri "}
# All other boxes are freed: videos, motion and makers' own boxes may contain places, too.
KEPT_BOXES: Final = {b"ftyp", b"meta", b"mdat"}
BLANKED_IN_META: Final = {b"uuid", b"xml ", b"bxml", b"udta", b"free", b"skip"}
# Descriptions and times. They are addressed by position and may be all zeros, so their kind stays.
EMPTIED_PROPERTIES: Final = {b"udes", b"crtt", b"mdft"}
IN_FILE: Final = 0  # an item's construction method: the origin of its offsets
IN_IDAT: Final = 1
MOST_BOXES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the file: its content from `start` to `end`, and the offset `kind_at` of its kind."""

    kind: bytes
    kind_at: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Place:
    """The bytes of an item: (offset, length) of each piece. A `source` other than 0 is another file."""

    item: int
    method: int
    source: int
    pieces: list[tuple[int, int]]


@dataclass(slots=True)
class _Reader:
    """Reads consecutive big-endian numbers; raises NotAPhoto beyond the end."""

    data: bytes
    at: int
    end: int

    def take(self, size: int) -> bytes:
        """Returns the next `size` bytes."""
        if self.at + size > self.end:
            raise NotAPhoto("a table that ends too early")
        self.at += size
        return self.data[self.at - size : self.at]

    def number(self, size: int) -> int:
        """Returns the next `size` bytes as a number; 0 for no bytes."""
        return int.from_bytes(self.take(size))


def plain_heic(data: bytes) -> bytes:
    """Returns the photo in the same length, with zeros in place of metadata; raises NotAPhoto."""
    plain = bytearray(data)
    top = boxes_between(data, 0, len(data))
    media = [box for box in top if box.kind == b"mdat"]
    for box in top:
        if box.kind == b"meta":
            empty_meta(plain, data, boxes_between(data, box.start + 4, box.end), media)
        elif box.kind not in KEPT_BOXES:
            free(plain, box)
    return bytes(plain)


def boxes_between(data: bytes, start: int, end: int) -> list[Box]:
    """Returns the boxes between two offsets; raises NotAPhoto if they do not fill the space."""
    found: list[Box] = []
    while start < end:
        reader = _Reader(data, start, end)
        size, kind = reader.number(4), reader.take(4)
        size = reader.number(8) if size == 1 else size
        after = start + size if size else end
        if not reader.at <= after <= end or len(found) == MOST_BOXES:
            raise NotAPhoto("a box that reaches beyond its place")
        found.append(Box(kind, start + 4, reader.at, after))
        start = after
    return found


def empty_meta(plain: bytearray, data: bytes, parts: list[Box], media: list[Box]) -> None:
    """Overwrites all metadata in a meta box with these parts; raises NotAPhoto."""
    for start, end in told_by_items(data, parts, media):
        plain[start:end] = bytes(end - start)
    for box in parts:
        if box.kind in BLANKED_IN_META:
            free(plain, box)
    for box in properties_among(data, parts):
        if box.kind in EMPTIED_PROPERTIES:
            plain[box.start : box.end] = bytes(box.end - box.start)


def free(plain: bytearray, box: Box) -> None:
    """Turns a box into unused space."""
    plain[box.kind_at : box.kind_at + 4] = b"free"
    plain[box.start : box.end] = bytes(box.end - box.start)


def told_by_items(data: bytes, parts: list[Box], media: list[Box]) -> Iterator[tuple[int, int]]:
    """Yields (start, end) of all metadata items; an item without an entry in `iinf` counts as metadata."""
    named = {box.kind: box for box in parts}
    if b"iinf" not in named or b"iloc" not in named:
        raise NotAPhoto("no table of items")
    kinds = kinds_of_items(data, named[b"iinf"])
    if not set(kinds.values()) - METADATA:
        raise NotAPhoto("no picture in it")
    sources = {IN_FILE: media, IN_IDAT: [named[b"idat"]] if b"idat" in named else []}
    for place in places_of_items(data, named[b"iloc"]):
        if kinds.get(place.item, b"Exif") in METADATA:
            yield from spans_of(place, sources)


def kinds_of_items(data: bytes, iinf: Box) -> dict[int, bytes]:
    """Returns the kind of each item by id; entries of old files contain a media type instead."""
    reader = _Reader(data, iinf.start, iinf.end)
    reader.number(2 if reader.number(4) >> 24 == 0 else 4)  # the number of entries
    kinds: dict[int, bytes] = {}
    for entry in boxes_between(data, reader.at, iinf.end):
        inside = _Reader(data, entry.start, entry.end)
        version = inside.number(4) >> 24
        item = inside.number(4 if version == 3 else 2)
        inside.number(2)  # protection
        kinds[item] = inside.take(4) if version >= 2 else b"mime"
    return kinds


def places_of_items(data: bytes, iloc: Box) -> Iterator[_Place]:
    """Yields the place of each item in the table; raises NotAPhoto for an unknown version."""
    reader = _Reader(data, iloc.start, iloc.end)
    version = reader.number(4) >> 24
    if version > 2:
        raise NotAPhoto("a table of places of an unknown version")
    sizes = reader.number(2)
    offset_size, length_size, base_size, index_size = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    for _ in range(reader.number(4 if version == 2 else 2)):
        item = reader.number(4 if version == 2 else 2)
        method = reader.number(2) & 15 if version else IN_FILE
        source, base = reader.number(2), reader.number(base_size)
        pieces: list[tuple[int, int]] = []
        for _ in range(reader.number(2)):
            reader.number(index_size if version else 0)
            pieces.append((base + reader.number(offset_size), reader.number(length_size)))
        yield _Place(item, method, source, pieces)


def spans_of(place: _Place, sources: dict[int, list[Box]]) -> Iterator[tuple[int, int]]:
    """Yields (start, end) of each piece of an item; raises NotAPhoto if it is not in a data box."""
    if place.source or place.method not in sources:
        raise NotAPhoto("metadata that lies elsewhere")
    within = sources[place.method]
    zero = within[0].start if within and place.method == IN_IDAT else 0
    for offset, length in place.pieces:
        start, end = zero + offset, zero + offset + length
        # A piece without a length is the whole file.
        if not length or not any(box.start <= start and end <= box.end for box in within):
            raise NotAPhoto("metadata beyond its place")
        yield start, end


def properties_among(data: bytes, parts: list[Box]) -> list[Box]:
    """Returns the properties of the items: the boxes in the container of `iprp`."""
    held = [inner for box in parts if box.kind == b"iprp" for inner in boxes_between(data, box.start, box.end)]
    return [one for box in held if box.kind == b"ipco" for one in boxes_between(data, box.start, box.end)]
