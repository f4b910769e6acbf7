"""Replays the whole event log and compares it with the tables, case by case, in constant memory."""

from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import LiteralString

from lianxin.cases.audit.differences import ReplayedRows, replay_differences
from lianxin.cases.audit.replay import Played
from lianxin.cases.audit.verified_rows import (
    CHECKED_CASES,
    CHECKED_CLOCKS,
    CHECKED_EVENTS,
    CHECKED_ORDERS,
    CHECKED_TEXTS,
    Checked,
    CheckedCase,
    CheckedClock,
    CheckedEvent,
    CheckedOrder,
    CheckedText,
    Grouped,
    R,
)
from lianxin.cases.events import ClockFired
from lianxin.cases.rules.states import CaseStatus
from lianxin.cases.rules.words import ClockKind
from lianxin.city import Profile, current_profile
from lianxin.kernel.database import Database
from lianxin.kernel.decoding import read_event
from lianxin.kernel.feed import last_position
from lianxin.kernel.work import UnitOfWork

_MOST = 1000  # findings listed, so that a report stays small; the rest are only counted
NOBODY = ""

_Progress = Callable[[str, float], None]

POSITION_GAPS: LiteralString = (
    "SELECT position, format('position %%s follows %%s', position, before) AS problem FROM"
    " (SELECT position, lag(position, 1, 0::bigint) OVER (ORDER BY position) AS before"
    " FROM events WHERE city_id = %(city)s) log WHERE position <> before + 1 LIMIT 100"
)
UNHEARD_EVENTS: LiteralString = (
    "SELECT position, 'nobody hears of ' || kind AS problem FROM events"
    " WHERE city_id = %(city)s AND case_id IS NULL AND cardinality(audience) = 0 LIMIT 100"
)
ORPHANED_MERGES: LiteralString = (
    "SELECT m.number FROM cases m LEFT JOIN cases p ON p.city_id = m.city_id AND p.id = m.merged_into"
    " WHERE m.city_id = %(city)s AND m.status = 'merged'"
    " AND (p.id IS NULL OR p.status IN ('archived', 'withdrawn', 'void', 'merged')) LIMIT 100"
)

LIMITED: Mapping[CaseStatus, tuple[ClockKind, ...]] = {
    CaseStatus.EMERGENCY_TRANSFERRED: (ClockKind.EMERGENCY,),
    CaseStatus.SCREENING: (ClockKind.SCREENING,),
    CaseStatus.PENDING_DISPATCH: (ClockKind.DISPATCH,),
    CaseStatus.HANDLING: (ClockKind.CLOSE, ClockKind.SIGN, ClockKind.RESPOND, ClockKind.RETURN_DECISION),
    CaseStatus.NEEDS_INFORMATION: (ClockKind.INFORMATION,),
    CaseStatus.RESPONSIBILITY_REVIEW: (ClockKind.RULING,),
    CaseStatus.CHECKING: (ClockKind.CHECK,),
    CaseStatus.CALLBACK_PENDING: (ClockKind.CALLBACK,),
    CaseStatus.REVIEW: (ClockKind.REVIEW,),
}
"""The clocks of which one must run in a state, if the city sets a limit for it."""


@dataclass(frozen=True)
class _Finding:
    """One problem. `number` is the case's, empty if the problem concerns the log itself."""

    number: str
    position: int | None
    problem: str


@dataclass
class Report:
    """The numbers of rows read, and the findings. `position` is the last one of the log."""

    ok: bool = True
    position: int = 0
    events: int = 0
    cases: int = 0
    orders: int = 0
    clocks: int = 0
    texts: int = 0
    fired: int = 0
    found: int = 0
    findings: list[_Finding] = field(default_factory=list[_Finding])

    def find(self, number: str, position: int | None, problem: str) -> None:
        """Adds one finding; those beyond _MOST are only counted."""
        self.found += 1
        self.ok = False
        if len(self.findings) < _MOST:
            self.findings.append(_Finding(number, position, problem))


@dataclass
class _BadPosition:
    """A row of POSITION_GAPS or UNHEARD_EVENTS."""

    position: int
    problem: str


async def verify_city(database: Database, city_id: str, progress: _Progress | None = None) -> Report:
    """Compares the log with the tables in one snapshot, and returns the findings.

    Checks that positions have no gap up to the city's last; every move is legal and starts from the case's state; final
    states, rounds, units, orders, clocks and texts agree with the rows; each clock fired at most once; every open case
    has a due time where the city sets a limit; every event has an audience. Calls `progress(what, share)` after every
    100 cases, `share` from 0 to 1.
    """
    report = Report()
    async with database.begin(city_id) as work:
        await work.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        report.position = await last_position(work)
        await check_positions(work, report)
        for number in await work.column(str, ORPHANED_MERGES):
            report.find(number, None, "merged into a case that is not there or has ended")
        await check_cases(work, await current_profile(work), report, progress)
    return report


async def check_positions(work: UnitOfWork, report: Report) -> None:
    """Checks that positions have no gaps or duplicates and end at the city's last one, and that events without a case
    have an audience."""
    for found in await work.rows(_BadPosition, POSITION_GAPS):
        report.find(NOBODY, found.position, found.problem)
    last: int = await work.value("SELECT coalesce(max(position), 0) FROM events WHERE city_id = %(city)s")
    if last != report.position:
        report.find(NOBODY, last, f"the log ends at {last}, the city at {report.position}")
    for found in await work.rows(_BadPosition, UNHEARD_EVENTS):
        report.find(NOBODY, found.position, found.problem)
    report.events = await work.value("SELECT count(*) FROM events WHERE city_id = %(city)s")


async def check_cases(work: UnitOfWork, profile: Profile, report: Report, progress: _Progress | None) -> None:
    """Compares every case's events with its rows; all cursors advance together in the order of case ids."""
    async with AsyncExitStack() as opened:

        async def read(name: str, shape: type[R], statement: LiteralString) -> Grouped[R]:
            grouped = Grouped(work, name, shape, statement)
            await opened.enter_async_context(grouped.cursor)
            return await grouped.open()

        rows = Checked(
            await read("verify_cases", CheckedCase, CHECKED_CASES),
            await read("verify_events", CheckedEvent, CHECKED_EVENTS),
            await read("verify_orders", CheckedOrder, CHECKED_ORDERS),
            await read("verify_clocks", CheckedClock, CHECKED_CLOCKS),
            await read("verify_texts", CheckedText, CHECKED_TEXTS),
        )
        await play_cases(profile, report, progress, rows)


async def play_cases(
    profile: Profile,
    report: Report,
    progress: _Progress | None,
    read: Checked,
) -> None:
    """Checks each case with its events and rows; reports events without a case."""
    done = 0
    while case := await read.cases.next():
        own = await read.events.take(case.case_id)
        rows = await _facts_of(case, read)
        report.cases += 1
        report.orders += len(rows.orders)
        report.clocks += len(rows.clocks)
        report.texts += len(rows.texts)
        check_case(profile, report, case, own, rows)
        done += len(own)
        if progress and report.cases % 100 == 0:
            progress("verify", done / max(1, report.events))
    for row in await read.events.take(None):
        report.find(NOBODY, row.position, f"{row.kind} of a case that is not there")
    if progress:
        progress("verify", 1.0)


async def _facts_of(case: CheckedCase, read: Checked) -> ReplayedRows:
    """Returns the rows of a case that the replay is compared with."""
    orders, clocks = await read.orders.take(case.case_id), await read.clocks.take(case.case_id)
    texts = {row.id for row in await read.texts.take(case.case_id)}
    return ReplayedRows(
        case.number, case.status, case.round, case.lead_unit, case.reopenings, list(orders), list(clocks), texts
    )


def check_case(
    profile: Profile, report: Report, case: CheckedCase, events: list[CheckedEvent], rows: ReplayedRows
) -> None:
    """Replays one case and reports the differences from its rows."""
    played = Played()
    position = None
    for row in events:
        position = row.position
        if row.case_id != case.case_id:
            report.find(NOBODY, position, f"{row.kind} of a case that is not there")
            continue
        event = read_event(row.kind, row.data)
        report.fired += isinstance(event, ClockFired)
        for problem in played.play(event, row.at, row.order_id):
            report.find(case.number, position, problem)
        if not row.heard:
            report.find(case.number, position, f"nobody hears of {row.kind}")
    for problem in replay_differences(played, rows):
        report.find(case.number, position, problem)
    if lacks_due_time(profile, case, rows):
        report.find(case.number, position, f"{case.status} without a due time")


def lacks_due_time(profile: Profile, case: CheckedCase, rows: ReplayedRows) -> bool:
    """Whether no clock runs in a state for which the city sets a limit."""
    kinds = LIMITED.get(CaseStatus(case.status), ())
    if any(clock.ended is None and clock.kind in kinds for clock in rows.clocks):
        return False
    return any(
        profile.limit(kind, urgency=case.urgency, nature=case.nature, topic=case.topic, fast_desk=case.fast_desk)
        for kind in kinds
    )
