"""Who may listen to a recording, which is always an event. Units and administrators never hear the voice."""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final, LiteralString
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lianxin.calls.events import RecordingHeard
from lianxin.calls.media.case_calls import (
    CallCase,
    CaseCall,
    calls_of_case,
    cases_about,
    keep_call_case,
    opener_of_call,
)
from lianxin.calls.media.recordings import Shelf, bind_recordings
from lianxin.calls.rules.words import CallReason
from lianxin.calls.transcript.keeping import bind_transcript
from lianxin.cases import check_seen, sight_of
from lianxin.cases.events import CaseOpened
from lianxin.city import current_profile
from lianxin.files import SealedFile
from lianxin.kernel.errors import Conflict, NotFound
from lianxin.kernel.events import Recorded, SubjectRef
from lianxin.kernel.privacy import decrypt
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, NotPermitted, Subject, allow, citizen_key

CALL_CASES_READER: Final = "call_cases"
HEARING_LASTS: Final = timedelta(hours=2)
_HEARD_BY: Final = frozenset({"oversight"})
_TOKEN: Final = re.compile(r"(\d{1,12})\.")
_RECORDINGS_SHOWN: LiteralString = (
    "SELECT r.id, r.call_id, r.started_at, r.seconds, r.bytes, r.sha256, r.sealed_at IS NOT NULL AS sealed, r.empty,"
    " r.erased_at IS NOT NULL AS erased"
    " FROM recordings r WHERE r.city_id = %(city)s AND r.call_id = %(call)s ORDER BY r.started_at, r.id"
)


class NoRecording(NotFound):
    """There is no recording with this id, or it is not sealed yet."""

    code: ClassVar[str] = "calls.no_recording"


class RecordingErased(Conflict):
    """The recording was erased with the citizen's data, or its file is missing or damaged."""

    code: ClassVar[str] = "calls.recording_erased"


class HearingOver(Conflict):
    """A recording is heard for HEARING_LASTS after it was opened, by the person who opened it."""

    code: ClassVar[str] = "calls.hearing_over"


@dataclass(frozen=True)
class Hearing:
    """A recording that the viewer opened. `token` gives its sound to the viewer alone, for two hours.

    `citizen` and `seat`: how loud each channel is, 0 to 255, in columns of equal length; empty for old recordings.
    """

    token: str
    seconds: float
    citizen: list[int]
    seat: list[int]


@dataclass(frozen=True)
class RecordingShown:
    """A recording in a list. `seconds`, `bytes` and `sha256` are null until it is sealed."""

    id: UUID
    call_id: UUID
    started_at: datetime
    seconds: float | None
    bytes: int | None
    sha256: str | None
    sealed: bool
    empty: bool
    erased: bool


@dataclass(frozen=True)
class CallRecord:
    """A call of a case with its recordings, the oldest first; none of them without `may_hear`.

    `at`: when it was first recorded or transcribed.
    """

    call_id: UUID
    reason: CallReason
    at: datetime
    transcribed: bool
    may_hear: bool
    items: list[RecordingShown]


@dataclass(frozen=True)
class _KeyRow:
    """A sealed recording with its key and the citizen whose key wraps it."""

    call_id: UUID
    citizen_id: UUID | None
    key: bytes | None
    peaks: bytes | None
    seconds: float


async def recordings_of_call(work: UnitOfWork, actor: Actor, call_id: UUID) -> list[RecordingShown]:
    """Returns the recordings of a call, the oldest first; raises NotPermitted, NoCase."""
    await check_hearing(work, actor, call_id)
    return await work.rows(RecordingShown, _RECORDINGS_SHOWN, call=call_id)


async def records_of_case(work: UnitOfWork, actor: Actor, number: str) -> list[CallRecord]:
    """Returns the calls of a case with the recordings that the actor may hear, the oldest first; raises NoCase."""
    await check_seen(work, sight_of(actor, await current_profile(work)), number)
    return [await _record(work, actor, one) for one in await calls_of_case(work, number)]


async def _record(work: UnitOfWork, actor: Actor, call: CaseCall) -> CallRecord:
    try:
        items = await recordings_of_call(work, actor, call.call_id)
    except (NotPermitted, NotFound):
        return CallRecord(**vars(call), may_hear=False, items=[])
    return CallRecord(**vars(call), may_hear=True, items=items)


async def hear_recording(work: UnitOfWork, actor: Actor, recording_id: UUID, shelf: Shelf) -> Hearing:
    """Opens a recording and records that the actor listens to it, once for all parts that a player fetches.

    Raises NoRecording, NotPermitted, NoCase, RecordingErased.
    """
    row = await _permitted_row(work, actor, recording_id)
    _, key = await _opened(work, recording_id, row, shelf)
    peaks = decrypt(AESGCM(key), row.peaks) if row.peaks else b""
    heard = RecordingHeard(recording_id, row.call_id)
    work.record(heard, about=SubjectRef("call", str(row.call_id)), audience=_HEARD_BY)
    until = int((work.real + HEARING_LASTS).timestamp())
    columns = len(peaks) // 2
    token = _token(work, actor, recording_id, until)
    return Hearing(token, row.seconds, list(peaks[:columns]), list(peaks[columns:]))


async def heard_sound(work: UnitOfWork, actor: Actor, recording_id: UUID, token: str, shelf: Shelf) -> SealedFile:
    """Returns the sound of a recording that the actor opened; raises HearingOver and what `hear_recording` raises."""
    until = int(found[1]) if (found := _TOKEN.match(token)) else 0
    if until < work.real.timestamp() or not hmac.compare_digest(token, _token(work, actor, recording_id, until)):
        raise HearingOver
    return (await _opened(work, recording_id, await _permitted_row(work, actor, recording_id), shelf))[0]


def _token(work: UnitOfWork, actor: Actor, recording_id: UUID, until: int) -> str:
    """Returns the proof that the actor opened a recording; `until`: seconds since 1970."""
    return f"{until}.{work.vault.index(f'hear {recording_id} {actor.ref} {until}')}"


async def _permitted_row(work: UnitOfWork, actor: Actor, recording_id: UUID) -> _KeyRow:
    """Returns the row of a recording that the actor may hear."""
    row = await work.row(
        _KeyRow,
        "SELECT call_id, citizen_id, key, peaks, seconds FROM recordings WHERE city_id = %(city)s AND id = %(id)s"
        " AND sealed_at IS NOT NULL AND NOT empty",
        id=recording_id,
    )
    if row is None:
        raise NoRecording
    await check_hearing(work, actor, row.call_id)
    return row


async def _opened(work: UnitOfWork, recording_id: UUID, row: _KeyRow, shelf: Shelf) -> tuple[SealedFile, bytes]:
    """Returns the sealed file and its key; raises RecordingErased."""
    owner = await citizen_key(work, row.citizen_id) if row.citizen_id else None
    if row.key is None or (row.citizen_id is not None and owner is None):
        raise RecordingErased
    key = work.vault.unwrap(row.key, owner)
    try:
        return SealedFile(shelf.file(recording_id), key), key
    except FileNotFoundError:
        raise RecordingErased from None


async def check_hearing(work: UnitOfWork, actor: Actor, call_id: UUID) -> None:
    """Raises NotPermitted, and NoCase if the actor may not see every case of the call: one may be confidential."""
    seat = await work.value("SELECT seat FROM calls WHERE city_id = %(city)s AND id = %(call)s", call=call_id)
    allow(actor, Action.HEAR_RECORDING, Subject(opened_by=seat or await opener_of_call(work, call_id)))
    sight = sight_of(actor, await current_profile(work))
    for one in await cases_about(work, call_id):
        await check_seen(work, sight, one.number)


async def follow_cases(work: UnitOfWork, events: list[Recorded]) -> None:
    """Notes the cases of each call and binds its recordings and transcript to the citizen, as CALL_CASES_READER."""
    for recorded in events:
        opened = recorded.event
        if not isinstance(opened, CaseOpened) or opened.call_id is None or recorded.case_id is None:
            continue
        case = CallCase(recorded.case_id, opened.number)
        await keep_call_case(work, opened.call_id, case, CallReason.OPENED, recorded.actor)
        if opened.citizen_id is not None:
            await bind_recordings(work, opened.call_id, opened.citizen_id)
            await bind_transcript(work, opened.call_id, opened.citizen_id)
