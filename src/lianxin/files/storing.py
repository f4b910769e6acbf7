"""Stores a file: streamed to a draft, type detected by content, then renamed to the path of its digest."""

import asyncio
import hashlib
import os
import re
import secrets
import unicodedata
from collections.abc import AsyncIterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lianxin.files.errors import (
    AttachmentTooLarge,
    DamagedFile,
    NotAPhoto,
    NotAVideo,
    TooLargeToDecode,
    TooManyPixels,
    TypeNotAllowed,
)
from lianxin.files.kinds import ALLOWED, HEAD_BYTES, HEIC, JPEG, AttachmentLimits, FileType, Kind, type_by_beginning
from lianxin.files.photos import WAITING, reencode, strip
from lianxin.files.structure import whole_type
from lianxin.files.videos import settle_video

LONGEST_NAME: Final = 100
DRAFTS: Final = "drafts"
VIEW: Final = ".view.jpg"
UNSAFE: Final = re.compile(r'[\\/:*?"<>|%]')


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A stored file: `sha256` in hex, `size` in bytes as stored, and a safe `name` that ends like its type."""

    sha256: str
    size: int
    media_type: str
    kind: Kind
    name: str


def path_of(folder: Path, sha256: str) -> Path:
    """Returns the path of the content with this digest in the folder of attachments; raises ValueError."""
    if re.fullmatch("[0-9a-f]{64}", sha256) is None:
        raise ValueError("not a SHA-256 digest in hex")
    return folder / sha256[:2] / sha256[2:4] / sha256


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file in a form that every browser can show."""

    path: Path
    media_type: str
    name: str


async def shown_file(folder: Path, sha256: str, media_type: str, name: str) -> ShownFile:
    """Returns the stored file, for a HEIC its JPEG; creates a missing JPEG of an older file."""
    path = path_of(folder, sha256)
    if media_type != HEIC.media_type:
        return ShownFile(path, media_type, name)
    view = view_of(path)
    if not view.exists():
        drawn = folder / DRAFTS / secrets.token_hex(16)
        try:
            await asyncio.get_running_loop().run_in_executor(WAITING, reencode, path, HEIC, drawn)
            drawn.replace(view)
        except (NotAPhoto, TooLargeToDecode):
            return ShownFile(path, media_type, name)
        finally:
            drawn.unlink(missing_ok=True)
    return ShownFile(view, JPEG.media_type, f"{name.rpartition('.')[0]}{JPEG.suffixes[0]}")


def view_of(path: Path) -> Path:
    """Returns the path of the JPEG of a stored HEIC, next to it."""
    return path.with_name(path.name + VIEW)


async def store(stream: AsyncIterable[bytes], declared_name: str, limits: AttachmentLimits, folder: Path) -> StoredFile:
    """Stores the bytes of `stream` under `folder` (`<home>/attachments`); equal content is stored once.

    Raises TypeNotAllowed, DamagedFile, AttachmentTooLarge, TooManyPixels, VideoTooLong or VideoNotShown, and then
    leaves no file behind.
    """
    drafts = folder / DRAFTS
    await asyncio.to_thread(drafts.mkdir, mode=0o700, parents=True, exist_ok=True)
    draft = drafts / secrets.token_hex(16)
    try:
        guess = await write_draft(stream, declared_name, limits, draft)
        threads = WAITING if guess.kind in {Kind.PHOTO, Kind.VIDEO} else None
        return await asyncio.get_running_loop().run_in_executor(
            threads, _settle, draft, guess, declared_name, folder, limits
        )
    finally:
        draft.unlink(missing_ok=True)


async def write_draft(stream: AsyncIterable[bytes], name: str, limits: AttachmentLimits, draft: Path) -> FileType:
    """Writes chunk by chunk, stops when the limit is exceeded, and returns the type by the file's beginning."""
    guess: FileType | None = None
    head, size = b"", 0
    with await asyncio.to_thread(draft.open, "xb") as file:
        async for chunk in stream:
            size += len(chunk)
            if len(head) < HEAD_BYTES:
                head += chunk[: HEAD_BYTES - len(head)]
                guess = _begun(head, name) if len(head) == HEAD_BYTES else None
            _check_size(size, guess, limits)
            await asyncio.to_thread(file.write, chunk)
    guess = guess or _begun(head, name)
    _check_size(size, guess, limits)
    return guess


def _begun(head: bytes, name: str) -> FileType:
    """Returns the type of a file with this beginning; raises TypeNotAllowed."""
    found = type_by_beginning(head)
    if found is None:
        raise TypeNotAllowed(name=name, allowed=[one.suffixes[0][1:] for one in ALLOWED])
    return found


def _check_size(size: int, guess: FileType | None, limits: AttachmentLimits) -> None:
    """Raises AttachmentTooLarge if the size exceeds the limit of its kind."""
    if guess is not None and size > limits.of(guess.kind):
        raise AttachmentTooLarge(kind=guess.kind, limit=limits.of(guess.kind))


def _settle(draft: Path, guess: FileType, declared_name: str, folder: Path, limits: AttachmentLimits) -> StoredFile:
    """Checks the whole draft, removes metadata from photos and videos and moves the draft durably to its path."""
    with draft.open("rb") as file:
        found = whole_type(file, guess)
    if found is None:
        raise DamagedFile(name=declared_name, media_type=guess.media_type)
    view = view_of(draft)
    try:
        if found.kind is Kind.PHOTO:
            strip_photo(draft, found, declared_name, view)
        if found.kind is Kind.VIDEO:
            _strip_video(draft, found, declared_name, limits)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
        place = path_of(folder, digest)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for source, target in ((draft, place), (view, view_of(place))):
            if source.exists():
                source.chmod(0o600)
                source.replace(target)
        sync_folder(place.parent)
    finally:
        view.unlink(missing_ok=True)
    return StoredFile(digest, size, found.media_type, found.kind, safe_name(declared_name, found))


def strip_photo(draft: Path, found: FileType, name: str, view: Path) -> None:
    """Removes the metadata of a photo in the draft; raises DamagedFile or TooManyPixels."""
    try:
        strip(draft, found, view)
    except NotAPhoto:
        raise DamagedFile(name=name, media_type=found.media_type) from None
    except TooLargeToDecode:
        raise TooManyPixels(name=name) from None


def _strip_video(draft: Path, found: FileType, name: str, limits: AttachmentLimits) -> None:
    """Removes the metadata of a video in the draft; raises DamagedFile, AttachmentTooLarge, VideoTooLong or
    VideoNotShown."""
    _check_size(draft.stat().st_size, found, limits)
    try:
        settle_video(draft, found)
    except NotAVideo:
        raise DamagedFile(name=name, media_type=found.media_type) from None


def sync_folder(folder: Path) -> None:
    """Writes the folder to disk, so that the rename survives a power failure."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def safe_name(declared: str, found: FileType) -> str:
    """Returns the last part of the name, without control or direction characters, ending like its type."""
    name = unicodedata.normalize("NFC", declared).replace("\\", "/").rpartition("/")[2]
    shown = "".join(one for one in name if unicodedata.category(one)[0] != "C")
    name = UNSAFE.sub("_", shown).strip(" .") or found.kind.value
    stem, dot, suffix = name.rpartition(".")
    if dot and f".{suffix.lower()}" in found.suffixes:
        return f"{stem[:LONGEST_NAME] or found.kind.value}.{suffix.lower()}"
    return name[:LONGEST_NAME] + found.suffixes[0]
