"""Hashes and time-stamps raw tapes while they are written, so that a later change of what was said can be noticed.

A mark says how long a tape was at a time, and the SHA-256 of what it contained. Sealing compares every mark with the
tape and keeps the marks in the catalogue.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

MARKS: Final = "marks.jsonl"
_encode = msgspec.json.Encoder().encode


class TapeMark(msgspec.Struct, frozen=True):
    """The first `bytes` bytes of the tape `file` had this SHA-256 at a time (ISO 8601)."""

    at: str
    file: str
    bytes: int
    sha256: str


def mark_tapes(raw: Path, now: datetime) -> int:
    """Adds a mark for each tape below `raw` that has grown since its last one; returns how many."""
    added = 0
    for folder in raw.glob("*-*"):
        known = {mark.file: mark.bytes for mark in marks_in(folder)}
        grown = [path for path in folder.glob("*.mjr") if path.stat().st_size > known.get(path.name, 0)]
        if grown:
            lines = b"".join(_encode(_mark(path, now)) + b"\n" for path in sorted(grown))
            with (folder / MARKS).open("ab") as file:
                file.write(lines)
        added += len(grown)
    return added


def marks_in(folder: Path) -> list[TapeMark]:
    """Returns the marks of the tapes in a folder, the oldest first; ignores a line that a crash cut."""
    try:
        lines = (folder / MARKS).read_bytes().splitlines()
    except FileNotFoundError:
        return []
    found: list[TapeMark] = []
    for line in lines:
        try:
            found.append(msgspec.json.decode(line, type=TapeMark))
        except msgspec.DecodeError:
            continue
    return found


def changed_tapes(folder: Path, marks: Iterable[TapeMark]) -> list[str]:
    """Returns the names of the tapes that no longer begin with what a mark says."""
    return sorted({mark.file for mark in marks if _digest(folder / mark.file, mark.bytes) != mark.sha256})


def _mark(path: Path, now: datetime) -> TapeMark:
    size = path.stat().st_size
    return TapeMark(now.isoformat(), path.name, size, _digest(path, size))


def _digest(path: Path, size: int) -> str:
    """Returns the SHA-256 of the first `size` bytes; empty for a missing or shorter file."""
    try:
        with path.open("rb") as file:
            content = file.read(size)
    except FileNotFoundError:
        return ""
    return hashlib.sha256(content).hexdigest() if len(content) == size else ""
