"""Erases recordings and transcripts that are older than the profile keeps them; runs every night."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final, LiteralString
from uuid import UUID

from lianxin.calls.events import CallErased
from lianxin.calls.media.legal_holds import holds_of, lock_kept
from lianxin.calls.media.recordings import Shelf
from lianxin.calls.rules.retention import KeptPart, why_kept
from lianxin.cases import OPEN_CASE, live_cards
from lianxin.city import current_profile
from lianxin.kernel.database import Database
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.work import UnitOfWork

_AUDIENCE: Final = frozenset({"oversight"})
_BATCH: Final = 200  # calls
_AGED_RECORDINGS: Final[dict[KeptPart, LiteralString]] = {
    KeptPart.VOICE: "SELECT call_id, max(sealed_at) AS ended_at FROM recordings"
    " WHERE city_id = %(city)s AND erased_at IS NULL AND sealed_at IS NOT NULL AND call_id > %(after)s"
    " GROUP BY call_id HAVING max(sealed_at) < %(now)s - make_interval(days => %(days)s) ORDER BY call_id"
    " LIMIT %(most)s",
    KeptPart.TRANSCRIPT: "SELECT id AS call_id, coalesce(ended_at, started_at) AS ended_at FROM transcripts"
    " WHERE city_id = %(city)s AND erased_at IS NULL AND id > %(after)s"
    " AND coalesce(ended_at, started_at) < %(now)s - make_interval(days => %(days)s) ORDER BY id LIMIT %(most)s",
}


@dataclass(frozen=True)
class _Aged:
    """A call with something that is old enough."""

    call_id: UUID
    ended_at: datetime


async def erase_aged(database: Database, city_id: str, shelf: Shelf) -> int:
    """Erases what is due of all calls; returns how many recordings and transcripts."""
    async with database.read(city_id) as work:
        rule = (await current_profile(work)).telephone.recording
    erased = 0
    for part, days in ((KeptPart.VOICE, rule.voice_days), (KeptPart.TRANSCRIPT, rule.transcript_days)):
        after = UUID(int=0)
        while True:
            async with database.read(city_id) as work:
                aged = await work.rows(_Aged, _AGED_RECORDINGS[part], after=after, days=days, most=_BATCH)
                busy = await _with_open_cases(work, [one.call_id for one in aged])
            for one in aged:
                erased += await _erase(database, city_id, shelf, part, one, days, open_case=one.call_id in busy)
            if len(aged) < _BATCH:
                break
            after = aged[-1].call_id
    return erased


async def _erase(
    database: Database, city_id: str, shelf: Shelf, part: KeptPart, one: _Aged, days: int, *, open_case: bool
) -> int:
    """Erases one part of a call unless something keeps it; returns how many recordings or transcripts."""
    async with database.begin(city_id) as work:
        await lock_kept(work, one.call_id)
        held = bool(await holds_of(work, [one.call_id]))
        if why_kept(one.ended_at, work.now, days, held=held, open_case=open_case) is not None:
            return 0
        files = await _erase_voice(work, one.call_id) if part is KeptPart.VOICE else []
        count = len(files) if part is KeptPart.VOICE else await _erase_transcript(work, one.call_id)
        if count:
            erased = CallErased(one.call_id, part, count, days)
            work.record(erased, about=SubjectRef("call", str(one.call_id)), audience=_AUDIENCE)
    for file in files:  # unreadable already: the key is gone
        await asyncio.to_thread(shelf.file(file).unlink, missing_ok=True)
    return count


async def _erase_voice(work: UnitOfWork, call_id: UUID) -> list[UUID]:
    """Destroys the keys of the recordings of a call; returns their ids."""
    return await work.column(
        UUID,
        "UPDATE recordings SET key = NULL, peaks = NULL, erased_at = %(now)s"
        " WHERE city_id = %(city)s AND call_id = %(call)s AND sealed_at IS NOT NULL AND erased_at IS NULL RETURNING id",
        call=call_id,
    )


async def _erase_transcript(work: UnitOfWork, call_id: UUID) -> int:
    """Destroys the key of a transcript and deletes its sentences."""
    await work.run("DELETE FROM transcript_lines WHERE city_id = %(city)s AND call_id = %(call)s", call=call_id)
    return await work.run(
        "UPDATE transcripts SET key = NULL, erased_at = %(now)s"
        " WHERE city_id = %(city)s AND id = %(call)s AND erased_at IS NULL",
        call=call_id,
    )


@dataclass(frozen=True)
class _CaseOfCall:
    """A row of `call_cases`."""

    call_id: UUID
    case_id: UUID


async def _with_open_cases(work: UnitOfWork, calls: Collection[UUID]) -> set[UUID]:
    """Returns those of the calls in which a case was opened that is still open."""
    rows = await work.rows(
        _CaseOfCall,
        "SELECT call_id, case_id FROM call_cases WHERE city_id = %(city)s AND call_id = ANY(%(calls)s)",
        calls=list(calls),
    )
    live = await live_cards(work, {row.case_id for row in rows})
    return {row.call_id for row in rows if row.case_id in live and live[row.case_id].card.status in OPEN_CASE}
