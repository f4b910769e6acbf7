"""Small files of every type that may be attached, and of some that may not, made byte by byte."""

import io
import struct
import zipfile
import zlib

GPS = b"N31 13 E121 28"


def jpeg_segment(marker: int, body: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def exif(orientation: int = 1, order: str = ">") -> bytes:
    """An Exif segment with an orientation and a place."""
    mark = b"MM" if order == ">" else b"II"
    entries = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0) + struct.pack(f"{order}HHII", 0x8825, 4, 1, 38)
    tiff = mark + struct.pack(f"{order}HIH", 42, 8, 2) + entries + bytes(4) + GPS
    return jpeg_segment(0xE1, b"Exif\0\0" + tiff)


def jpeg(*segments: bytes, scan: bytes = b"\x12\xff\x00\x34\xff\xd0\x56", behind: bytes = b"") -> bytes:
    """A JPEG with these segments behind its JFIF header; the picture is not decodable, its structure is right."""
    head = b"\xff\xd8" + jpeg_segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
    tables = jpeg_segment(0xDB, bytes(65)) + jpeg_segment(0xC0, b"\x08\0\1\0\1\1\1\x11\0")
    return head + b"".join(segments) + tables + jpeg_segment(0xDA, b"\1\1\0\0\x3f\0") + scan + b"\xff\xd9" + behind


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*chunks: bytes, behind: bytes = b"") -> bytes:
    """One grey pixel."""
    head = b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return head + b"".join(chunks) + png_chunk(b"IDAT", zlib.compress(b"\0\x80")) + png_chunk(b"IEND", b"") + behind


def riff(form: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    body = form + b"".join(
        kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for kind, data in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp() -> bytes:
    return riff(
        b"WEBP", (b"VP8X", b"\x0c" + bytes(9)), (b"VP8L", b"\x2f" + bytes(6)), (b"EXIF", b"MM" + GPS), (b"XMP ", GPS)
    )


def wav() -> bytes:
    return riff(b"WAVE", (b"fmt ", struct.pack("<HHIIHH", 1, 1, 8_000, 16_000, 2, 16)), (b"data", bytes(3_200)))


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + kind + body


def movie(brand: bytes, *handlers: bytes) -> bytes:
    """An MP4 whose movie box comes last, as recorders write it."""
    kinds = [box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + handler + bytes(12)))) for handler in handlers]
    return box(b"ftyp", brand + bytes(4) + b"isommp42") + box(b"mdat", bytes(5_000)) + box(b"moov", b"".join(kinds))


def heif(brand: bytes, *compatible: bytes) -> bytes:
    return box(b"ftyp", brand + bytes(4) + b"".join(compatible)) + box(b"meta", bytes(40)) + box(b"mdat", bytes(500))


def mp3(tag: bytes = b"") -> bytes:
    """Two silent frames of 128 kbit/s at 44.1 kHz, 417 bytes each."""
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
    """A ZIP file; a part named a__b_c lies at a/b.c."""
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
