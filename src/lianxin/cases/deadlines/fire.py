"""Deadlines that pass: each fires once, and some of them do something.

The sweep takes cases with a due clock, skipping those somebody holds, so two workers share the work and none waits. A
clock and its event are written in the same transaction; a clock that fired never fires again.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from lianxin.cases.commands.decisions import Denial, back_to_work, decide
from lianxin.cases.commands.followup import archive, close
from lianxin.cases.commands.rulings import Ruling, make_ruling
from lianxin.cases.commands.side_records import call_supervisor, drop_requests
from lianxin.cases.core.callbacks import BY_PERSON, callback_of, drop_callbacks
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.clocks import start_clock
from lianxin.cases.core.locking import CASE_COLUMNS, READ_CASES, hold
from lianxin.cases.core.merged import archive_with_primary
from lianxin.cases.core.orders import fallback, resume_case
from lianxin.cases.core.rows import Case, ClockRow, Order
from lianxin.cases.events import CaseChanged, ClockFired
from lianxin.cases.rules.precedents import PrecedentReach
from lianxin.cases.rules.states import CASE_MOVES, CaseMove, CaseStatus, OrderMove, OrderStatus
from lianxin.cases.rules.words import ClockKind, Urgency
from lianxin.kernel.work import UnitOfWork

SWEEP = 200

# the lock is taken while the clocks are read in order, so that a second worker gets the next ones instead of nothing
DUE: LiteralString = """k.city_id = %(city)s AND k.due_at <= %(now)s
AND k.fired_at IS NULL AND k.stopped_at IS NULL AND k.paused_at IS NULL AND k.case_id <> ALL(%(without)s)
ORDER BY k.due_at LIMIT %(limit)s"""
DUE_CASES = f"""
SELECT {", ".join(f"c.{name.strip()}" for name in CASE_COLUMNS.split(","))}
FROM clocks k JOIN cases c ON c.city_id = k.city_id AND c.id = k.case_id
WHERE {DUE} FOR UPDATE OF c SKIP LOCKED
"""
DUE_IDS: LiteralString = f"SELECT k.case_id FROM clocks k WHERE {DUE}"
FOLLOWERS = (
    "SELECT id, merged_into FROM cases WHERE city_id = %(city)s AND merged_into = ANY(%(ids)s) AND status = 'merged'"
)
UNCONFIRMED = (
    "SELECT 1 FROM side_records WHERE city_id = %(city)s AND case_id = %(case_id)s"
    " AND kind = 'refusal' AND status = 'asked'"
)
LOCK_FREE = f"{READ_CASES} FOR UPDATE SKIP LOCKED"
Effect = Callable[[CaseFile, ClockRow], Awaitable[None]]


async def sweep(work: UnitOfWork, limit: int = SWEEP, *, without: Collection[UUID] = ()) -> int:
    """Fires the clocks that are due, at most those of `limit` clocks' cases; returns how many fired.

    Whatever a deadline does that fails, now or when the work ends, fails all of them: `sweep_case` tells which it was.
    """
    return await fire_all(work, await work.rows(Case, DUE_CASES, limit=limit, without=list(without)))


async def sweep_case(work: UnitOfWork, case_id: UUID) -> int:
    """The same for one case; 0 when somebody holds it."""
    return await fire_all(work, await work.rows(Case, LOCK_FREE, ids=[case_id]))


async def due_cases(work: UnitOfWork, limit: int = SWEEP, *, without: Collection[UUID] = ()) -> list[UUID]:
    """The cases that the next sweep would take."""
    return list(dict.fromkeys(await work.column(UUID, DUE_IDS, limit=limit, without=list(without))))


async def fire_all(work: UnitOfWork, locked: list[Case]) -> int:
    """Fires what is due of cases that are locked; one with several due clocks may be named several times."""
    cases = list({case.id: case for case in locked}.values())
    return sum([await fire(file) for file in await with_followers(work, await hold(work, cases))])


async def fire(file: CaseFile) -> int:
    """Fires a case's due clocks in order, and does what they do; returns how many."""
    fired = 0
    for clock in sorted((c for c in file.clocks if is_due(c, file.now)), key=lambda c: c.due_at):
        if is_due(clock, file.now):  # an earlier one of the same case may have stopped it
            clock.fired_at = file.now
            file.record(ClockFired(clock.id, clock.kind, clock.due_at), order_of(file, clock))
            fired += 1
            effect = EFFECTS.get(ClockKind(clock.kind))
            if effect is not None:
                await effect(file, clock)
    if fired:
        await drop_requests(file)
    return fired


@dataclass(frozen=True)
class _Follower:
    """A case that follows another."""

    id: UUID
    merged_into: UUID


async def with_followers(work: UnitOfWork, files: list[CaseFile]) -> list[CaseFile]:
    """The files whose merged cases, if any, are held as well; the others wait for the next sweep.

    What happens to a primary happens to its followers, and two works that wait for each other's cases would never end.
    """
    rows = await work.rows(_Follower, FOLLOWERS, ids=[file.case.id for file in files])
    if not rows:
        return files
    locked = await work.rows(Case, LOCK_FREE, ids=[row.id for row in rows])
    held = {file.case.id for file in await hold(work, locked)}
    busy = {row.merged_into for row in rows if row.id not in held}
    return [file for file in files if file.case.id not in busy]


def is_due(clock: ClockRow, now: datetime) -> bool:
    """Running, not paused, past its time and not yet fired."""
    return clock.runs and clock.paused_at is None and clock.fired_at is None and clock.due_at <= now


def order_of(file: CaseFile, clock: ClockRow) -> Order | None:
    """The order a clock belongs to."""
    return file.order(clock.order_id) if clock.order_id else None


async def sign_by_timeout(file: CaseFile, clock: ClockRow) -> None:
    """Nobody signed: signed by the system, and the units above hear of it."""
    order = order_of(file, clock)
    if order is not None and order.state is OrderStatus.DISPATCHED:
        file.move_order(order, OrderMove.SIGN_BY_TIMEOUT)
        order.signed_at = file.now
        file.stop((ClockKind.SIGN,), order)


async def close_window(file: CaseFile, clock: ClockRow) -> None:
    """The time to ask for a return is over."""
    file.stop((ClockKind.RETURN_WINDOW,), order_of(file, clock), ended="late")


async def handle_first(file: CaseFile, clock: ClockRow) -> None:
    """A critical order whose return nobody decided in time is handled first and argued about later."""
    order = order_of(file, clock)
    undecided = order is not None and order.state is OrderStatus.RETURN_REQUESTED and order.role != "sub"
    if order is not None and undecided and file.case.urgency == Urgency.CRITICAL:
        await decide(file, order, "lapsed", Denial(HANDLE_FIRST))
        back_to_work(file, order)


HANDLE_FIRST = "特急诉求的退单超时未审，先行办理。"


async def rule_by_fallback(file: CaseFile, _clock: ClockRow) -> None:
    """Nobody ruled in time: the district government answers."""
    direction = fallback(file)
    if file.case.state is CaseStatus.RESPONSIBILITY_REVIEW and direction.unit is not None:
        await make_ruling(file, Ruling(direction.unit, RULED_BY_FALLBACK, reach=PrecedentReach.CASE), direction.rule)


RULED_BY_FALLBACK = "确责超时，由属地政府兜底承办。"


async def close_unverified(file: CaseFile, _clock: ClockRow) -> None:
    """Nobody answered the survey or message in time; the case closes unverified.

    Somebody who must be called is called until the policy's attempts are made: lateness of ours closes nothing.
    """
    if file.case.state is not CaseStatus.CALLBACK_PENDING:
        return
    callback = await callback_of(file)
    if callback.method in BY_PERSON:
        return
    file.work.change("callbacks", callback.id, {"status": "unreached", "done_at": file.now})
    await close(file, CaseMove.CLOSE_UNVERIFIED, verified=False)


async def end_pause(file: CaseFile, clock: ClockRow) -> None:
    """The bound on a pause: the city goes on with what it has."""
    if file.case.state in {CaseStatus.NEEDS_INFORMATION, CaseStatus.SUSPENDED}:
        resume_case(file, clock.kind)


async def archive_quietly(file: CaseFile, clock: ClockRow) -> None:
    """Nobody came back to it in time. While a refusal waits to be confirmed, the time to object begins anew."""
    if await file.work.value(UNCONFIRMED, case_id=file.case.id):
        file.stop((ClockKind(clock.kind),))
        start_clock(file, ClockKind(clock.kind))
    elif CaseMove.ARCHIVE in CASE_MOVES[file.case.state]:
        archive(file)
        await drop_callbacks(file)
        await archive_with_primary(file)


async def escalate(file: CaseFile, _clock: ClockRow) -> None:
    """Nobody confirmed that the emergency service has it: the flag 急 goes up and a supervisor is called."""
    if file.case.state is not CaseStatus.EMERGENCY_TRANSFERRED:
        return
    if not file.case.expedite:
        file.case.expedite = True
        file.record(CaseChanged({"expedite": (False, True)}))
    call_supervisor(file, "emergency")


EFFECTS: dict[ClockKind, Effect] = {
    ClockKind.SIGN: sign_by_timeout,
    ClockKind.RETURN_WINDOW: close_window,
    ClockKind.RETURN_DECISION: handle_first,
    ClockKind.RULING: rule_by_fallback,
    ClockKind.CALLBACK: close_unverified,
    ClockKind.INFORMATION: end_pause,
    ClockKind.SUSPENSION: end_pause,
    ClockKind.REOPEN: archive_quietly,
    ClockKind.OBJECT: archive_quietly,
    ClockKind.EMERGENCY: escalate,
}


@dataclass(frozen=True)
class TimerLag:
    """How many deadlines have passed unfired, and the oldest's age in seconds."""

    waiting: int
    oldest_seconds: float


async def timer_lag(work: UnitOfWork) -> TimerLag:
    """For the metrics: deadlines passed and not yet fired."""
    passed = await work.column(
        datetime,
        "SELECT due_at FROM clocks WHERE city_id = %(city)s AND due_at <= %(now)s"
        " AND fired_at IS NULL AND stopped_at IS NULL AND paused_at IS NULL ORDER BY due_at",
    )
    return TimerLag(len(passed), (work.now - passed[0]).total_seconds() if passed else 0.0)
