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
    TooLargeToDecode,
    TooManyPixels,
    TypeNotAllowed,
)
from lianxin.files.kinds import ALLOWED, HEAD_BYTES, HEIC, JPEG, AttachmentLimits, FileType, Kind, type_by_beginning
from lianxin.files.photos import WAITING, reencode, strip
from lianxin.files.structure import whole_type

LONGEST_NAME: Final = 100
DRAFTS: Final = "drafts"
VIEW: Final = ".view.jpg"
UNSAFE: Final = re.compile(r'[\\/:*?"<>|%]')


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`sha256` in hex finds it again; `size` in bytes as stored; `name` is safe to show and ends as the type says."""

    sha256: str
    size: int
    media_type: str
    kind: Kind
    name: str


def path_of(folder: Path, sha256: str) -> Path:
    """Where the content with this digest lies below the folder of attachments."""
    if re.fullmatch("[0-9a-f]{64}", sha256) is None:
        raise ValueError("not a SHA-256 digest in hex")
    return folder / sha256[:2] / sha256[2:4] / sha256


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file as every browser can show it."""

    path: Path
    media_type: str
    name: str


async def shown_file(folder: Path, sha256: str, media_type: str, name: str) -> ShownFile:
    """The stored file itself, of a HEIC its JPEG; one stored before there were such JPEGs gets its own now."""
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
    """Where the JPEG of a stored HEIC lies: beside it."""
    return path.with_name(path.name + VIEW)


async def store(stream: AsyncIterable[bytes], declared_name: str, limits: AttachmentLimits, folder: Path) -> StoredFile:
    """Keeps what `stream` yields under `folder` (`<home>/attachments`); the same content is kept once.

    Raises TypeNotAllowed, DamagedFile, AttachmentTooLarge or TooManyPixels, and then leaves nothing behind.
    """
    drafts = folder / DRAFTS
    await asyncio.to_thread(drafts.mkdir, mode=0o700, parents=True, exist_ok=True)
    draft = drafts / secrets.token_hex(16)
    try:
        guess = await write_draft(stream, declared_name, limits, draft)
        threads = WAITING if guess.kind is Kind.PHOTO else None
        return await asyncio.get_running_loop().run_in_executor(threads, _settle, draft, guess, declared_name, folder)
    finally:
        draft.unlink(missing_ok=True)


async def write_draft(stream: AsyncIterable[bytes], name: str, limits: AttachmentLimits, draft: Path) -> FileType:
    """Writes chunk by chunk and stops at the first byte too many; returns what the file begins like."""
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
    """What a file that begins like this would be."""
    found = type_by_beginning(head)
    if found is None:
        raise TypeNotAllowed(name=name, allowed=[one.suffixes[0][1:] for one in ALLOWED])
    return found


def _check_size(size: int, guess: FileType | None, limits: AttachmentLimits) -> None:
    """Refuses what exceeds the limit of its kind."""
    if guess is not None and size > limits.of(guess.kind):
        raise AttachmentTooLarge(kind=guess.kind, limit=limits.of(guess.kind))


def _settle(draft: Path, guess: FileType, declared_name: str, folder: Path) -> StoredFile:
    """Checks the whole draft, takes the metadata out of photos and moves it to its path, durably."""
    with draft.open("rb") as file:
        found = whole_type(file, guess)
    if found is None:
        raise DamagedFile(name=declared_name, media_type=guess.media_type)
    view = view_of(draft)
    try:
        if found.kind is Kind.PHOTO:
            strip_photo(draft, found, declared_name, view)
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
    """Leaves the picture alone in the draft; raises DamagedFile or TooManyPixels."""
    try:
        strip(draft, found, view)
    except NotAPhoto:
        raise DamagedFile(name=name, media_type=found.media_type) from None
    except TooLargeToDecode:
        raise TooManyPixels(name=name) from None


def sync_folder(folder: Path) -> None:
    """Makes the rename survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def safe_name(declared: str, found: FileType) -> str:
    """The last part of the name without control or direction characters, ending as the type says."""
    name = unicodedata.normalize("NFC", declared).replace("\\", "/").rpartition("/")[2]
    shown = "".join(one for one in name if unicodedata.category(one)[0] != "C")
    name = UNSAFE.sub("_", shown).strip(" .") or found.kind.value
    stem, dot, suffix = name.rpartition(".")
    if dot and f".{suffix.lower()}" in found.suffixes:
        return f"{stem[:LONGEST_NAME] or found.kind.value}.{suffix.lower()}"
    return name[:LONGEST_NAME] + found.suffixes[0]
