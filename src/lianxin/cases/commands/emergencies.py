"""Hands a case over to an emergency service, from every state before a reply, and records the service's answer."""

from dataclasses import dataclass

from lianxin.cases.commands.desk import Dispatch
from lianxin.cases.commands.registry import case_command, check_fields, said
from lianxin.cases.commands.side_records import NoRecord, SeveralWait, records_of, settle, settle_records, side_record
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.clocks import DESK_CLOCKS, resume_clocks, start_clock
from lianxin.cases.core.merged import let_go
from lianxin.cases.core.orders import AlreadyAsked, give_orders
from lianxin.cases.core.promises import accept, end_work, finish_promise
from lianxin.cases.core.routing import check_not_pushed_down
from lianxin.cases.events import MoveDetails, RecordDetails
from lianxin.cases.rules.dispatch import Direction
from lianxin.cases.rules.states import BEFORE_REPLY, CaseMove, CaseStatus, OrderMove
from lianxin.cases.rules.words import ClockKind, TextKind
from lianxin.city import EmergencyService
from lianxin.people import Action, Actor


@dataclass(frozen=True)
class Emergency:
    """The emergency service that the case is handed to, with a note for it."""

    service: str = said("choice", options=EmergencyService)
    note: str = said("prose", "")


@dataclass(frozen=True)
class Receipt:
    """The person at the emergency service who confirmed receipt, by name or service number.

    `service` says which one, if the case was handed to several.
    """

    contact: str = said("line", limit=100)
    service: str = said("choice", "", options=EmergencyService)


@case_command(Action.OPEN_CASE, *sorted(BEFORE_REPLY | {CaseStatus.EMERGENCY_TRANSFERRED}), asks=Emergency, key="e")
async def transfer_emergency(file: CaseFile, _actor: Actor, ask: Emergency) -> None:
    """Hands a danger to life or safety to an emergency service, which confirms receipt or gives the case back.

    Open orders and the clocks of the work end; the promise to the citizen goes on until the service has confirmed.
    A case handed over already is handed to a further service; raises AlreadyAsked if it waits for this one.
    """
    if file.case.state is CaseStatus.EMERGENCY_TRANSFERRED:
        if any(one.details.service == ask.service for one in await records_of(file, "emergency", "sent")):
            raise AlreadyAsked(unit=ask.service, number=file.case.number)
        side_record(file, "emergency", "sent", RecordDetails(service=ask.service), ask.note)
        return
    await accept(file)
    paused = file.running((ClockKind.INFORMATION, ClockKind.SUSPENSION))
    file.move_case(CaseMove.TRANSFER_EMERGENCY, MoveDetails(service=ask.service))
    file.stop(DESK_CLOCKS)
    end_work(file, OrderMove.CANCEL)
    for pause in paused:
        resume_clocks(file, pause.kind, file.now)
    file.case.resume_to = None
    await let_go(file)
    side_record(file, "emergency", "sent", RecordDetails(service=ask.service), ask.note)
    start_clock(file, ClockKind.EMERGENCY)


async def hand_to_service(file: CaseFile, actor: Actor, service: str) -> None:
    """Hands a case just opened over to an emergency service; raises BadField."""
    ask = Emergency(service)
    check_fields(ask)
    await transfer_emergency(file, actor, ask)


@case_command(Action.OPEN_CASE, CaseStatus.EMERGENCY_TRANSFERRED, asks=Receipt, key="y")
async def confirm_receipt(file: CaseFile, _actor: Actor, ask: Receipt) -> None:
    """Records who at the emergency service has confirmed receipt; the case ends when every service has.

    Raises SeveralWait if several services wait and none is named, NoRecord if the one named does not wait.
    """
    waiting = await records_of(file, "emergency", "sent")
    named = [one for one in waiting if ask.service in {"", one.details.service}]
    if waiting and len(named) != 1:
        raise (SeveralWait if named else NoRecord)(kind="emergency", number=file.case.number, count=len(named))
    answered_by = file.write(TextKind.RECEIPT, ask.contact)
    for record in named:
        settle(file, record, "confirmed", ask.contact)
    if len(waiting) > 1:
        return
    service = named[0].details.service if named else None
    file.move_case(CaseMove.CONFIRM_RECEIPT, MoveDetails(service=service, answered_by=answered_by))
    file.stop((ClockKind.EMERGENCY,))
    finish_promise(file)


@case_command(Action.OPEN_CASE, CaseStatus.EMERGENCY_TRANSFERRED, asks=Dispatch)
async def emergency_refused(file: CaseFile, _actor: Actor, ask: Dispatch) -> None:
    """Sends the case to a unit, because the emergency service gave it back; raises PushedDown."""
    await check_not_pushed_down(file, ask.unit)
    service = await _settle_transfer(file, "refused")
    file.move_case(CaseMove.EMERGENCY_REFUSED, MoveDetails(service=service))
    file.stop((ClockKind.EMERGENCY,))
    give_orders(file, Direction(ask.unit, "desk", {}), ask.co_units, ask.reason)


async def _settle_transfer(file: CaseFile, status: str) -> str | None:
    """Settles the records of transfers that wait for an answer, and returns the service of the latest."""
    settled = await settle_records(file, "emergency", status, waiting="sent")
    return settled[-1].service if settled else None
