"""Ending a case in the citizen's name: what staff report needs a second person, unless the citizen pressed it."""

from lianxin.cases.commands.checking import SecondPersonNeeded
from lianxin.cases.commands.decisions import Decision
from lianxin.cases.commands.desk import Statement
from lianxin.cases.commands.registry import case_command, waiting
from lianxin.cases.commands.side_records import (
    RecordRow,
    decide_record,
    records_of,
    settle_records,
    side_record,
    waiting_record,
)
from lianxin.cases.core.callbacks import drop_callbacks
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.clocks import start_clock
from lianxin.cases.core.merged import let_go
from lianxin.cases.core.promises import end_case
from lianxin.cases.events import MoveDetails, RecordDetails
from lianxin.cases.rules.states import OPEN_CASE, CaseMove, CaseStatus, OrderMove
from lianxin.cases.rules.words import ClockKind, TextKind
from lianxin.people import Action, Actor

WITHDRAWAL = "withdrawal"
CITIZEN, STAFF = "citizen", "staff"


@case_command(Action.WITHDRAW, *sorted(OPEN_CASE), asks=Statement)
async def withdraw_case(file: CaseFile, _actor: Actor, ask: Statement) -> None:
    """Withdraws the case if its citizen pressed it, or a form not sent yet; otherwise asks a second person to confirm.

    The hotline confirms a withdrawal with the citizen, never the unit.
    """
    waits = await records_of(file, WITHDRAWAL)
    if any(pressed(one) for one in waits) or file.case.state is CaseStatus.DRAFT:
        file.write(TextKind.REASON, ask.words)
        await withdraw(file, CITIZEN)
        return
    if waits:
        raise SecondPersonNeeded(number=file.case.number)
    details = RecordDetails(why=STAFF, unit=file.case.lead_unit)
    side_record(file, WITHDRAWAL, "asked", details, ask.words)


def pressed(record: RecordRow) -> bool:
    """Whether the citizen asked for it on their own page."""
    return record.made_by.startswith(CITIZEN)


async def withdraw(file: CaseFile, why: str) -> None:
    """Ends orders, clocks and callbacks; the citizen may object for the time that the city sets."""
    right = ClockKind.REOPEN if file.case.state is CaseStatus.DRAFT else ClockKind.OBJECT
    await settle_records(file, WITHDRAWAL, "confirmed")
    file.move_case(CaseMove.WITHDRAW, MoveDetails(why=why))
    end_case(file, OrderMove.CANCEL)
    await drop_callbacks(file)
    await let_go(file)
    start_clock(file, right)


@case_command(Action.CONFIRM, *sorted(OPEN_CASE), asks=Decision, offered=waiting(WITHDRAWAL))
async def confirm_withdrawal(file: CaseFile, actor: Actor, ask: Decision) -> None:
    """A second person confirms with the citizen that the case is withdrawn; the citizen is told and may object."""
    record = await waiting_record(file, WITHDRAWAL)
    if record.made_by == actor.ref:
        raise SecondPersonNeeded(number=file.case.number)
    file.write(TextKind.REASON, ask.reason)
    await withdraw(file, CITIZEN if pressed(record) else STAFF)


@case_command(Action.CONFIRM, *sorted(OPEN_CASE), asks=Decision, offered=waiting(WITHDRAWAL))
async def refuse_withdrawal(file: CaseFile, _actor: Actor, ask: Decision) -> None:
    """The citizen does not want to withdraw: the case goes on."""
    await decide_record(file, WITHDRAWAL, "refused", ask.reason)
