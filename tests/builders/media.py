"""Builds small files of every type that may be attached, and of some that may not, byte by byte."""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

from PIL import Image

GPS = b"N31 13 E121 28"


def jpeg_segment(marker: int, body: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def picture(size: tuple[int, int] = (128, 64)) -> Image.Image:
    """Returns a white image, red at the upper left and blue at the lower right, so that every rotation differs."""
    drawn = Image.new("RGB", size, (250, 250, 250))
    width, height = size[0] // 2, size[1] // 2
    drawn.paste((220, 20, 20), (0, 0, width, height))
    drawn.paste((20, 20, 220), (width, height, *size))
    return drawn


def encoded(form: str, drawn: Image.Image | None = None, **words: Any) -> bytes:
    """Returns an image in Pillow's format of this name."""
    out = io.BytesIO()
    (drawn or picture()).save(out, form, **words)
    return out.getvalue()


def tiff(orientation: int = 1, order: str = ">") -> bytes:
    """Returns Exif data with an orientation and a GPS position."""
    mark = b"MM" if order == ">" else b"II"
    entries = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0) + struct.pack(f"{order}HHII", 0x8825, 4, 1, 38)
    return mark + struct.pack(f"{order}HIH", 42, 8, 2) + entries + bytes(4) + GPS


def exif(orientation: int = 1, order: str = ">") -> bytes:
    """Returns a JPEG's Exif segment."""
    return jpeg_segment(0xE1, b"Exif\0\0" + tiff(orientation, order))


def jpeg(*segments: bytes, behind: bytes = b"", **words: Any) -> bytes:
    """Returns a JPEG with these segments after its JFIF header, encoded with these options of Pillow."""
    plain = encoded("JPEG", **words)
    return plain[:20] + b"".join(segments) + plain[20:] + behind


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*chunks: bytes, behind: bytes = b"") -> bytes:
    """Returns a PNG of one grey pixel."""
    head = b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return head + b"".join(chunks) + png_chunk(b"IDAT", zlib.compress(b"\0\x80")) + png_chunk(b"IEND", b"") + behind


def riff(form: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    body = form + b"".join(
        kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for kind, data in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp(orientation: int = 1) -> bytes:
    """Returns a lossless WebP with Exif and XMP."""
    coded = encoded("WEBP", lossless=True)[20:]
    canvas = b"\x0c" + bytes(3) + (127).to_bytes(3, "little") + (63).to_bytes(3, "little")
    return riff(b"WEBP", (b"VP8X", canvas), (b"VP8L", coded), (b"EXIF", tiff(orientation)), (b"XMP ", GPS))


def wav() -> bytes:
    return riff(b"WAVE", (b"fmt ", struct.pack("<HHIIHH", 1, 1, 8_000, 16_000, 2, 16)), (b"data", bytes(3_200)))


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + kind + body


def movie(brand: bytes, *handlers: bytes) -> bytes:
    """Returns an MP4 whose `moov` box comes last, as recorders write it."""
    kinds = [box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + handler + bytes(12)))) for handler in handlers]
    return box(b"ftyp", brand + bytes(4) + b"isommp42") + box(b"mdat", bytes(5_000)) + box(b"moov", b"".join(kinds))


def full(kind: bytes, version: int, body: bytes) -> bytes:
    return box(kind, bytes([version, 0, 0, 0]) + body)


@dataclass(frozen=True)
class Item:
    """An item of a HEIC: its kind, its pieces of content, and whether they are in `idat` (method 1) or the file."""

    kind: bytes
    pieces: tuple[bytes, ...]
    method: int = 0
    source: int = 0
    length: int | None = None  # to declare a wrong length
    media_type: bytes = b"application/rdf+xml"

    def info(self, number: int, version: int) -> bytes:
        name = self.media_type + b"\0" if self.kind == b"mime" else b""
        if version < 2:
            return full(b"infe", version, struct.pack(">HH", number, 0) + b"name\0" + self.media_type + b"\0")
        head = struct.pack(">IH" if version == 3 else ">HH", number, 0)
        return full(b"infe", version, head + self.kind + b"\0" + name)

    def place(self, number: int, version: int, zero: int) -> bytes:
        body = struct.pack(">I" if version == 2 else ">H", number)
        body += struct.pack(">H", self.method) if version else b""
        body += struct.pack(">HIH", self.source, zero, len(self.pieces))
        offset = 0
        for piece in self.pieces:
            body += bytes(4) if version else b""
            body += struct.pack(">II", offset, len(piece) if self.length is None else self.length)
            offset += len(piece)
        return body


# picture() in HEVC, main still picture profile, encoded by x265.
CODED = bytes.fromhex(
    "000000342801af0b60fac6c1d7fff9873bf7a841d708fd98d3f03f3374a53f95eeb540a2cfba43c19017f834260b7ff442d1f43bceb0eec0"
)
CODEC = box(
    b"hvcC",
    bytes.fromhex(
        "0103700000009000000000001ef000fcfdf8f800000f03600001001840010c01ffff03700000030090000003000003001eba0240610001"
        "002b42010103700000030090000003000003001ea010204165ba924a6b9b80868302000003003200000300021062000100074401c172b0"
        "2240"
    ),
)
PICTURE = Item(b"hvc1", (CODED[:30], CODED[30:]))
HEIC = b"heic" + bytes(4) + b"mif1heic"


def heic(
    *items: Item,
    iloc: int = 1,
    infe: int = 2,
    behind: bytes = b"",
    more: bytes = b"",
    brands: bytes = HEIC,
    properties: tuple[bytes, ...] = (),
    size: tuple[int, int] = (128, 64),
) -> bytes:
    """Returns a HEIC with these items after the picture, which has these properties.

    `iloc` and `infe` are box versions; `more` are boxes in `meta`, `behind` are bytes after the file; `size` is the
    declared size of the picture.
    """
    every = (PICTURE, *items)
    infos = b"".join(item.info(number, infe) for number, item in enumerate(every, 1))
    iinf = full(b"iinf", 1 if infe == 3 else 0, struct.pack(">I" if infe == 3 else ">H", len(every)) + infos)
    inner = b"".join(b"".join(item.pieces) for item in every if item.method)
    idat = box(b"idat", inner) if inner else b""
    ftyp = box(b"ftyp", brands)
    every_property = (CODEC, full(b"ispe", 0, struct.pack(">II", *size)), *properties)
    known = bytes([len(every_property), *(0x80 | place for place in range(1, len(every_property) + 1))])
    ipma = full(b"ipma", 0, struct.pack(">IH", 1, 1) + known)
    shape = box(b"iprp", box(b"ipco", b"".join(every_property)) + ipma)

    def meta(first: int) -> bytes:
        outside, inside, rows = first, 0, b""
        for number, item in enumerate(every, 1):
            size = sum(map(len, item.pieces))
            rows += item.place(number, iloc, inside if item.method else outside)
            outside, inside = (outside, inside + size) if item.method else (outside + size, inside)
        head = struct.pack(">HI" if iloc == 2 else ">HH", 0x4444 if iloc else 0x4440, len(every))
        handler = full(b"hdlr", 0, bytes(4) + b"pict" + bytes(13))
        tables = iinf + full(b"iloc", iloc, head + rows) + full(b"pitm", 0, b"\0\1") + shape
        return full(b"meta", 0, handler + tables + idat + more)

    first = len(ftyp) + len(meta(0)) + 8
    media = b"".join(b"".join(item.pieces) for item in every if not item.method)
    return ftyp + meta(first) + box(b"mdat", media) + behind


def heif(brand: bytes, *compatible: bytes) -> bytes:
    """Returns a HEIC with only the picture and these brands."""
    return heic(brands=brand + bytes(4) + b"".join(compatible))


def mp3(tag: bytes = b"") -> bytes:
    """Returns two silent MP3 frames of 128 kbit/s at 44.1 kHz, 417 bytes each."""
    return tag + (b"\xff\xfb\x90\x64" + bytes(413)) * 2


def id3(size: int = 300) -> bytes:
    return b"ID3\x03\0\0" + bytes([0, 0, size >> 7, size & 127]) + bytes(size)


def ogg(codec: bytes = b"OpusHead") -> bytes:
    return b"OggS\0\2" + bytes(20) + b"\1\x13" + codec + bytes(11) + bytes(200)


def amr() -> bytes:
    return b"#!AMR\n" + (b"\x3c" + bytes(31)) * 10


def pdf() -> bytes:
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def archive(**parts: bytes) -> bytes:
    """Returns a ZIP file; a part named a__b_c is at a/b.c."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_", "."), content)
    return buffer.getvalue()


def office(main: str, **more: bytes) -> bytes:
    buffer = io.BytesIO(archive(**{main: b"<x/>"}, **more))
    with zipfile.ZipFile(buffer, "a") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
    return buffer.getvalue()


def docx(**more: bytes) -> bytes:
    return office("word__document_xml", **more)


def xlsx(**more: bytes) -> bytes:
    return office("xl__workbook_xml", **more)
