"""Starts, pauses, extends and recalculates the clocks of a case. A clock stores all that explains its due time."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.reckoning import reckon, terms_of
from lianxin.cases.core.rows import ClockRow, Order, Terms
from lianxin.cases.rules.states import is_redo
from lianxin.cases.rules.words import ClockKind
from lianxin.city import Limit, Profile
from lianxin.kernel.ids import ClockId, new_id

PROMISES = (ClockKind.ANSWER, ClockKind.CLOSE)  # end at the matter's own deadline if that is earlier
PAUSABLE = (  # paused while the city cannot act
    ClockKind.ANSWER, ClockKind.FIRST_CONTACT, ClockKind.RESPOND, ClockKind.CLOSE, ClockKind.RETURN_WINDOW,
)  # fmt: skip
BY_CLASS = (  # follow a change of urgency or topic; the other clocks are rights of units and citizens, never shortened
    ClockKind.ANSWER, ClockKind.SIGN, ClockKind.FIRST_CONTACT, ClockKind.RESPOND, ClockKind.CLOSE,
    ClockKind.SCREENING, ClockKind.DISPATCH, ClockKind.CHECK, ClockKind.CALLBACK, ClockKind.REVIEW,
    ClockKind.RETURN_DECISION,
)  # fmt: skip
ORDER_CLOCKS = (ClockKind.SIGN, ClockKind.FIRST_CONTACT, ClockKind.RESPOND, ClockKind.CLOSE, ClockKind.RETURN_WINDOW)
DESK_CLOCKS = (ClockKind.SCREENING, ClockKind.DISPATCH)
SUB_CLOCKS = (ClockKind.SIGN,)


def limit_of(file: CaseFile, kind: ClockKind, since: datetime, *, redo: bool = False) -> Limit | None:
    """Returns the profile's limit for this case and a clock that starts at `since`, or None if the city sets none."""
    case = file.case
    return file.profile.limit(
        kind, urgency=case.urgency, nature=case.nature, topic=case.topic, redo=redo, fast_desk=case.fast_desk, on=since
    )


def start_clock(
    file: CaseFile,
    kind: ClockKind,
    order: Order | None = None,
    at_most: timedelta | None = None,
    since: datetime | None = None,
) -> ClockRow | None:
    """Starts one clock now, or returns None if the city sets no limit for it.

    `at_most` bounds its duration. With `since`, its time counts from that later time.
    """
    limit = limit_of(file, kind, since or file.now, redo=order is not None and is_redo(order.round))
    if limit is None:
        return None
    needed_by = file.case.needed_by if kind in PROMISES else None
    clock = ClockRow(
        id=ClockId(new_id()),
        case_id=file.case.id,
        kind=kind,
        started_at=since or file.now,
        due_at=file.now,
        terms=terms_of(limit, needed_by),
        order_id=order.id if order else None,
    )
    if at_most is not None:
        clock.terms = replace(clock.terms, at_most=file.now + at_most)
    reckon(file.profile, clock)
    file.add_clock(clock)
    return clock


def start_until(file: CaseFile, kind: ClockKind, until: datetime) -> ClockRow:
    """Starts a clock that ends at a given time, such as the review date of a suspension."""
    clock = ClockRow(ClockId(new_id()), file.case.id, kind, file.now, until, Terms(until=until))
    file.add_clock(clock)
    return clock


def start_order_clocks(file: CaseFile, order: Order) -> None:
    """Starts the clocks of a dispatched order. A sub-order has only SIGN; the order above it keeps the promise."""
    for kind in SUB_CLOCKS if order.role == "sub" else ORDER_CLOCKS:
        if kind is not ClockKind.RETURN_WINDOW or order.returnable:
            start_clock(file, kind, order)


def pause_clocks(file: CaseFile) -> None:
    """Pauses the pausable clocks, because the city cannot act. Clocks already past due stay late."""
    paused: list[tuple[ClockRow, datetime]] = []
    for clock in file.running(PAUSABLE):
        if clock.paused_at is None and not is_late(clock, file.now):
            clock.paused_at = file.now
            paused.append((clock, clock.due_at))
    file.changed_clocks("pause", paused)


def resume_clocks(file: CaseFile, why: str, until: datetime) -> None:
    """Resumes paused clocks from `until`; the pause becomes part of the terms that explain their due time."""

    def resume(clock: ClockRow) -> None:
        if clock.paused_at is not None:
            stood = (clock.paused_at, max(until, clock.paused_at), why)
            clock.terms = replace(clock.terms, pauses=(*clock.terms.pauses, stood))
            clock.paused_at = None

    change(file, "resume", [c for c in file.running(PAUSABLE) if c.paused_at is not None], resume)


def extend_clock(file: CaseFile, order: Order, amount: int, why: str) -> None:
    """Extends the closing limit of an order by `amount` in the limit's measure; the citizen's promise is unchanged."""

    def extend(clock: ClockRow) -> None:
        clock.terms = longer(clock.terms, amount, why)

    change(file, "extension", file.running((ClockKind.CLOSE,), order), extend)


def extended_clock(profile: Profile, clock: ClockRow, amount: int) -> ClockRow:
    """Returns a copy of the clock extended by `amount` in the limit's measure."""
    extended = replace(clock, terms=longer(clock.terms, amount, "extension"))
    reckon(profile, extended)
    return extended


def longer(terms: Terms, amount: int, why: str) -> Terms:
    """Returns the terms with one more extension."""
    return replace(terms, extensions=(*terms.extensions, (amount, why)))


def reckon_again(file: CaseFile, why: str) -> None:
    """Gives running clocks their new limit from their old start, after a change of urgency, topic or needed_by.

    A late clock keeps its due time: it stays late.
    """

    def renew(clock: ClockRow) -> None:
        order = next((o for o in file.orders if o.id == clock.order_id), None)
        limit = limit_of(file, ClockKind(clock.kind), clock.started_at, redo=order is not None and is_redo(order.round))
        if limit is not None:
            needed_by = file.case.needed_by if clock.kind in PROMISES else None
            kept = clock.terms
            clock.terms = replace(terms_of(limit, needed_by), pauses=kept.pauses, extensions=kept.extensions)

    change(file, why, [c for c in file.running(BY_CLASS) if not is_late(c, file.now)], renew)


def is_late(clock: ClockRow, now: datetime) -> bool:
    """Whether the clock has fired, or its due time has passed while it ran."""
    return clock.fired_at is not None or (clock.paused_at is None and clock.due_at <= now)


def reopen_clocks(file: CaseFile, order: Order) -> None:
    """Restarts an order's closing clock after a failed check, as if it had never stopped."""
    revive(file, ClockKind.CLOSE, order.id, {"met", "late"})


def revive_promise(file: CaseFile) -> None:
    """Restarts the clock of the promise to the citizen, as if it had never stopped; also a cancelled one."""
    revive(file, ClockKind.ANSWER, None, {"met", "late", "cancelled"})


def revive(file: CaseFile, kind: ClockKind, order_id: UUID | None, ended: Collection[str]) -> None:
    """Restarts the clocks of a kind that ended in one of these ways."""
    revived: list[tuple[ClockRow, datetime]] = []
    for clock in file.clocks:
        if clock.order_id == order_id and clock.kind == kind and clock.ended in ended:
            clock.stopped_at = clock.ended = None
            revived.append((clock, clock.due_at))
    file.changed_clocks("reopened", revived)


def change(file: CaseFile, why: str, clocks: Iterable[ClockRow], edit: Callable[[ClockRow], None]) -> None:
    """Edits the terms of clocks, recalculates their due times and records the change."""
    edited: list[tuple[ClockRow, datetime]] = []
    for clock in clocks:
        was = clock.due_at
        edit(clock)
        reckon(file.profile, clock)
        edited.append((clock, was))
    file.changed_clocks(why, edited)
