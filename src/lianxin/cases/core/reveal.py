"""Reveals a citizen's name and number for a case: only with a reason, always recorded as an event."""

from dataclasses import dataclass, replace

from lianxin.cases.core.case_file import at_work
from lianxin.cases.core.locking import NoCase, case_of_number, check_sight, lock_case
from lianxin.cases.rules.words import TextKind
from lianxin.kernel.ids import CaseId, CitizenId, TextId
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, RevealReason, permitted, reveal_citizen


@dataclass(frozen=True)
class Revealed:
    """A citizen's unmasked data; unknown fields are empty."""

    name: str
    phone: str
    email: str


async def reveal(work: UnitOfWork, actor: Actor, number: str, reason: RevealReason, note: str) -> Revealed:
    """Returns the unmasked citizen of a case; raises NoCase, NotPermitted.

    The note is stored as a text of the case; the event records who looked and why. A unit gets name and phone only,
    and only while it works on the case.
    """
    file = await lock_case(work, await case_of_number(work, number))
    check_sight(file, actor)
    if file.case.citizen_id is None:
        raise NoCase(number=number)
    subject = file.subject_of(*at_work(file.orders))
    note_id = TextId(file.write(TextKind.REASON, note)) if note.strip() else None
    seen = await reveal_citizen(
        work,
        actor,
        CitizenId(file.case.citizen_id),
        case_id=CaseId(file.case.id),
        subject=subject,
        reason=reason,
        note=note_id,
    )
    by_unit = not permitted(actor, Action.SEE_CITIZEN, replace(subject, units=frozenset()))
    return Revealed(seen.name, seen.phone, "" if by_unit else seen.email)
