"""Corrections of a case: what the desk may change, what follows from it, and the clocks that are computed again."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from lianxin.cases.commands.desk import UNASSIGNED
from lianxin.cases.commands.registry import case_command, said
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.clocks import reckon_again
from lianxin.cases.core.codes import CaseCodes, check_codes
from lianxin.cases.core.orders import ComplainedUnit, is_blamed
from lianxin.cases.core.routing import spoken_words
from lianxin.cases.core.rows import Case
from lianxin.cases.events import CaseChanged, FieldValue
from lianxin.cases.rules.intake_fields import COMPANY_FACTS, bound_of
from lianxin.cases.rules.states import OPEN_CASE, OPEN_ORDER
from lianxin.cases.rules.words import Nature, Urgency
from lianxin.city import Profile
from lianxin.kernel.ids import CitizenId
from lianxin.kernel.masked_names import HiddenName
from lianxin.kernel.masking import mask_text
from lianxin.language import lexemes
from lianxin.people import Action, Actor, hidden_name, keepers_of_sealed


@dataclass(frozen=True)
class Correct:
    """What is left None stays as it is."""

    nature: str | None = said("choice", None, options=Nature)
    topic: str | None = said("topic", None)
    urgency: str | None = said("choice", None, options=Urgency)
    district: str | None = said("division", None)
    street: str | None = said("division", None)
    address: str | None = said("line", None, limit=200)
    title: str | None = said("line", None, limit=120)
    needed_by: datetime | None = said("moment", None)
    expedite: bool | None = said("flag", None)
    confidential: bool | None = said("flag", None)
    complained: list[str] | None = said("units", None)
    company: str | None = said("line", None, limit=bound_of("company"))
    company_address: str | None = said("line", None, limit=bound_of("company_address"))
    order_number: str | None = said("line", None, limit=bound_of("order_number"))
    paid: str | None = said("line", None, limit=bound_of("paid"))
    paid_on: str | None = said("line", None, limit=bound_of("paid_on"))


FREE_TEXT = frozenset({"title", "address", *COMPANY_FACTS})


def _value_of(field: Any) -> FieldValue:
    """A case's field as the log keeps it: times as ISO 8601 text."""
    return field.isoformat() if isinstance(field, datetime) else field


@case_command(Action.EDIT_CASE, *sorted(OPEN_CASE), asks=Correct, key="m")
async def correct_case(file: CaseFile, _actor: Actor, ask: Correct) -> None:
    """Corrects facts of the case. A new class or deadline recomputes the running clocks from their old start."""
    hidden = await hidden_name(file.work, CitizenId(file.case.citizen_id)) if file.case.citizen_id else HiddenName()
    changes = _apply(file.case, completed(file.profile, ask, file.case, hidden))
    blamed = [order.unit for order in file.orders if order.state in OPEN_ORDER and is_blamed(file, order.unit)]
    if blamed and "complained" in changes:
        raise ComplainedUnit(units=blamed, number=file.case.number)
    if file.case.nature != Nature.PRAISE:
        file.case.praised_unit = None
    if await is_about_officials(file):
        file.case.sealed = True
        changes["sealed"] = (False, True)
    if changes:
        file.record(CaseChanged(changes))
    if changes.keys() & FREE_TEXT:
        case = file.case
        await find_by(file, hidden.remove(f"{case.title} {case.address} {case.company} {case.order_number}"))
    if changes.keys() & {"urgency", "nature", "topic", "needed_by"}:
        reckon_again(file, "needed_by" if "needed_by" in changes else "urgency")


def _apply(case: Case, corrections: Correct) -> dict[str, tuple[FieldValue, FieldValue]]:
    """Writes the corrections into the case; returns what differed, as CaseChanged has it."""
    changes: dict[str, tuple[FieldValue, FieldValue]] = {}
    for name in (f.name for f in fields(corrections)):
        before, after = getattr(case, name), getattr(corrections, name)
        if after not in (None, before):
            setattr(case, name, after)
            changes[name] = (None, None) if name in FREE_TEXT else (_value_of(before), _value_of(after))
    return changes


async def is_about_officials(file: CaseFile) -> bool:
    """Whether the case is a tip-off that must be sealed now: only its nature as corrected says so.

    A case that a unit has, or in which there is danger, stays open to those who work on it.
    """
    case = file.case
    if case.sealed or case.nature != Nature.TIP_OFF or case.urgency == Urgency.CRITICAL or case.state not in UNASSIGNED:
        return False
    return file.profile.sealed.fits(await spoken_words(file)) and bool(await keepers_of_sealed(file.work))


def completed(profile: Profile, ask: Correct, case: Case, name: HiddenName) -> Correct:
    """The corrections with what follows from them; raises BadField.

    A street is in its district, another district has other streets, a tip-off is confidential in any case. A title and
    the facts of a company are kept masked, a title of a confidential case also without names.
    """
    check_codes(profile, _codes_of(ask))
    district, street = ask.district, ask.street
    if street:
        district = profile.district_of(street).code
    elif district is not None and district != case.district:
        street = ""
    secret = (case.nature if ask.nature is None else ask.nature) == Nature.TIP_OFF
    confidential = True if secret else ask.confidential
    title = mask_text(ask.title) if ask.title else ask.title
    if case.confidential if confidential is None else confidential:
        title = name.mask(title or case.title)
    return replace(
        ask,
        district=district,
        street=street,
        confidential=confidential,
        title=title,
        **{fact: mask_text(text.strip()) for fact in COMPANY_FACTS if (text := getattr(ask, fact)) is not None},
    )


def _codes_of(ask: Correct) -> CaseCodes:
    """The codes and times of a correction."""
    return CaseCodes(
        nature=ask.nature,
        urgency=ask.urgency,
        topic=ask.topic,
        district=ask.district,
        street=ask.street,
        complained=ask.complained,
        needed_by=ask.needed_by,
    )


async def find_by(file: CaseFile, text: str) -> None:
    """Lets the case be found by these words too."""
    await file.work.run(
        "UPDATE case_search SET words = words || %(words)s::tsvector"
        " WHERE city_id = %(city)s AND case_id = %(case_id)s",
        words=lexemes(text),
        case_id=file.case.id,
    )
