"""Commands of a citizen on their own case, opened by the link's token (`opening` finds it by number and code).

Staff permissions do not apply: whoever has the token may do what `CITIZEN_MAY` allows, with this case only.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import LiteralString
from uuid import UUID

from lianxin.cases.commands.followup import Verdict, reopen, take_verdict
from lianxin.cases.commands.intake import IntakeForm, Opened, check_form, send_opened, take_in
from lianxin.cases.commands.registry import check_fields, said
from lianxin.cases.commands.side_records import settle_records, side_record
from lianxin.cases.core.callbacks import NoCallback
from lianxin.cases.core.case_attachments import attach
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.citizen_rights import CITIZEN_MAY, CitizenStanding, open_to_citizen, ref_of_citizen, standing_of
from lianxin.cases.core.dangers import read_later_words
from lianxin.cases.core.merged import go_on_alone, hand_on_callback, tell_primary
from lianxin.cases.core.orders import resume_case
from lianxin.cases.core.promises import object_to
from lianxin.cases.core.public_terms import IS_PUBLIC
from lianxin.cases.events import NO_DETAILS
from lianxin.cases.rules.states import IllegalMove
from lianxin.cases.rules.words import Nature, TextKind
from lianxin.city import current_profile
from lianxin.files import StoredFile
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Actor, keep_citizens

OWN_WORDS = 2000  # characters


@dataclass(frozen=True)
class OwnWords:
    """The citizen's words, and photos with them."""

    words: str = said("prose", limit=OWN_WORDS)
    files: tuple[StoredFile, ...] = ()


@dataclass(frozen=True)
class MaybeOwnWords:
    words: str = said("prose", "", limit=OWN_WORDS)


OWN_CASE = (
    "SELECT id FROM cases WHERE city_id = %(city)s AND number = %(number)s AND citizen_id = %(citizen_id)s"
    " AND status <> 'void'"
)


_PUBLISHED_CASE: LiteralString = (
    "SELECT c.id FROM side_records s JOIN cases c ON c.city_id = s.city_id AND c.id = s.case_id"
    f" WHERE s.city_id = %(city)s AND s.id = %(publication)s AND {IS_PUBLIC}"
)


async def submit_case(
    work: UnitOfWork,
    form: IntakeForm,
    files: tuple[StoredFile, ...] = (),
    praises: str | None = None,
    joins: UUID | None = None,
) -> Opened:
    """Opens a case for a citizen, which waits for a person or goes to the unit that the rules name.

    Praise stays a draft until the hotline informs the praised unit. `praises` is the number of the case that is
    praised: it is linked if it is the citizen's own, otherwise only appended to the text of who is praised.
    `joins` is the publication of a matter that the citizen has too: the new case is linked to it, where the city
    allows it and as long as it is public. Raises BadField, InvalidPhone, InvalidMailbox.
    """
    profile = await current_profile(work)
    check_form(profile, form)
    [citizen] = await keep_citizens(work, [form.person])
    work.actor = ref_of_citizen(citizen.id)
    if praises and form.nature == Nature.PRAISE:
        own = await work.value(OWN_CASE, number=praises, citizen_id=citizen.id)
        form = replace(form, linked_to=own, praised=form.praised if own else f"{form.praised} {praises}".strip())
    elif joins and profile.public.summaries and profile.public.joining:
        form = replace(form, linked_to=await work.value(_PUBLISHED_CASE, publication=joins))
    [opened] = await take_in(work, [replace(form, citizen_id=citizen.id)])
    for stored in files:
        attach(opened.file, stored)
    await send_opened(opened, Actor(work.actor))
    return opened


async def add_words(at: CitizenStanding, ask: OwnWords) -> None:
    """Adds words and files of the citizen."""
    for stored in ask.files:
        attach(at.file, stored)
    at.file.write(TextKind.ADDITION, ask.words)


async def _give_information(at: CitizenStanding, ask: OwnWords) -> None:
    """Records the citizen's answer to a question and resumes the case."""
    for stored in ask.files:
        attach(at.file, stored)
    at.file.write(TextKind.INFORMATION, ask.words)
    resume_case(at.file, "information")


async def urge(at: CitizenStanding, ask: MaybeOwnWords) -> None:
    """Records that the citizen urged the case; at most once a day."""
    at.file.case.urged = True
    side_record(at.file, "urge", "done", NO_DETAILS, ask.words)


async def ask_withdrawal(at: CitizenStanding, ask: MaybeOwnWords) -> None:
    """Records that the citizen asks to withdraw the case; the hotline confirms it with them."""
    side_record(at.file, "withdrawal", "asked", NO_DETAILS, ask.words)


async def reopen_by_citizen(at: CitizenStanding, ask: OwnWords) -> None:
    """Re-opens the case for the citizen; a merged one goes on alone, because its primary was closed for others too."""
    if at.primary is None:
        reopen(at.file, ask.words)
        return
    at.file.write(TextKind.ADDITION, ask.words)
    await hand_on_callback(at.file)
    await go_on_alone(at.file)


async def object_by_citizen(at: CitizenStanding, ask: OwnWords) -> None:
    """Records the citizen's objection to a refusal, and settles the refusal's record."""
    object_to(at.file, ask.words)
    await settle_records(at.file, "refusal", "objected")


async def answer_survey(at: CitizenStanding, ask: Verdict) -> None:
    """Records the citizen's answer to the callback on the page, also after unreached calls; raises NoCallback."""
    if at.callback is None:
        raise NoCallback(number=at.file.case.number)
    await take_verdict(at.file, ask, at.callback)


CITIZEN_DOES: Mapping[str, tuple[type, Callable[..., Awaitable[None]]]] = {
    "give_information": (OwnWords, _give_information),
    "answer_survey": (Verdict, answer_survey),
    "reopen": (OwnWords, reopen_by_citizen),
    "object": (OwnWords, object_by_citizen),
    "add_words": (OwnWords, add_words),
    "urge": (MaybeOwnWords, urge),
    "ask_withdrawal": (MaybeOwnWords, ask_withdrawal),
}
"""The input and the function of each action in `CITIZEN_MAY`."""


async def act_as_citizen(work: UnitOfWork, token: str, name: str, ask: object) -> CaseFile:
    """Locks the case that the token opens and runs a citizen's action on it; raises NoLink, IllegalMove or BadField."""
    at = await standing_of(work, token, lock=True)
    check_fields(ask)
    if not CITIZEN_MAY[name](at):
        raise IllegalMove(
            state=at.file.case.status, move=name, number=at.file.case.number, possible=open_to_citizen(at)
        )
    await CITIZEN_DOES[name][1](at, ask)
    await tell_primary(at.file)
    await read_later_words(at.file)
    return at.file
