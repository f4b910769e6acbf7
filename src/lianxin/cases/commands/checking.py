"""Is the reply good enough to call the citizen? One look, and a second person for a doubtful one that claims solved."""

from dataclasses import dataclass

from lianxin.cases.commands.decisions import Decision
from lianxin.cases.commands.registry import case_command, said
from lianxin.cases.commands.side_records import decide_record, side_record
from lianxin.cases.core.callbacks import calls_open_at, plan_callback
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.clocks import reopen_clocks, start_clock
from lianxin.cases.core.closing import close
from lianxin.cases.core.merged import ask_merged_citizens, merged_into
from lianxin.cases.core.rows import Order
from lianxin.cases.events import MoveDetails, RecordDetails
from lianxin.cases.rules.states import CaseMove, CaseStatus, OrderMove, OrderStatus
from lianxin.cases.rules.words import CheckReason, ClockKind, Doubt, Outcome, TextKind
from lianxin.kernel.errors import Conflict
from lianxin.people import Action, Actor

SECOND = "second_check"


class SecondPersonNeeded(Conflict):
    """This step needs two people: whoever took the first one cannot confirm it."""

    code = "cases.second_person_needed"


@dataclass(frozen=True)
class MaybeNote:
    """The checker's note; it may be empty."""

    note: str = said("prose", "")


@dataclass(frozen=True)
class SentBack:
    """What the reply lacks, from the checker's list, and what the unit is to do."""

    note: str = said("prose")
    reasons: list[str] = said("choices", [], options=CheckReason)


def doubts_of(file: CaseFile) -> list[str]:
    """Returns the doubts of the round's replies that need a second person.

    They are those of replies that claim the matter solved, and of replies that call pointing to the courts an answer.
    """
    return sorted({doubt for order in file.round_orders() for doubt in order.doubts if _needs_second(order, doubt)})


def _needs_second(order: Order, doubt: str) -> bool:
    return order.outcome == Outcome.SOLVED or (order.outcome == Outcome.EXPLAINED and doubt == Doubt.COURT_ONLY)


def waits_for_second(file: CaseFile, _order: Order | None) -> bool:
    """Somebody passed a doubtful reply, and a second person must confirm it."""
    return file.lead is not None and file.lead.checked_by is not None


def unchecked(file: CaseFile, _order: Order | None) -> bool:
    """Nobody has passed the reply yet."""
    return not waits_for_second(file, None)


@case_command(Action.CHECK, CaseStatus.CHECKING, asks=MaybeNote, fits=unchecked, key="y")
async def pass_check(file: CaseFile, actor: Actor, ask: MaybeNote) -> None:
    """Passes the reply and plans a callback. A doubtful reply that claims solved waits for a second decision."""
    if ask.note:
        file.write(TextKind.CHECK_NOTE, ask.note)
    doubts, lead = doubts_of(file), file.lead
    if doubts and lead:
        lead.checked_by = actor.ref
        side_record(file, SECOND, "asked", RecordDetails(why=",".join(doubts)), order=lead)
        return
    await accept_reply(file)


async def accept_reply(file: CaseFile) -> None:
    """Accepts the orders and plans a callback; closes the case if no way to ask the citizen is known."""
    if file.lead:
        file.lead.checked_by = None
    file.end_orders(OrderMove.ACCEPT, file.round_orders())
    file.move_case(CaseMove.PASS_CHECK)
    file.stop((ClockKind.CHECK,))
    file.case.forget_verdict()
    asked = await plan_callback(file)
    await ask_merged_citizens(file, await merged_into(file))
    if asked:
        start_clock(file, ClockKind.CALLBACK, since=calls_open_at(file))
    else:
        await close(file, CaseMove.CLOSE_UNASKED, verified=False)


@case_command(Action.CHECK, CaseStatus.CHECKING, asks=SentBack, fits=unchecked, key="x")
async def fail_check(file: CaseFile, _actor: Actor, ask: SentBack) -> None:
    """Sends the reply back; the unit continues, as if its clock had never stopped."""
    send_back(file, ask.note, ask.reasons)


def send_back(file: CaseFile, note: str, reasons: list[str]) -> None:
    """Gives the lead order back to its unit with the reasons; the clock of closing continues."""
    file.write(TextKind.CHECK_NOTE, note, file.lead)
    file.move_case(CaseMove.FAIL_CHECK, MoveDetails(reasons=reasons) if reasons else None)
    file.stop((ClockKind.CHECK,))
    for order in file.round_orders():
        if order.state is OrderStatus.REPLIED and order.role == "lead":
            file.move_order(order, OrderMove.FAIL_CHECK)
            order.replied_at = order.checked_by = None
            reopen_clocks(file, order)


@case_command(Action.CONFIRM, CaseStatus.CHECKING, asks=Decision, fits=waits_for_second)
async def confirm_check(file: CaseFile, actor: Actor, ask: Decision) -> None:
    """A second person confirms that a doubtful reply solved the matter; raises SecondPersonNeeded for the first one."""
    if file.lead is None or file.lead.checked_by == actor.ref:
        raise SecondPersonNeeded(number=file.case.number)
    await decide_record(file, SECOND, "confirmed", ask.reason)
    await accept_reply(file)


@case_command(Action.CONFIRM, CaseStatus.CHECKING, asks=Decision, fits=waits_for_second)
async def refuse_check(file: CaseFile, _actor: Actor, ask: Decision) -> None:
    """A second person finds that a doubtful reply did not solve the matter; it goes back to the unit."""
    await decide_record(file, SECOND, "refused", "")
    send_back(file, ask.reason, [CheckReason.OUTCOME])
