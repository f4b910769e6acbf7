"""The calls of a case: the one in which it was opened, and those that its people placed to the citizen about it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lianxin.calls.rules.words import CallReason
from lianxin.kernel.work import UnitOfWork


@dataclass(frozen=True)
class CallCase:
    """A case that a call is about."""

    case_id: UUID
    number: str


@dataclass(frozen=True)
class CaseCall:
    """A recorded or transcribed call of a case, and when that began."""

    call_id: UUID
    reason: CallReason
    at: datetime
    transcribed: bool


@dataclass(frozen=True)
class _CaseCallRow:
    """A row of `call_cases` with what is kept of the call; `at` is null if nothing is."""

    call_id: UUID
    reason: str
    at: datetime | None
    transcribed: bool


async def keep_call_case(work: UnitOfWork, call_id: UUID, case: CallCase, reason: CallReason, by: str) -> None:
    """Notes that a call is about a case; the first reason counts. `by`: who opened the case or placed the call."""
    await work.run(
        "INSERT INTO call_cases (city_id, case_id, call_id, number, reason, opened_by)"
        " VALUES (%(city)s, %(case)s, %(call)s, %(number)s, %(reason)s, %(by)s) ON CONFLICT DO NOTHING",
        case=case.case_id,
        call=call_id,
        number=case.number,
        reason=reason.value,
        by=by,
    )


async def cases_about(work: UnitOfWork, call_id: UUID) -> list[CallCase]:
    """Returns the cases that a call is about, by number."""
    return await work.rows(
        CallCase,
        "SELECT case_id, number FROM call_cases WHERE city_id = %(city)s AND call_id = %(call)s ORDER BY number",
        call=call_id,
    )


async def cases_of_call(work: UnitOfWork, call_id: UUID) -> list[CallCase]:
    """Returns the cases that were opened in a call, by number."""
    return await work.rows(
        CallCase,
        "SELECT case_id, number FROM call_cases WHERE city_id = %(city)s AND call_id = %(call)s AND reason = 'opened'"
        " ORDER BY number",
        call=call_id,
    )


async def opener_of_call(work: UnitOfWork, call_id: UUID) -> str:
    """Returns who opened the first case in a call, empty without one."""
    opener: str | None = await work.value(
        "SELECT opened_by FROM call_cases WHERE city_id = %(city)s AND call_id = %(call)s AND reason = 'opened'"
        " ORDER BY case_id LIMIT 1",
        call=call_id,
    )
    return opener or ""


async def calls_of_case(work: UnitOfWork, number: str) -> list[CaseCall]:
    """Returns the calls of a case of which a recording or a transcript was made, the oldest first."""
    rows = await work.rows(
        _CaseCallRow,
        "SELECT c.call_id, c.reason, coalesce(r.at, t.started_at) AS at, t.id IS NOT NULL AS transcribed"
        " FROM call_cases c LEFT JOIN transcripts t ON t.city_id = c.city_id AND t.id = c.call_id"
        " LEFT JOIN LATERAL (SELECT min(started_at) AS at FROM recordings r"
        "   WHERE r.city_id = c.city_id AND r.call_id = c.call_id) r ON true"
        " WHERE c.city_id = %(city)s AND c.number = %(number)s ORDER BY at, c.call_id",
        number=number,
    )
    return [CaseCall(row.call_id, CallReason(row.reason), row.at, row.transcribed) for row in rows if row.at]
