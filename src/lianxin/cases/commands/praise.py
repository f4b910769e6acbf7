"""Praise: told to the unit praised, with whom the citizen thanks and the case it is about; the unit takes note."""

from dataclasses import dataclass

from lianxin.cases.commands.registry import Nothing, case_command, said, waiting
from lianxin.cases.commands.side_records import decide_record, side_record
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.clocks import DESK_CLOCKS, start_clock
from lianxin.cases.core.locking import case_of_number, check_sight, read_case
from lianxin.cases.core.orders import check_may_be_asked
from lianxin.cases.core.rows import Order
from lianxin.cases.events import CaseLinked, RecordDetails
from lianxin.cases.rules.intake_fields import bound_of
from lianxin.cases.rules.number import read_number
from lianxin.cases.rules.states import CaseMove, CaseStatus
from lianxin.cases.rules.words import ClockKind, Nature, TextKind
from lianxin.people import Action, Actor

_TOLD = sorted(status for status in CaseStatus if status not in {CaseStatus.DRAFT, CaseStatus.VOID})


@dataclass(frozen=True)
class Praised:
    """Who is praised, and in which case. The person's name is words: kept as a text, never in an event."""

    unit: str = said("unit")
    person: str = said("line", "", limit=bound_of("praised"))
    number: str = said("case", "")


def is_praise(file: CaseFile, _order: Order | None) -> bool:
    """Praise has its own way: told to the unit, no clock."""
    return file.case.nature == Nature.PRAISE


def is_ours(file: CaseFile, _order: Order | None) -> bool:
    """Only the unit that was praised, or its successor, takes note of it; those above it see it."""
    praised = file.case.praised_unit
    return praised is not None and file.acting_unit in {None, praised, file.profile.heir(praised)}


@case_command(Action.OPEN_CASE, CaseStatus.DRAFT, CaseStatus.SCREENING, asks=Praised, fits=is_praise)
async def inform_unit(file: CaseFile, actor: Actor, ask: Praised) -> None:
    """Informs the unit that it was praised, with the person thanked and the case it is about."""
    if ask.person.strip():
        file.write(TextKind.PRAISED, ask.person.strip())
    if ask.number.strip():
        other = await case_of_number(file.work, read_number(ask.number))
        check_sight(await read_case(file.work, other), actor)
        file.case.linked_to = other
        file.record(CaseLinked("praises", other))
    tell_praised(file, ask.unit)


def tell_praised(file: CaseFile, unit: str) -> None:
    """Praise goes for information to whom it is about, and has no clock of work; raises UnknownUnit, ComplainedUnit."""
    check_may_be_asked(file, unit)
    file.case.praised_unit = unit
    side_record(file, "praise", "told", RecordDetails(unit=unit))
    file.case.accepted_at = file.now
    file.move_case(CaseMove.INFORM)
    file.stop((*DESK_CLOCKS, ClockKind.ANSWER), ended="cancelled")
    file.case.closed_at = file.now
    start_clock(file, ClockKind.REOPEN)


@case_command(Action.HANDLE, *_TOLD, fits=is_ours, key="y", offered=waiting("praise"))
async def note_praise(file: CaseFile, _actor: Actor, _ask: Nothing) -> None:
    """The unit has read the praise and passed it on; the praise leaves the unit's desk."""
    await decide_record(file, "praise", "noted", "", waiting="told")
