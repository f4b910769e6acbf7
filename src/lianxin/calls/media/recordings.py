"""Recordings: opened with their room, sealed after it ended, bound to the citizen when the caller is known.

Raw sound stays in memory. `seal_ended` runs every SEAL_EVERY seconds beside the calls, so that nobody waits for it, and
a recording is sealed within a minute of the end of its room, after a crash, too.
"""

import asyncio
import os
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import structlog
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lianxin.calls.events import CallNotRecorded, CallRecorded
from lianxin.calls.media.errors import MediaFailed
from lianxin.calls.media.holds import HeldKind, hold_media
from lianxin.calls.media.marks import TapeMark, changed_tapes, mark_tapes, marks_in
from lianxin.calls.media.mixing import Mixed, mix, tapes_in
from lianxin.files import seal_file
from lianxin.kernel.database import Database
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.ids import new_id
from lianxin.kernel.privacy import encrypt
from lianxin.kernel.work import UnitOfWork
from lianxin.people import citizen_key

log = structlog.get_logger("lianxin")

SEAL_EVERY: Final = 5.0  # seconds
RECORDING_AUDIENCE: Final = frozenset({"desk"})
_TAPES_AWAITED: Final = timedelta(days=1)  # they are in the memory of another machine, whose program may come back
_ROOM_BITS: Final = 52  # Janus reads numbers of JSON
_KEY_BYTES: Final = 32
_AT_ONCE: Final = max(1, (os.cpu_count() or 2) // 2)  # mixing uses a core; the others belong to those who talk


@dataclass(frozen=True)
class Shelf:
    """Where recordings are: `raw` in memory while people talk, `sealed` for good."""

    raw: Path
    sealed: Path

    def tapes(self, recording_id: UUID) -> Path:
        """Returns the folder of the raw tapes of a recording."""
        return self.raw / str(recording_id)

    def file(self, recording_id: UUID) -> Path:
        """Returns the path of the sealed recording."""
        name = str(recording_id)
        return self.sealed / name[-2:] / f"{name}.flac"


@dataclass(frozen=True)
class Recording:
    """A recording that was begun: the id is also that of its hold, `room` the number of the room."""

    id: UUID
    call_id: UUID
    room: int


@dataclass(frozen=True)
class _EndedRow:
    """A recording whose room is no longer held. `given_up`: not even another machine will have its tapes any more."""

    id: UUID
    call_id: UUID
    citizen_id: UUID | None
    given_up: bool


def new_room() -> int:
    """Returns the number of a new room."""
    return secrets.randbits(_ROOM_BITS) | 1


def begin_recording(work: UnitOfWork, call_id: UUID) -> Recording:
    """Holds a new room for a call and opens its recording; to be committed before the room is created."""
    begun = Recording(new_id(), call_id, new_room())
    hold_media(work, call_id, HeldKind.ROOM, str(begun.room), begun.id)
    work.add("recordings", {"id": begun.id, "call_id": call_id, "room": begun.room, "started_at": work.now})
    return begun


async def seal_ended(database: Database, city_id: str, shelf: Shelf) -> int:
    """Seals the recordings whose rooms are no longer held; returns how many. A failure leaves the others.

    A recording whose tapes are not on this machine is left for a day to the one that has them.
    """
    async with database.read(city_id) as work:
        ended = await work.rows(
            _EndedRow,
            "SELECT r.id, r.call_id, coalesce(r.citizen_id, c.citizen_id, d.citizen_id) AS citizen_id,"
            " h.released_at < %(before)s AS given_up FROM recordings r"
            " JOIN media_holds h ON h.city_id = r.city_id AND h.id = r.id"
            " LEFT JOIN calls c ON c.city_id = r.city_id AND c.id = r.call_id"
            " LEFT JOIN dialled_calls d ON d.city_id = r.city_id AND d.id = r.call_id"
            " WHERE r.city_id = %(city)s AND r.sealed_at IS NULL AND h.released_at IS NOT NULL ORDER BY r.id",
            before=work.real - _TAPES_AWAITED,
        )
    free = asyncio.Semaphore(_AT_ONCE)

    async def seal(one: _EndedRow) -> bool:
        async with free:
            try:
                return await _seal(database, city_id, shelf, one)
            except MediaFailed:
                log.exception("a recording was not sealed", recording=str(one.id))
                return False

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(seal(one)) for one in ended]
    return sum(task.result() for task in tasks)


async def sweep_tapes(database: Database, city_id: str, shelf: Shelf) -> int:
    """Deletes raw tapes that a crash left although their recording is sealed; returns of how many recordings."""
    found: dict[UUID, Path] = {}
    for folder in await asyncio.to_thread(lambda: list(shelf.raw.glob("*-*"))):
        with suppress(ValueError):
            found[UUID(folder.name)] = folder
    async with database.read(city_id) as work:
        sealed = await work.column(
            UUID,
            "SELECT id FROM recordings WHERE city_id = %(city)s AND id = ANY(%(ids)s) AND sealed_at IS NOT NULL",
            ids=list(found),
        )
    for one in sealed:
        await asyncio.to_thread(shutil.rmtree, found[one], ignore_errors=True)
    return len(sealed)


async def _seal(database: Database, city_id: str, shelf: Shelf, one: _EndedRow) -> bool:
    """Seals one recording and deletes its raw tapes; False if another process was faster, or has the tapes."""
    key = os.urandom(_KEY_BYTES)
    tapes = shelf.tapes(one.id)
    if not one.given_up and not await asyncio.to_thread(tapes.exists):
        return False
    async with database.begin(city_id) as work:
        waiting = await work.value(
            "SELECT 1 FROM recordings WHERE city_id = %(city)s AND id = %(id)s AND sealed_at IS NULL"
            " FOR UPDATE SKIP LOCKED",
            id=one.id,
        )
        if waiting is None:
            return False
        made = await asyncio.to_thread(_make, tapes, shelf.file(one.id), key, work.real)
        if made is None:
            work.change("recordings", one.id, sealed_at=work.now, ended_at=work.now, empty=True)
            silent = CallNotRecorded(one.id, one.call_id)
            work.record(silent, about=SubjectRef("call", str(one.call_id)), audience=RECORDING_AUDIENCE)
        else:
            await _catalogue(work, one, made, key)
    await asyncio.to_thread(shutil.rmtree, tapes, ignore_errors=True)
    return True


@dataclass(frozen=True)
class _Made:
    """A sealed recording: its plain digest and size in bytes, and what was noticed of its tapes."""

    mixed: Mixed
    sha256: str
    size: int
    marks: list[TapeMark]
    changed: list[str]


def _make(tapes: Path, target: Path, key: bytes, now: datetime) -> _Made | None:
    """Mixes and seals the tapes of a folder; None without sound. Raises MediaFailed."""
    found = tapes_in(tapes)
    if not found:
        return None
    mark_tapes(tapes.parent, now)
    marks = marks_in(tapes)
    mixed = mix(found, tapes / "both.flac")
    sha256 = seal_file(mixed.path, target, key)
    return _Made(mixed, sha256, mixed.path.stat().st_size, marks, changed_tapes(tapes, marks))


async def _catalogue(work: UnitOfWork, one: _EndedRow, made: _Made, key: bytes) -> None:
    """Writes the row and the event of a sealed recording."""
    owner = await citizen_key(work, one.citizen_id) if one.citizen_id else None
    if made.changed:
        log.error("raw tapes were changed while they were written", recording=str(one.id), tapes=made.changed)
    tapes = [
        {"file": tape.path.name, "sha256": tape.sha256, "bytes": tape.size, "written": tape.header.written}
        for tape in made.mixed.tapes
    ]
    marks = [{"at": mark.at, "file": mark.file, "bytes": mark.bytes, "sha256": mark.sha256} for mark in made.marks]
    work.change(
        "recordings",
        one.id,
        citizen_id=one.citizen_id if owner else None,
        ended_at=work.now,
        sealed_at=work.now,
        seconds=made.mixed.seconds,
        bytes=made.size,
        sha256=made.sha256,
        tapes={"tapes": tapes, "marks": marks, "changed": made.changed},
        key=work.vault.wrap(key, owner),
        peaks=encrypt(AESGCM(key), made.mixed.peaks),
    )
    recorded = CallRecorded(
        one.id, one.call_id, round(made.mixed.seconds, 3), made.size, made.sha256, intact=not made.changed
    )
    work.record(recorded, about=SubjectRef("call", str(one.call_id)), audience=RECORDING_AUDIENCE)


@dataclass(frozen=True)
class _BoundRow:
    """The key of a sealed recording that only the master key wraps."""

    id: UUID
    key: bytes


async def bind_recordings(work: UnitOfWork, call_id: UUID, citizen_id: UUID) -> None:
    """Binds the recordings of a call to its caller: erasing the citizen then erases them, too."""
    owner = await citizen_key(work, citizen_id)
    if owner is None:
        return
    rows = await work.rows(
        _BoundRow,
        "SELECT id, coalesce(key, ''::bytea) AS key FROM recordings"
        " WHERE city_id = %(city)s AND call_id = %(call)s AND citizen_id IS NULL FOR UPDATE",
        call=call_id,
    )
    for row in rows:
        wrapped = work.vault.wrap(work.vault.unwrap(row.key), owner) if row.key else None
        work.change("recordings", row.id, citizen_id=citizen_id, key=wrapped)
