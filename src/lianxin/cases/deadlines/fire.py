"""Fires clocks whose due time has passed, each once, and applies the effects of some kinds.

A sweep locks cases with a due clock and skips locked ones, so that several workers share the work and none waits. A
clock and its event are written in the same transaction; a clock that has fired never fires again.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from lianxin.cases.commands.decisions import Denial, back_to_work, decide
from lianxin.cases.commands.rulings import Ruling, make_ruling
from lianxin.cases.commands.side_records import call_supervisor, drop_requests
from lianxin.cases.core.callbacks import callback_of, drop_callbacks, has_number
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.clocks import start_clock
from lianxin.cases.core.closing import close
from lianxin.cases.core.locking import CASE_COLUMNS, READ_CASES, hold
from lianxin.cases.core.merged import archive_with_primary
from lianxin.cases.core.orders import fallback, resume_case
from lianxin.cases.core.promises import end_case
from lianxin.cases.core.rows import Case, ClockRow, Order
from lianxin.cases.events import CaseChanged, ClockFired
from lianxin.cases.rules.callbacks import BY_PERSON
from lianxin.cases.rules.precedents import PrecedentReach
from lianxin.cases.rules.states import CASE_MOVES, CaseMove, CaseStatus, OrderMove, OrderStatus
from lianxin.cases.rules.words import ClockKind, Urgency
from lianxin.kernel.work import UnitOfWork

SWEEP = 200

# locks while it reads the clocks in order, so that a second worker gets the next ones instead of none
CLOCK_IS_DUE: LiteralString = """k.city_id = %(city)s AND k.due_at <= %(now)s
AND k.fired_at IS NULL AND k.stopped_at IS NULL AND k.paused_at IS NULL AND k.case_id <> ALL(%(without)s)
ORDER BY k.due_at LIMIT %(limit)s"""
DUE_CASES = f"""
SELECT {", ".join(f"c.{name.strip()}" for name in CASE_COLUMNS.split(","))}
FROM clocks k JOIN cases c ON c.city_id = k.city_id AND c.id = k.case_id
WHERE {CLOCK_IS_DUE} FOR UPDATE OF c SKIP LOCKED
"""
DUE_IDS: LiteralString = f"SELECT k.case_id FROM clocks k WHERE {CLOCK_IS_DUE}"
MERGED_FOLLOWERS = (
    "SELECT id, merged_into FROM cases WHERE city_id = %(city)s AND merged_into = ANY(%(ids)s) AND status = 'merged'"
)
UNCONFIRMED_REFUSAL = (
    "SELECT 1 FROM side_records WHERE city_id = %(city)s AND case_id = %(case_id)s"
    " AND kind = 'refusal' AND status = 'asked'"
)
LOCK_FREE = f"{READ_CASES} FOR UPDATE SKIP LOCKED"
Effect = Callable[[CaseFile, ClockRow], Awaitable[None]]


async def sweep(work: UnitOfWork, limit: int = SWEEP, *, without: Collection[UUID] = ()) -> int:
    """Fires all due clocks of the cases of the first `limit` due clocks; returns how many fired.

    If one effect fails, here or at commit, the whole sweep fails; `sweep_case` finds the case.
    """
    return await fire_all(work, await work.rows(Case, DUE_CASES, limit=limit, without=list(without)))


async def sweep_case(work: UnitOfWork, case_id: UUID) -> int:
    """Fires the due clocks of one case; returns how many, 0 if the case is locked."""
    return await fire_all(work, await work.rows(Case, LOCK_FREE, ids=[case_id]))


async def due_cases(work: UnitOfWork, limit: int = SWEEP, *, without: Collection[UUID] = ()) -> list[UUID]:
    """Returns the ids of the cases that the next sweep would process."""
    return list(dict.fromkeys(await work.column(UUID, DUE_IDS, limit=limit, without=list(without))))


async def fire_all(work: UnitOfWork, locked: list[Case]) -> int:
    """Fires the due clocks of locked cases, which may contain duplicates; returns how many."""
    cases = list({case.id: case for case in locked}.values())
    return sum([await fire(file) for file in await with_followers(work, await hold(work, cases))])


async def fire(file: CaseFile) -> int:
    """Fires a case's due clocks in order and applies their effects; returns how many."""
    fired = 0
    for clock in sorted((c for c in file.clocks if is_due(c, file.now)), key=lambda c: c.due_at):
        if is_due(clock, file.now):  # the effect of an earlier one may have stopped it
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
    """A merged case and its primary."""

    id: UUID
    merged_into: UUID


async def with_followers(work: UnitOfWork, files: list[CaseFile]) -> list[CaseFile]:
    """Locks the merged cases too, and returns the files for which that worked; the others wait for the next sweep.

    The effects on a primary lock its merged cases, and two works that wait for each other's cases would deadlock.
    """
    rows = await work.rows(_Follower, MERGED_FOLLOWERS, ids=[file.case.id for file in files])
    if not rows:
        return files
    locked = await work.rows(Case, LOCK_FREE, ids=[row.id for row in rows])
    held = {file.case.id for file in await hold(work, locked)}
    busy = {row.merged_into for row in rows if row.id not in held}
    return [file for file in files if file.case.id not in busy]


def is_due(clock: ClockRow, now: datetime) -> bool:
    """Whether the clock runs, is not paused, has passed its due time and has not fired."""
    return clock.runs and clock.paused_at is None and clock.fired_at is None and clock.due_at <= now


def order_of(file: CaseFile, clock: ClockRow) -> Order | None:
    """Returns the order of a clock, or None for a clock of the case."""
    return file.order(clock.order_id) if clock.order_id else None


async def sign_by_timeout(file: CaseFile, clock: ClockRow) -> None:
    """Signs an unsigned order for the unit; the units above it receive the event."""
    order = order_of(file, clock)
    if order is not None and order.state is OrderStatus.DISPATCHED:
        file.move_order(order, OrderMove.SIGN_BY_TIMEOUT)
        order.signed_at = file.now
        file.stop((ClockKind.SIGN,), order)


async def close_window(file: CaseFile, clock: ClockRow) -> None:
    """Ends the return window."""
    file.stop((ClockKind.RETURN_WINDOW,), order_of(file, clock), ended="late")


async def handle_first(file: CaseFile, clock: ClockRow) -> None:
    """Sends a critical order back to work if its return was not decided in time."""
    order = order_of(file, clock)
    undecided = order is not None and order.state is OrderStatus.RETURN_REQUESTED and order.role != "sub"
    if order is not None and undecided and file.case.urgency == Urgency.CRITICAL:
        await decide(file, order, "lapsed", Denial(HANDLE_FIRST))
        back_to_work(file, order)


HANDLE_FIRST = "特急诉求的退单超时未审，先行办理。"


async def rule_by_fallback(file: CaseFile, _clock: ClockRow) -> None:
    """Rules for the fallback unit, usually the district government, if no ruling came in time."""
    direction = fallback(file)
    if file.case.state is CaseStatus.RESPONSIBILITY_REVIEW and direction.unit is not None:
        await make_ruling(file, Ruling(direction.unit, RULED_BY_FALLBACK, reach=PrecedentReach.CASE), direction.rule)


RULED_BY_FALLBACK = "确责超时，由属地政府兜底承办。"


async def close_unverified(file: CaseFile, _clock: ClockRow) -> None:
    """Closes the case unverified if the survey or message was not answered in time.

    A callback by an agent stays open until the policy's attempts are made: our own delay must not close a case.
    It closes as unasked if the citizen's number was erased meanwhile.
    """
    if file.case.state is not CaseStatus.CALLBACK_PENDING:
        return
    callback = await callback_of(file)
    by_person = callback.method in BY_PERSON
    if by_person and await has_number(file):
        return
    file.work.change("callbacks", callback.id, status="unreached", done_at=file.now)
    await close(file, CaseMove.CLOSE_UNASKED if by_person else CaseMove.CLOSE_UNVERIFIED, verified=False)


async def end_pause(file: CaseFile, clock: ClockRow) -> None:
    """Resumes the case at the end of a pause, with the facts known so far."""
    if file.case.state in {CaseStatus.NEEDS_INFORMATION, CaseStatus.SUSPENDED}:
        resume_case(file, clock.kind)


async def archive_quietly(file: CaseFile, clock: ClockRow) -> None:
    """Archives the case after the time to re-open or object; restarts that time while a refusal is unconfirmed."""
    if await file.work.value(UNCONFIRMED_REFUSAL, case_id=file.case.id):
        file.stop((ClockKind(clock.kind),))
        start_clock(file, ClockKind(clock.kind))
    elif CaseMove.ARCHIVE in CASE_MOVES[file.case.state]:
        archive(file)
        await drop_callbacks(file)
        await archive_with_primary(file)


def archive(file: CaseFile) -> None:
    """Archives the case: its open orders are cancelled and its clocks stop."""
    file.move_case(CaseMove.ARCHIVE)
    end_case(file, OrderMove.CANCEL)
    file.stop((ClockKind.REOPEN, ClockKind.OBJECT), ended="met")


async def escalate(file: CaseFile, _clock: ClockRow) -> None:
    """Sets the expedite flag 急 and calls a supervisor, because the emergency service did not confirm receipt."""
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
    """The number of clocks past due that have not fired, and the age of the oldest in seconds."""

    waiting: int
    oldest_seconds: float


async def timer_lag(work: UnitOfWork) -> TimerLag:
    """Returns the lag of the timers, for the metrics."""
    passed = await work.column(
        datetime,
        "SELECT due_at FROM clocks WHERE city_id = %(city)s AND due_at <= %(now)s"
        " AND fired_at IS NULL AND stopped_at IS NULL AND paused_at IS NULL ORDER BY due_at",
    )
    return TimerLag(len(passed), (work.now - passed[0]).total_seconds() if passed else 0.0)
