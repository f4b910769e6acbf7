"""What may be attached, by content; where it is kept; what is taken out of it; how it is handed out."""

import asyncio
import hashlib
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from builders import media
from lianxin.files import (
    AttachmentLimits,
    AttachmentTooLarge,
    DamagedFile,
    Kind,
    ShownFile,
    StoredFile,
    TooManyPixels,
    TypeNotAllowed,
    download_headers,
    path_of,
    shown_file,
    store,
)
from lianxin.files.photos import PROGRAM
from lianxin.kernel.errors import Invalid, TooLarge

COLOURS = b"colours"
OFFICE = "application/vnd.openxmlformats-officedocument."


EXIF = media.Item(b"Exif", (bytes(4) + b"MM" + media.GPS, media.GPS))
XMP = media.Item(b"mime", (media.GPS * 3,))
DATA = media.Item(b"uri ", (media.GPS,))


async def pieces(content: bytes, size: int = 1_000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def keep(folder: Path, content: bytes, name: str = "x", limits: AttachmentLimits | None = None) -> StoredFile:
    return await store(pieces(content), name, limits or AttachmentLimits(), folder)


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "kind", "media_type", "name"),
    [
        (media.jpeg(), Kind.PHOTO, "image/jpeg", "x.jpg"),
        (media.png(), Kind.PHOTO, "image/png", "x.png"),
        (media.webp(), Kind.PHOTO, "image/webp", "x.webp"),
        (media.heif(b"heic", b"mif1", b"heic"), Kind.PHOTO, "image/heic", "x.heic"),
        (media.heif(b"mif1", b"mif1", b"heic"), Kind.PHOTO, "image/heic", "x.heic"),
        (media.mp3(), Kind.AUDIO, "audio/mpeg", "x.mp3"),
        (media.mp3(media.id3()), Kind.AUDIO, "audio/mpeg", "x.mp3"),
        (media.wav(), Kind.AUDIO, "audio/wav", "x.wav"),
        (media.movie(b"M4A ", b"soun"), Kind.AUDIO, "audio/mp4", "x.m4a"),
        (media.movie(b"mp42", b"soun"), Kind.AUDIO, "audio/mp4", "x.m4a"),
        (media.ogg(), Kind.AUDIO, "audio/ogg", "x.ogg"),
        (media.ogg(b"\1vorbis"), Kind.AUDIO, "audio/ogg", "x.ogg"),
        (media.amr(), Kind.AUDIO, "audio/amr", "x.amr"),
        (media.pdf(), Kind.DOCUMENT, "application/pdf", "x.pdf"),
        (media.docx(), Kind.DOCUMENT, f"{OFFICE}wordprocessingml.document", "x.docx"),
        (media.xlsx(), Kind.DOCUMENT, f"{OFFICE}spreadsheetml.sheet", "x.xlsx"),
        ("情况说明：停水三天。\n".encode() * 500, Kind.DOCUMENT, "text/plain", "x.txt"),
        ("情况说明：停水三天。\r\n".encode("gb18030") * 500, Kind.DOCUMENT, "text/plain", "x.txt"),
    ],
)
async def test_each_allowed_type_is_known_by_content(
    tmp_path: Path, content: bytes, kind: Kind, media_type: str, name: str
):
    stored = await keep(tmp_path, content)
    assert (stored.kind, stored.media_type, stored.name) == (kind, media_type, name)
    path = path_of(tmp_path, stored.sha256)
    view = [path.with_name(f"{path.name}.view.jpg")] if media_type == "image/heic" else []
    assert sorted(kept(tmp_path)) == [path, *view]
    assert path.relative_to(tmp_path).parts == (stored.sha256[:2], stored.sha256[2:4], stored.sha256)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == stored.sha256
    assert path.stat().st_size == stored.size
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\0\3\0\0\0 program",
        b"\x7fELF\2\1\1",
        b"GIF89a\1\0\1\0\0\0\0;",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"\xef\xbb\xbf \n<html>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg/>",
        b"#!/bin/sh\nrm -rf /\n",
        b"{\\rtf1 object}",
        b"OggS\0\2" + bytes(20) + b"\1\x2a\x80theora" + bytes(40),
        b"RIFF\x10\0\0\0AVI LIST",
        media.heif(b"avif", b"mif1"),
        b"text\0with a NUL",
    ],
)
async def test_what_is_of_no_allowed_type_is_refused_and_leaves_nothing(tmp_path: Path, content: bytes):
    with pytest.raises(TypeNotAllowed) as refused:
        await keep(tmp_path, content, "photo.jpg")
    assert isinstance(refused.value, Invalid)
    assert "pdf" in refused.value.facts["allowed"]
    assert kept(tmp_path) == []


def bomb() -> bytes:
    buffer = BytesIO(media.docx())
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as file, file.open("word/zero.bin", "w") as part:
        for _ in range(300):
            part.write(bytes(1024 * 1024))
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        media.archive(readme_txt=b"just an archive"),
        media.archive(word__document_xml=b"no content types"),
        media.docx(word__vbaProject_bin=b"a macro"),
        media.docx(xl__workbook_xml=b"both at once"),
        bomb(),
        b"PK\x03\x04" + bytes(100),
        media.docx()[:-30],
        media.heif(b"mif1", b"mif1", b"avif", b"heic"),
        media.heif(b"mif1", b"mif1"),
        media.movie(b"mp42", b"soun", b"vide"),
        media.movie(b"M4A "),
        media.movie(b"isom", b"vide"),
        b"\xff\xfb\x90\x64" + b"no second frame" * 100,
        b"ID3\x03\0\0\0\0\0\x0a" + bytes(10) + b"no frame at all",
        b"%PDF-1.7 without an end",
        media.riff(b"WAVE", (b"LIST", b"no format")),
        b"#!AMR\nno frames",
        b"good text so far\n" * 300 + b"\xff\xff",
        b"good text so far\n" * 300 + b"\0",
        media.heic(behind=b"no box"),
        media.heic()[:-1],
        media.heic()[:-200],
        media.heic(infe=1),
        media.heic(EXIF, iloc=3),
        media.heic(replace(EXIF, source=1)),
        media.heic(replace(EXIF, method=2)),
        media.heic(replace(EXIF, length=0)),
        media.heic(replace(EXIF, length=2_000)),
        media.heic(replace(EXIF, method=1, length=2_000)),
        media.heic().replace(b"iloc", b"free"),
        media.heic().replace(b"iinf", b"free"),
        media.heic().replace(b"hvc1", b"Exif"),
        media.heic(size=(640, 640)),
        media.jpeg()[:60],
        media.jpeg()[:-100],
        b"\xff\xd8\xff\xe0\0\x02 not a segment",
        media.encoded("PNG")[:-30],
        media.webp()[:60],
        media.riff(b"WEBP", (b"VP8L", b"\x2f" + bytes(6))),
    ],
)
async def test_what_only_begins_like_an_allowed_type_is_refused_and_leaves_nothing(tmp_path: Path, content: bytes):
    with pytest.raises(DamagedFile) as refused:
        await keep(tmp_path, content, "x.docx")
    assert isinstance(refused.value, Invalid)
    assert kept(tmp_path) == []


async def test_a_name_never_decides_the_type(tmp_path: Path):
    stored = await keep(tmp_path, media.png(), "invoice.pdf")
    assert (stored.media_type, stored.name) == ("image/png", "invoice.pdf.png")


@pytest.mark.parametrize(
    ("declared", "name"),
    [
        ("现场照片.PNG", "现场照片.png"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\Users\\me\\照片.png", "照片.png"),
        ("", "photo.png"),
        (" . ", "photo.png"),
        (".png", "png.png"),
        ("a\x00b\r\nc\u202egnp.exe", "abcgnp.exe.png"),
        ('a"b<c>|d?.png', "a_b_c__d_.png"),
        ("长" * 300 + ".png", "长" * 100 + ".png"),
    ],
)
async def test_a_stored_name_is_safe_and_ends_as_its_type_says(tmp_path: Path, declared: str, name: str):
    assert (await keep(tmp_path, media.png(), declared)).name == name


async def test_the_same_content_is_kept_once(tmp_path: Path):
    first, second = await asyncio.gather(keep(tmp_path, media.pdf(), "a.pdf"), keep(tmp_path, media.pdf(), "b.pdf"))
    assert first.sha256 == second.sha256
    assert len(kept(tmp_path)) == 1


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (media.png() + bytes(6_000), Kind.PHOTO),
        (media.wav() + bytes(6_000), Kind.AUDIO),
        (b"text " * 2_000, Kind.DOCUMENT),
    ],
)
async def test_a_file_is_refused_at_the_first_byte_too_many(tmp_path: Path, content: bytes, kind: Kind):
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        yield content
        while True:
            taken += 1
            yield b" " * 1_000

    limits = AttachmentLimits(photo=20_000, audio=30_000, document=40_000)
    with pytest.raises(AttachmentTooLarge) as refused:
        await store(endless(), "x", limits, tmp_path)
    assert isinstance(refused.value, TooLarge)
    assert refused.value.facts == {"kind": kind, "limit": limits.of(kind)}
    assert taken < 50
    assert kept(tmp_path) == []


async def test_a_file_of_exactly_the_limit_is_taken(tmp_path: Path):
    content = b"a" * 5_000
    assert (await keep(tmp_path, content, limits=AttachmentLimits(document=5_000))).size == 5_000
    with pytest.raises(AttachmentTooLarge):
        await keep(tmp_path, content, limits=AttachmentLimits(document=4_999))


async def test_a_connection_that_breaks_leaves_nothing(tmp_path: Path):
    async def broken() -> AsyncIterator[bytes]:
        yield media.pdf()
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await store(broken(), "x.pdf", AttachmentLimits(), tmp_path)
    assert kept(tmp_path) == []


def tales(*, orientation: int = 1, order: str = ">") -> bytes:
    """A JPEG that tells everything a telephone writes into it."""
    return media.jpeg(
        media.exif(orientation, order),
        media.jpeg_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + media.GPS),
        media.jpeg_segment(0xE2, b"MPF\0" + media.GPS),
        media.jpeg_segment(0xE2, b"ICC_PROFILE\0\1\1" + COLOURS),
        media.jpeg_segment(0xED, b"Photoshop 3.0\0" + media.GPS),
        media.jpeg_segment(0xFE, media.GPS),
        behind=media.movie(b"mp42", b"vide") + media.GPS,
    )


@pytest.mark.parametrize(
    "content",
    [
        tales(),
        tales(orientation=6),
        media.webp(),
        media.png(media.png_chunk(b"eXIf", media.GPS), behind=media.GPS),
        media.png(media.png_chunk(b"tEXt", b"Comment\0" + media.GPS), media.png_chunk(b"iTXt", media.GPS)),
        *(media.heic(EXIF, XMP, DATA, iloc=iloc) for iloc in range(3)),
        *(media.heic(replace(EXIF, method=1), XMP, replace(DATA, method=1), iloc=iloc) for iloc in (1, 2)),
        *(media.heic(EXIF, XMP, infe=infe) for infe in (2, 3)),
        media.heic(behind=media.box(b"moov", media.box(b"udta", media.GPS))),
        media.heic(behind=media.box(b"uuid", media.GPS)),
        media.heic(behind=struct.pack(">I4sQ", 1, b"mpvd", 16 + len(media.GPS)) + media.GPS),
        media.heic(behind=struct.pack(">I4s", 0, b"sefd") + media.GPS),
        media.heic(more=media.box(b"uuid", media.GPS)),
        media.heic(properties=(media.full(b"udes", 0, media.GPS),)),
    ],
)
async def test_a_photo_forgets_where_it_was_taken(tmp_path: Path, content: bytes):
    assert media.GPS in content
    await keep(tmp_path, content)
    assert not [path for path in kept(tmp_path) if media.GPS in path.read_bytes()]


async def test_a_heic_keeps_its_picture_and_every_offset(tmp_path: Path):
    shape = (media.box(b"irot", b"\1"), media.full(b"udes", 0, b"\0" * 4))
    content = media.heic(replace(EXIF, method=1), XMP, properties=shape, behind=media.box(b"uuid", media.GPS))
    plain = path_of(tmp_path, (await keep(tmp_path, content)).sha256).read_bytes()
    empty = [replace(one, pieces=tuple(bytes(len(piece)) for piece in one.pieces)) for one in (EXIF, XMP)]
    expected = media.heic(
        replace(empty[0], method=1), empty[1], properties=shape, behind=media.box(b"free", bytes(len(media.GPS)))
    )
    assert plain == expected
    assert b"".join(media.PICTURE.pieces) in plain


async def drawn(folder: Path, content: bytes, *, view: bool = False) -> Image.Image:
    """The stored picture, or what is shown for it."""
    stored = await keep(folder, content)
    file = await shown_file(folder, stored.sha256, stored.media_type, stored.name)
    return Image.open(file.path if view else path_of(folder, stored.sha256))


def corners(picture: Image.Image) -> str:
    """The colours of the four corners, clockwise from the upper left: Red, Blue, White."""
    wide, high = picture.width, picture.height
    places = ((2, 2), (wide - 3, 2), (wide - 3, high - 3), (2, high - 3))
    pixels = [picture.convert("RGB").getpixel(place) for place in places]
    return "".join("W" if min(one) > 150 else "R" if one[0] > one[2] else "B" for one in pixels)


async def test_a_jpeg_keeps_its_colours_and_fineness_and_nothing_else(tmp_path: Path):
    before = Image.open(BytesIO(media.jpeg()))
    after = await drawn(tmp_path, tales())
    assert after.info["icc_profile"] == COLOURS
    assert after.quantization == before.quantization
    assert (after.size, corners(after)) == (before.size, corners(before))
    assert not after.getexif()
    assert set(after.info) <= {"icc_profile", "jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(
    ("orientation", "size", "seen"),
    [(1, (128, 64), "RWBW"), (3, (128, 64), "BWRW"), (6, (64, 128), "WRWB"), (8, (64, 128), "WBWR")],
)
@pytest.mark.parametrize("form", ["JPEG", "little JPEG", "PNG", "WEBP", "HEIC"])
async def test_every_photo_is_shown_upright(
    tmp_path: Path, form: str, orientation: int, size: tuple[int, int], seen: str
):
    turned = {1: (), 3: (b"\2",), 6: (b"\3",), 8: (b"\1",)}[orientation]
    content = {
        "JPEG": lambda: tales(orientation=orientation),
        "little JPEG": lambda: tales(orientation=orientation, order="<"),
        "PNG": lambda: media.encoded("PNG", exif=media.tiff(orientation)),
        "WEBP": lambda: media.webp(orientation),
        "HEIC": lambda: media.heic(EXIF, properties=tuple(media.box(b"irot", turn) for turn in turned)),
    }[form]()
    picture = await drawn(tmp_path, content, view=True)
    assert (picture.size, corners(picture)) == (size, seen)
    assert picture.getexif().get(0x0112, 1) == 1


async def test_a_progressive_jpeg_is_taken(tmp_path: Path):
    assert corners(await drawn(tmp_path, media.jpeg(progressive=True))) == "RWBW"


async def test_transparency_stays(tmp_path: Path):
    clear = media.picture().convert("RGBA")
    clear.putalpha(120)
    for content in (media.encoded("PNG", clear), media.encoded("WEBP", clear)):
        assert (await drawn(tmp_path, content)).getpixel((2, 2))[3] == 120


async def test_of_a_picture_that_moves_the_first_is_kept(tmp_path: Path):
    more = {"save_all": True, "append_images": [media.picture().rotate(180)]}
    for content in (media.encoded("PNG", **more), media.encoded("WEBP", **more), media.encoded("MPO", **more)):
        picture = await drawn(tmp_path, content)
        assert (getattr(picture, "n_frames", 1), corners(picture)) == (1, "RWBW")


async def test_a_heic_is_shown_as_jpeg_and_one_stored_before_gets_its_jpeg_when_it_is_shown(tmp_path: Path):
    stored = await keep(tmp_path, media.heic(EXIF), "门口.heic")
    for _ in range(2):
        file = await shown_file(tmp_path, stored.sha256, stored.media_type, stored.name)
        assert (file.media_type, file.name) == ("image/jpeg", "门口.jpg")
        assert corners(Image.open(file.path)) == "RWBW"
        file.path.unlink()
    assert kept(tmp_path) == [path_of(tmp_path, stored.sha256)]


async def test_a_heic_stored_before_that_nothing_can_decode_is_shown_as_it_is(tmp_path: Path):
    path = path_of(tmp_path, "ab" * 32)
    path.parent.mkdir(parents=True)
    (tmp_path / "drafts").mkdir()
    path.write_bytes(media.heic()[:-1])
    assert await shown_file(tmp_path, "ab" * 32, "image/heic", "x.heic") == ShownFile(path, "image/heic", "x.heic")
    assert kept(tmp_path) == [path]


async def test_what_is_no_heic_is_shown_as_it_is(tmp_path: Path):
    stored = await keep(tmp_path, media.pdf(), "说明.pdf")
    path = path_of(tmp_path, stored.sha256)
    assert await shown_file(tmp_path, stored.sha256, stored.media_type, stored.name) == ShownFile(
        path, "application/pdf", "说明.pdf"
    )


def huge_png(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is large; its rows are there, packed a thousandfold."""
    head = media.png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    rows = zlib.compress(bytes(min(height * (1 + width * 4), 100_000_000)))
    return b"\x89PNG\r\n\x1a\n" + head + media.png_chunk(b"IDAT", rows) + media.png_chunk(b"IEND", b"")


def huge_jpeg() -> bytes:
    small = media.encoded("JPEG")
    frame = small.index(b"\xff\xc0") + 5
    return small[:frame] + struct.pack(">HH", 60_000, 60_000) + small[frame + 4 :]


@pytest.mark.parametrize("content", [huge_png(60_000, 60_000), huge_jpeg(), media.heic(size=(20_000, 20_000))])
async def test_a_photo_of_too_many_pixels_is_refused_before_it_is_decoded(tmp_path: Path, content: bytes):
    with pytest.raises(TooManyPixels) as refused:
        await keep(tmp_path, content, "x.png")
    assert isinstance(refused.value, AttachmentTooLarge)
    assert refused.value.facts == {"name": "x.png"}
    assert kept(tmp_path) == []


async def test_a_webp_whose_canvas_takes_too_much_memory_is_refused(tmp_path: Path):
    canvas = b"\x10" + bytes(3) + (16_382).to_bytes(3, "little") * 2
    with pytest.raises((DamagedFile, TooManyPixels)):
        await keep(
            tmp_path, media.riff(b"WEBP", (b"VP8X", canvas), (b"VP8L", media.encoded("WEBP", lossless=True)[20:]))
        )
    assert kept(tmp_path) == []


async def test_a_photo_that_takes_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("lianxin.files.photos.WAIT", 0.001)
    with pytest.raises(DamagedFile):
        await keep(tmp_path, media.png())
    assert kept(tmp_path) == []


async def test_a_decoder_that_does_not_run_is_no_damaged_photo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    broken = tmp_path / "broken.py"
    broken.write_text("import nothing_of_this_name")
    monkeypatch.setattr("lianxin.files.photos.PROGRAM", broken)
    with pytest.raises(RuntimeError, match="does not run"):
        await keep(tmp_path / "files", media.png())
    assert kept(tmp_path / "files") == []


@pytest.mark.parametrize(
    "act",
    [
        "open('/etc/hostname').read()",
        "__import__('socket').socket()",
        "__import__('os').listdir('/')",
        "__import__('os').fork()",
        "__import__('os').execv('/bin/true', ['true'])",
        "__import__('os').kill(__import__('os').getppid(), 0)",
        "bytearray(2 << 30)",
    ],
)
def test_the_process_that_decodes_can_do_nothing_else(act: str):
    program = f"import os, runpy, socket; runpy.run_path({str(PROGRAM)!r})['confine']()\n{act}"
    done = subprocess.run([sys.executable, "-I", "-c", program], check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].split(":")[0] in {"PermissionError", "OSError", "MemoryError"}


async def test_a_stripped_photo_is_stripped_already(tmp_path: Path):
    for content in (media.webp(), media.heic(EXIF, XMP), media.png(media.png_chunk(b"tEXt", b"a\0b"))):
        stored = await keep(tmp_path, content)
        assert await keep(tmp_path, path_of(tmp_path, stored.sha256).read_bytes()) == stored


def test_only_a_digest_is_a_path(tmp_path: Path):
    for wrong in ("../../etc/passwd", "AB" * 32, "ab" * 31, "ab" * 32 + "\n"):
        with pytest.raises(ValueError, match="SHA-256"):
            path_of(tmp_path, wrong)


def test_a_stored_file_is_never_handed_out_as_something_a_browser_runs():
    headers = download_headers("text/plain", '说明"\r\n.txt', inline=True)
    assert headers["Content-Disposition"] == (
        "attachment; filename=\"______.txt\"; filename*=UTF-8''%E8%AF%B4%E6%98%8E%22%0D%0A.txt"
    ).replace("______", "_____")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    masked = download_headers("image/png", "138 0000 0000 张三.png")["Content-Disposition"]
    assert masked == (
        "attachment; filename=\"138____0000 __.png\"; filename*=UTF-8''138%2A%2A%2A%2A0000%20%E5%BC%A0%E4%B8%89.png"
    )
    assert download_headers("image/png", "a.png", inline=True)["Content-Disposition"].startswith("inline;")
    assert download_headers("image/png", "a.png")["Content-Disposition"].startswith("attachment;")
