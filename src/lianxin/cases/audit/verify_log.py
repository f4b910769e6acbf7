"""The whole event log played again and held against the tables, case by case, in memory that does not grow."""

from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, field
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

from psycopg import AsyncServerCursor
from psycopg.rows import TupleRow

from lianxin.cases.audit.replay import CaseFacts, ClockFacts, OrderFacts, Played, differences
from lianxin.cases.events import ClockFired
from lianxin.cases.rules.states import CaseStatus
from lianxin.cases.rules.words import Clock
from lianxin.city import Profile, current_profile
from lianxin.kernel.database import Database
from lianxin.kernel.decoding import read_event
from lianxin.kernel.feed import last_position
from lianxin.kernel.work import UnitOfWork

FETCH = 4000
MOST = 1000  # findings told; the rest are counted
NOBODY = ""

Progress = Callable[[str, float], None]

CASES: LiteralString = (
    "SELECT id, number, status, round, lead_unit, reopenings, urgency, nature, topic, fast_desk FROM cases"
    " WHERE city_id = %(city)s ORDER BY id"
)
EVENTS: LiteralString = (
    "SELECT case_id, position, at, kind, order_id, data, cardinality(audience) FROM events"
    " WHERE city_id = %(city)s AND case_id IS NOT NULL ORDER BY case_id, position"
)
ORDERS: LiteralString = (
    "SELECT case_id, id, status, role, unit, round, reply_text FROM work_orders"
    " WHERE city_id = %(city)s ORDER BY case_id"
)
CLOCKS: LiteralString = (
    "SELECT case_id, id, kind, order_id, due_at, ended, fired_at IS NOT NULL, paused_at IS NOT NULL"
    " FROM clocks WHERE city_id = %(city)s ORDER BY case_id"
)
TEXTS: LiteralString = "SELECT case_id, id FROM texts WHERE city_id = %(city)s ORDER BY case_id"

GAPS: LiteralString = (
    "SELECT position, before FROM (SELECT position, lag(position, 1, 0::bigint) OVER (ORDER BY position) AS before"
    " FROM events WHERE city_id = %(city)s) log WHERE position <> before + 1 LIMIT 100"
)
UNHEARD: LiteralString = (
    "SELECT position, kind FROM events WHERE city_id = %(city)s AND case_id IS NULL AND cardinality(audience) = 0"
    " LIMIT 100"
)
ORPHANS: LiteralString = (
    "SELECT m.number FROM cases m LEFT JOIN cases p ON p.city_id = m.city_id AND p.id = m.merged_into"
    " WHERE m.city_id = %(city)s AND m.status = 'merged'"
    " AND (p.id IS NULL OR p.status IN ('archived', 'withdrawn', 'void', 'merged')) LIMIT 100"
)

LIMITED: Mapping[CaseStatus, tuple[Clock, ...]] = {
    CaseStatus.EMERGENCY_TRANSFERRED: (Clock.EMERGENCY,),
    CaseStatus.PENDING_DISPATCH: (Clock.DISPATCH,),
    CaseStatus.HANDLING: (Clock.CLOSE, Clock.SIGN, Clock.RESPOND, Clock.RETURN_DECISION),
    CaseStatus.NEEDS_INFORMATION: (Clock.INFORMATION,),
    CaseStatus.RESPONSIBILITY_REVIEW: (Clock.RULING,),
    CaseStatus.CHECKING: (Clock.CHECK,),
    CaseStatus.CALLBACK_PENDING: (Clock.CALLBACK,),
    CaseStatus.REVIEW: (Clock.REVIEW,),
}
"""What must be running in a state, wherever the city sets a limit for it."""


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it must be. `number` is the case's, empty when it concerns the log itself."""

    number: str
    position: int | None
    problem: str


@dataclass
class Report:
    """What was read and what was found. `position` is the last of the log."""

    position: int = 0
    events: int = 0
    cases: int = 0
    orders: int = 0
    clocks: int = 0
    texts: int = 0
    fired: int = 0
    found: int = 0
    findings: list[Finding] = field(default_factory=list[Finding])

    @property
    def ok(self) -> bool:
        return self.found == 0

    def find(self, number: str, position: int | None, problem: str) -> None:
        """Notes one finding; beyond MOST they are only counted."""
        self.found += 1
        if len(self.findings) < MOST:
            self.findings.append(Finding(number, position, problem))

    def to_json(self) -> dict[str, Any]:
        return {"ok": self.ok, **asdict(self)}


class CaseRow(NamedTuple):
    """A row of CASES."""

    id: UUID
    number: str
    status: str
    round: int
    lead_unit: str | None
    reopenings: int
    urgency: str
    nature: str
    topic: str
    fast_desk: bool


class Grouped:
    """Rows of a statement ordered by case, handed out case by case through a server-side cursor."""

    def __init__(self, work: UnitOfWork, name: str, statement: LiteralString) -> None:
        self.cursor: AsyncServerCursor[TupleRow] = work.conn.cursor(name)
        self.statement: LiteralString = statement
        self.city = work.city_id
        self.held: list[TupleRow] = []
        self.at = 0

    async def open(self) -> "Grouped":
        await self.cursor.execute(self.statement, {"city": self.city})
        return self

    async def take(self, case_id: UUID | None) -> list[TupleRow]:
        """The rows of cases up to this one (of all that are left when None), without those taken before."""
        taken: list[TupleRow] = []
        while True:
            start, end, held = self.at, self.at, self.held
            while end < len(held) and (case_id is None or held[end][0] <= case_id):
                end += 1
            taken += held[start:end]
            self.at = end
            if end < len(held):
                return taken
            self.held, self.at = await self.cursor.fetchmany(FETCH), 0
            if not self.held:
                return taken


async def verify_city(database: Database, city_id: str, progress: Progress | None = None) -> Report:
    """Replays the log against the tables in one snapshot.

    Positions without a gap up to the city's; every move legal and from where the case stood; final states, rounds,
    units, orders, clocks and texts as the rows have them; each clock fired at most once; nothing open without a due
    time where the city sets one; everybody's audience named. `progress(what, share)` is called now and then.
    """
    report = Report()
    async with database.begin(city_id) as work:
        await work.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        report.position = await last_position(work)
        await check_positions(work, report)
        for number in await work.column(str, ORPHANS):
            report.find(number, None, "merged into a case that is not there or has ended")
        await check_cases(work, await current_profile(work), report, progress)
    return report


async def check_positions(work: UnitOfWork, report: Report) -> None:
    """No gap, nothing twice, nothing after the last; events of no case are heard by somebody."""
    for position, before in await work.tuples(GAPS):
        report.find(NOBODY, position, f"position {position} follows {before}")
    [(count, last)] = await work.tuples(
        "SELECT count(*), coalesce(max(position), 0) FROM events WHERE city_id = %(city)s"
    )
    if last != report.position:
        report.find(NOBODY, last, f"the log ends at {last}, the city at {report.position}")
    for position, kind in await work.tuples(UNHEARD):
        report.find(NOBODY, position, f"nobody hears of {kind}")
    report.events = count


async def check_cases(work: UnitOfWork, profile: Profile, report: Report, progress: Progress | None) -> None:
    """Every case's events against its rows; the statements run side by side in the order of the case's id."""
    async with AsyncExitStack() as opened:

        async def read(name: str, statement: LiteralString) -> Grouped:
            grouped = Grouped(work, name, statement)
            await opened.enter_async_context(grouped.cursor)
            return await grouped.open()

        cases = await read("verify_cases", CASES)
        events = await read("verify_events", EVENTS)
        orders = await read("verify_orders", ORDERS)
        clocks = await read("verify_clocks", CLOCKS)
        texts = await read("verify_texts", TEXTS)
        await play_cases(profile, report, progress, (cases, events, orders, clocks, texts))


async def play_cases(
    profile: Profile,
    report: Report,
    progress: Progress | None,
    read: tuple[Grouped, Grouped, Grouped, Grouped, Grouped],
) -> None:
    """Case after case, each with what belongs to it."""
    cases, events, orders, clocks, texts = read
    done = 0
    while row := await next_row(cases):
        case = CaseRow(*row)
        own = await events.take(case.id)
        rows = facts_of(case, await orders.take(case.id), await clocks.take(case.id), await texts.take(case.id))
        report.cases += 1
        report.orders += len(rows.orders)
        report.clocks += len(rows.clocks)
        report.texts += len(rows.texts)
        check_case(profile, report, case, own, rows)
        done += len(own)
        if progress and report.cases % 100 == 0:
            progress("verify", done / max(1, report.events))
    for _, position, _, kind, *_ in await events.take(None):
        report.find(NOBODY, position, f"{kind} of a case that is not there")
    if progress:
        progress("verify", 1.0)


async def next_row(cases: Grouped) -> TupleRow | None:
    """The next case, or None after the last."""
    if cases.at >= len(cases.held):
        cases.held, cases.at = await cases.cursor.fetchmany(FETCH), 0
        if not cases.held:
            return None
    cases.at += 1
    return cases.held[cases.at - 1]


def facts_of(case: CaseRow, orders: list[TupleRow], clocks: list[TupleRow], texts: list[TupleRow]) -> CaseFacts:
    """A case's rows as the replay compares them."""
    return CaseFacts(
        case.number,
        case.status,
        case.round,
        case.lead_unit,
        case.reopenings,
        [OrderFacts(*row[1:]) for row in orders],
        [ClockFacts(*row[1:]) for row in clocks],
        {row[1] for row in texts},
    )


def check_case(profile: Profile, report: Report, case: CaseRow, events: list[TupleRow], rows: CaseFacts) -> None:
    """Plays one case and compares."""
    played = Played()
    position = None
    for case_id, position, at, kind, order_id, data, heard in events:
        if case_id != case.id:
            report.find(NOBODY, position, f"{kind} of a case that is not there")
            continue
        event = read_event(kind, data)
        report.fired += isinstance(event, ClockFired)
        for problem in played.play(event, at, order_id):
            report.find(case.number, position, problem)
        if not heard:
            report.find(case.number, position, f"nobody hears of {kind}")
    for problem in differences(played, rows):
        report.find(case.number, position, problem)
    if lacks_due_time(profile, case, rows):
        report.find(case.number, position, f"{case.status} without a due time")


def lacks_due_time(profile: Profile, case: CaseRow, rows: CaseFacts) -> bool:
    """Whether nothing runs in a state for which the city sets a limit."""
    kinds = LIMITED.get(CaseStatus(case.status), ())
    if any(clock.ended is None and clock.kind in kinds for clock in rows.clocks):
        return False
    return any(
        profile.limit(kind, urgency=case.urgency, nature=case.nature, topic=case.topic, fast_desk=case.fast_desk)
        for kind in kinds
    )
