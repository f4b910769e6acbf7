"""What operators and the dispatch desk do: correct, send, answer, refuse, void, ask, urge, withdraw."""

from dataclasses import dataclass

from lianxin.cases.commands.checking import SecondPersonNeeded
from lianxin.cases.commands.praise import tell_praised
from lianxin.cases.commands.registry import Nothing, case_command, order_command, said, waiting
from lianxin.cases.commands.side_records import decide_record, settle_records, side_record
from lianxin.cases.core.callbacks import is_sampled, plan_callback
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.clocks import DESK_CLOCKS, start_clock
from lianxin.cases.core.merged import let_go
from lianxin.cases.core.orders import (
    follow,
    give_order,
    give_orders,
    may_stand,
    resume_case,
    seek_information,
)
from lianxin.cases.core.promises import accept, finish_promise, object_to
from lianxin.cases.core.routing import check_not_pushed_down, direction_of
from lianxin.cases.core.rows import Order
from lianxin.cases.events import NO_DETAILS, MoveDetails, RecordDetails
from lianxin.cases.rules.dispatch import Direction
from lianxin.cases.rules.screening import HoldReason
from lianxin.cases.rules.states import OPEN_CASE, CaseMove, CaseStatus, OrderMove, OrderStatus
from lianxin.cases.rules.words import ClockKind, Nature, TextKind
from lianxin.kernel.errors import BadField
from lianxin.people import Action, Actor

URGED = OPEN_CASE - {CaseStatus.DRAFT} | {CaseStatus.MERGED}
"""States in which a case may be urged; the urge of a merged case reaches its primary."""


@dataclass(frozen=True)
class Send:
    """An empty unit lets the rules decide; what they cannot decide waits at the dispatch desk."""

    unit: str = said("unit", "")
    co_units: list[str] = said("units", [])
    reason: str = said("prose", "")


@dataclass(frozen=True)
class Dispatch:
    """The lead unit, its co-units and the reason."""

    unit: str = said("unit")
    co_units: list[str] = said("units", [])
    reason: str = said("prose", "")


@dataclass(frozen=True)
class Statement:
    """Words in free text."""

    words: str = said("prose")


@dataclass(frozen=True)
class Refusal:
    """Why the request is not accepted, and the way that is open to the citizen (`remedy`)."""

    reason: str = said("refusal")
    remedy: str = said("prose")


@dataclass(frozen=True)
class CoUnit:
    """The unit that joins the lead unit."""

    unit: str = said("unit")


UNASSIGNED = (CaseStatus.DRAFT, CaseStatus.SCREENING, CaseStatus.PENDING_DISPATCH)
"""The states in which no unit leads a case, so that the hotline may still end it."""


@case_command(Action.OPEN_CASE, CaseStatus.DRAFT, asks=Send, key="d")
async def send_case(file: CaseFile, actor: Actor, ask: Send) -> None:
    """Accepts the request and sends it to the given unit, to the unit that the rules name, or to the dispatch desk.

    A sealed tip-off waits for its keepers instead.
    """
    if file.case.nature == Nature.PRAISE:
        tell_praised(file, ask.unit)
        return
    await accept(file)
    if file.case.sealed:
        hold_case(file, HoldReason.OFFICIAL)
        return
    if ask.unit:
        await check_not_pushed_down(file, ask.unit)
    direct_case(file, Direction(ask.unit, "operator", {}) if ask.unit else await direction_of(file), ask)


def hold_case(file: CaseFile, why: HoldReason) -> None:
    """Holds the case until a person has looked at it."""
    file.move_case(CaseMove.SCREEN, MoveDetails(why=why))
    start_clock(file, ClockKind.SCREENING)


def direct_case(file: CaseFile, direction: Direction, ask: Send) -> None:
    """Sends the case where a direction says: to its unit, or to the dispatch desk."""
    if direction.unit is None:
        file.move_case(CaseMove.SEND_TO_DESK)
        start_clock(file, ClockKind.DISPATCH)
        return
    file.move_case(CaseMove.DISPATCH)
    give_orders(file, direction, ask.co_units, ask.reason)


async def leave_desks(file: CaseFile) -> None:
    """Ends the work of desks and units on a case that the hotline ends itself; merged cases go on alone."""
    if file.case.state is CaseStatus.DRAFT:
        return
    file.stop(DESK_CLOCKS)
    file.end_orders(OrderMove.CANCEL)
    await let_go(file)


@case_command(Action.DISPATCH, CaseStatus.SCREENING, CaseStatus.PENDING_DISPATCH, asks=Dispatch, key="d")
async def dispatch_case(file: CaseFile, _actor: Actor, ask: Dispatch) -> None:
    """The dispatch desk sends the case to a unit; to a street what belongs to a bureau only after a ruling."""
    await check_not_pushed_down(file, ask.unit)
    file.move_case(CaseMove.DISPATCH)
    file.stop(DESK_CLOCKS)
    give_orders(file, Direction(ask.unit, "desk", {}), ask.co_units, ask.reason)


@case_command(Action.OPEN_CASE, *UNASSIGNED, asks=Statement, key="a")
async def answer_case(file: CaseFile, _actor: Actor, ask: Statement) -> None:
    """Answers the citizen at once, without a unit. The citizen can still re-open the case.

    Whoever came back after an earlier answer is asked about the new one; of the others a share is asked.
    """
    await accept(file)
    file.write(TextKind.ANSWER, ask.words, to_citizen=True)
    await leave_desks(file)
    file.move_case(CaseMove.ANSWER)
    file.case.outcome_unit = "explained"
    finish_promise(file)
    start_clock(file, ClockKind.REOPEN)
    if file.case.reopenings or is_sampled(file):
        await plan_callback(file)


@case_command(Action.OPEN_CASE, *UNASSIGNED, asks=Refusal)
async def refuse_case(file: CaseFile, _actor: Actor, ask: Refusal) -> None:
    """Refuses the request and gives the citizen the reason and other ways to get help. A shift lead confirms.

    Raises BadField for a reason that the city does not name.
    """
    if ask.reason not in file.profile.refusals:
        raise BadField(field="reason", problem="not_an_option", options=[*file.profile.refusals])
    await accept(file)
    file.write(TextKind.ANSWER, ask.remedy, to_citizen=True)
    await leave_desks(file)
    file.move_case(CaseMove.REFUSE, MoveDetails(reason=ask.reason))
    finish_promise(file)
    side_record(file, "refusal", "asked", RecordDetails(reason=ask.reason))
    start_clock(file, ClockKind.OBJECT)


@case_command(Action.CONFIRM, *UNASSIGNED, asks=Statement)
async def void_case(file: CaseFile, _actor: Actor, ask: Statement) -> None:
    """Voids a test, a duplicate entry or rubbish; a shift lead confirms."""
    file.write(TextKind.REASON, ask.words)
    await leave_desks(file)
    file.stop((ClockKind.ANSWER,), ended="cancelled")
    file.move_case(CaseMove.VOID)


@case_command(Action.DISPATCH, CaseStatus.HANDLING, CaseStatus.RESPONSIBILITY_REVIEW, asks=CoUnit)
async def add_co_unit(file: CaseFile, _actor: Actor, ask: CoUnit) -> None:
    """Adds a co-unit. The lead remains responsible for the one reply."""
    give_order(file, ask.unit, "co", "desk", {})


def is_co(_file: CaseFile, order: Order | None) -> bool:
    """A co-handling order."""
    return order is not None and order.role == "co"


@order_command(
    Action.DISPATCH,
    OrderStatus.DISPATCHED,
    OrderStatus.IN_PROGRESS,
    OrderStatus.RETURN_REQUESTED,
    asks=Statement,
    fits=is_co,
)
async def release_order(file: CaseFile, order: Order, ask: Statement) -> None:
    """Releases a co-unit that is no longer needed."""
    file.write(TextKind.REASON, ask.words, order)
    file.end_orders(OrderMove.RELEASE, file.tree(order))
    follow(file)


@case_command(
    Action.EDIT_CASE,
    CaseStatus.SCREENING,
    CaseStatus.PENDING_DISPATCH,
    CaseStatus.HANDLING,
    asks=Statement,
    key="q",
    offered=may_stand,
)
async def ask_information(file: CaseFile, _actor: Actor, ask: Statement) -> None:
    """Asks the citizen for missing information. The clocks are paused for a limited time."""
    seek_information(file, ask.words, None)


@case_command(Action.EDIT_CASE, CaseStatus.NEEDS_INFORMATION, asks=Statement, key="i")
async def give_information(file: CaseFile, _actor: Actor, ask: Statement) -> None:
    """Records the citizen's information and returns the case to its earlier state."""
    file.write(TextKind.INFORMATION, ask.words)
    resume_case(file, "information")


@case_command(Action.URGE, *sorted(URGED), asks=Statement, key="u")
async def urge_case(file: CaseFile, _actor: Actor, ask: Statement) -> None:
    """Urges the case for the citizen or the hotline and sets the flag 催, which stays."""
    file.case.urged = True
    side_record(file, "urge", "done", NO_DETAILS, ask.words)


@case_command(Action.SEE_CASE, *(s for s in CaseStatus if s != CaseStatus.VOID), asks=Statement, key="n")
async def add_note(file: CaseFile, _actor: Actor, ask: Statement) -> None:
    """Adds a note for the staff of this case; the citizen does not see it."""
    file.write(TextKind.NOTE, ask.words)


@case_command(Action.CONFIRM, CaseStatus.NOT_ACCEPTED, asks=Nothing, offered=waiting("refusal"))
async def confirm_refusal(file: CaseFile, actor: Actor, _ask: Nothing) -> None:
    """A shift lead confirms that the case was rightly not accepted; of a sealed tip-off, the other keeper."""
    refusal = await decide_record(file, "refusal", "confirmed", "")
    if file.case.sealed and refusal.made_by == actor.ref:
        raise SecondPersonNeeded(number=file.case.number)


@case_command(Action.OPEN_CASE, CaseStatus.NOT_ACCEPTED, asks=Statement)
async def object_refusal(file: CaseFile, _actor: Actor, ask: Statement) -> None:
    """Records the citizen's objection to a refusal; the dispatch desk decides again."""
    object_to(file, ask.words)
    await settle_records(file, "refusal", "objected")
