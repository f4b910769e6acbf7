"""Transcripts in the database: a key of their own, wrapped by the citizen's key, and sealed sentences."""

import os
from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lianxin.calls.events import CallTranscribed
from lianxin.calls.transcript.board import SpokenLine
from lianxin.kernel.errors import Conflict
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.privacy import decrypt, encrypt
from lianxin.kernel.work import UnitOfWork
from lianxin.people import citizen_key

TRANSCRIPT_AUDIENCE: Final = frozenset({"desk"})
_KEY_BYTES: Final = 32


class TranscriptErased(Conflict):
    """The transcript was erased, by its age or with the citizen's data."""

    code: ClassVar[str] = "calls.transcript_erased"


@dataclass(frozen=True)
class _TranscriptRow:
    """The wrapped key of a transcript, and whose key wraps it."""

    citizen_id: UUID | None
    key: bytes | None


@dataclass(frozen=True)
class _SealedLine:
    """A row of `transcript_lines`."""

    id: UUID
    speaker: str
    began: float
    sealed: bytes


async def begin_transcript(work: UnitOfWork, call_id: UUID) -> tuple[bytes, float]:
    """Opens the transcript of a call, or one that another process began; returns its key and the seconds it has.

    Raises TranscriptErased.
    """
    row = await _row_of(work, call_id)
    if row is not None:
        work.change("transcripts", call_id, ended_at=None)
        reached = await work.value(
            "SELECT max(began) FROM transcript_lines WHERE city_id = %(city)s AND call_id = %(call)s", call=call_id
        )
        return await _opened_key(work, row), reached or 0.0
    key = os.urandom(_KEY_BYTES)
    citizen_id = await work.value(
        "SELECT coalesce((SELECT citizen_id FROM calls WHERE city_id = %(city)s AND id = %(call)s),"
        " (SELECT citizen_id FROM dialled_calls WHERE city_id = %(city)s AND id = %(call)s))",
        call=call_id,
    )
    owner = await citizen_key(work, citizen_id) if citizen_id else None
    row = {"id": call_id, "citizen_id": citizen_id if owner else None, "started_at": work.now}
    work.add("transcripts", {**row, "key": work.vault.wrap(key, owner)})
    return key, 0.0


def keep_lines(work: UnitOfWork, call_id: UUID, key: bytes, lines: Collection[SpokenLine]) -> None:
    """Seals sentences and adds their rows."""
    cipher = AESGCM(key)
    for line in lines:
        row = {"id": line.id, "call_id": call_id, "speaker": line.speaker, "began": line.began}
        work.add("transcript_lines", {**row, "sealed": encrypt(cipher, line.text.encode())})


async def end_transcript(work: UnitOfWork, call_id: UUID) -> None:
    """Records that a transcript is complete; has no effect a second time."""
    ended = await work.run(
        "UPDATE transcripts SET ended_at = %(now)s WHERE city_id = %(city)s AND id = %(call)s AND ended_at IS NULL",
        call=call_id,
    )
    if ended:
        lines = await work.value(
            "SELECT count(*) FROM transcript_lines WHERE city_id = %(city)s AND call_id = %(call)s", call=call_id
        )
        about = SubjectRef("call", str(call_id))
        work.record(CallTranscribed(call_id, int(lines)), about=about, audience=TRANSCRIPT_AUDIENCE)


async def kept_lines(work: UnitOfWork, call_id: UUID) -> list[SpokenLine] | None:
    """Returns the sentences of a call in the order in which they began; None without a transcript.

    Raises TranscriptErased.
    """
    row = await _row_of(work, call_id)
    if row is None:
        return None
    cipher = AESGCM(await _opened_key(work, row))
    sealed = await work.rows(
        _SealedLine,
        "SELECT id, speaker, began, sealed FROM transcript_lines WHERE city_id = %(city)s AND call_id = %(call)s"
        " ORDER BY began, id",
        call=call_id,
    )
    return [SpokenLine(one.id, one.speaker, one.began, decrypt(cipher, one.sealed).decode()) for one in sealed]


async def bind_transcript(work: UnitOfWork, call_id: UUID, citizen_id: UUID) -> None:
    """Binds the transcript of a call to its caller: erasing the citizen then erases it, too."""
    row, owner = await _row_of(work, call_id), await citizen_key(work, citizen_id)
    if row is None or row.key is None or row.citizen_id is not None or owner is None:
        return
    work.change("transcripts", call_id, citizen_id=citizen_id, key=work.vault.wrap(work.vault.unwrap(row.key), owner))


async def _row_of(work: UnitOfWork, call_id: UUID) -> _TranscriptRow | None:
    return await work.row(
        _TranscriptRow,
        "SELECT citizen_id, key FROM transcripts WHERE city_id = %(city)s AND id = %(call)s",
        call=call_id,
    )


async def _opened_key(work: UnitOfWork, row: _TranscriptRow) -> bytes:
    owner = await citizen_key(work, row.citizen_id) if row.citizen_id else None
    if row.key is None or (row.citizen_id is not None and owner is None):
        raise TranscriptErased
    return work.vault.unwrap(row.key, owner)
