"""A citizen's words become a case, whatever the channel."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from lianxin.cases.commands.desk import Send, Statement, answer_case, send_case
from lianxin.cases.commands.registry import check_fields
from lianxin.cases.commands.screening import send_unread
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.codes import CaseCodes, check_codes, check_degrees
from lianxin.cases.core.intake_records import keep_danger, keep_extra
from lianxin.cases.core.numbers import take_number
from lianxin.cases.core.routing import foresee_rulings
from lianxin.cases.core.rows import Case
from lianxin.cases.events import CaseLinked, CaseOpened
from lianxin.cases.rules.follow_code import new_code
from lianxin.cases.rules.intake_fields import COMPANY_FACTS, CitizenRequest, bound_of, text_too_long
from lianxin.cases.rules.screening import SENT_UNREAD
from lianxin.cases.rules.titles import first_sentence
from lianxin.cases.rules.words import Nature, TextKind, Urgency
from lianxin.city import Profile, current_profile
from lianxin.kernel.errors import BadField, Conflict
from lianxin.kernel.ids import CaseId, CitizenId, new_id
from lianxin.kernel.masked_names import HiddenName
from lianxin.kernel.masking import mask_text
from lianxin.kernel.privacy import Vault
from lianxin.kernel.work import UnitOfWork
from lianxin.language import lexemes, read_moment
from lianxin.people import Action, Actor, Person, allow, hidden_names, keep_citizens, keepers_of_sealed

ONE_BY_ONE = "SELECT pg_advisory_xact_lock(hashtextextended(%(city)s || '.' || %(source)s || ' ' || %(key)s, 0))"
_CASE_OF_SOURCE = "SELECT 1 FROM cases WHERE city_id = %(city)s AND source = %(source)s AND source_key = %(key)s"


class AlreadyHere(Conflict):
    """A message with this key of this source is a case already."""

    code = "cases.already_here"


@dataclass(frozen=True)
class IntakeForm(CitizenRequest):
    """A request with whose it is and where it belongs: what, where, when, who to call back, what is wished.

    `citizen_id` names a citizen who is known, instead of `person`.
    """

    person: Person = field(default_factory=Person)
    linked_to: UUID | None = None
    split_from: UUID | None = None
    extra: Mapping[str, str | int | datetime] = field(default_factory=dict[str, str | int | datetime])
    citizen_id: UUID | None = None


@dataclass(frozen=True)
class Opened:
    """A new case. `code` is told to the citizen once and kept only as a fingerprint."""

    file: CaseFile
    code: str


async def open_case(work: UnitOfWork, actor: Actor, form: IntakeForm) -> Opened:
    """Opens one case as a draft; sending, answering or refusing it is another step.

    Raises BadField, NotPermitted, AlreadyHere.
    """
    [opened] = await open_cases(work, actor, [form])
    return opened


async def open_cases(work: UnitOfWork, actor: Actor, forms: list[IntakeForm]) -> list[Opened]:
    """The same for many, with statements that do not grow with their number."""
    allow(actor, Action.OPEN_CASE)
    profile = await current_profile(work)
    for form in forms:
        check_form(profile, form)
        await check_new(work, form)
    return await take_in(work, forms)


async def check_new(work: UnitOfWork, form: IntakeForm) -> None:
    """Raises AlreadyHere; two that bring the same message at once come here one after the other."""
    if form.source is None or form.source_key is None:
        return
    await work.run(ONE_BY_ONE, source=form.source, key=form.source_key)
    if await work.value(_CASE_OF_SOURCE, source=form.source, key=form.source_key):
        raise AlreadyHere(source=form.source, source_key=form.source_key)


async def take_in(work: UnitOfWork, forms: list[IntakeForm]) -> list[Opened]:
    """Drafts of forms that were checked, by somebody who may."""
    profile = await current_profile(work)
    if len(forms) > 1:
        await foresee_rulings(work)
    kept = iter(await keep_citizens(work, [form.person for form in forms if form.citizen_id is None]))
    names = await hidden_names(work, [CitizenId(form.citizen_id) for form in forms if form.citizen_id])
    tips = [form for form in forms if form.nature == Nature.TIP_OFF and profile.sealed.fits(form.words)]
    kept_apart = tips if tips and await keepers_of_sealed(work) else []
    opened: list[Opened] = []
    for form in forms:
        citizen_id = CitizenId(form.citizen_id or next(kept).id)
        name = names.get(citizen_id) or HiddenName(form.person.name)
        opened.append(await _opened(work, profile, form, citizen_id, name, sealed=form in kept_apart))
    return opened


async def _opened(
    work: UnitOfWork, profile: Profile, form: IntakeForm, citizen_id: UUID, name: HiddenName, *, sealed: bool
) -> Opened:
    """A draft in memory, with its first words, its search words and its event."""
    day = work.now.astimezone(profile.zone).date()
    code = new_code(secrets.choice)
    danger = profile.danger_rules.danger_in(f"{form.title}\n{form.words}\n{form.wish}")
    case = _draft_of(work, profile, form, await take_number(work, day), citizen_id)
    for fact in COMPANY_FACTS:
        setattr(case, fact, mask_text(getattr(form, fact).strip()))
    if case.confidential:
        case.title = name.mask(case.title)
    if danger:
        case.urgency = Urgency.CRITICAL
    case.sealed = sealed and case.urgency != Urgency.CRITICAL  # a danger is read at once by whoever is there
    case.code_hash = fingerprint(work.vault, case.number, code)
    file = CaseFile(work, profile, case)
    file.record(opening_of(case, form.form_time))
    file.write(TextKind.WORDS, form.words)
    if form.wish:
        file.write(TextKind.WISH, form.wish)
    if form.extra:
        keep_extra(file, form.extra)
    file.said.clear()  # read above, together with the title
    if danger:
        keep_danger(file, danger)
    keep_links(file, form)
    spoken = f"{form.title} {form.words} {form.wish} {form.address} {form.company} {form.order_number}"
    file.add("case_search", {"case_id": case.id, "words": lexemes(name.remove(spoken))})
    return Opened(file, code)


def keep_links(file: CaseFile, form: IntakeForm) -> None:
    """Whom a case praises, and the cases that it follows or was split from."""
    praises = form.nature == Nature.PRAISE
    if praises and form.praised.strip():
        file.write(TextKind.PRAISED, form.praised.strip())
    for relation, other in (("praises" if praises else "follow_up", form.linked_to), ("split", form.split_from)):
        if other is not None:
            file.record(CaseLinked(relation, other))


def opening_of(case: Case, form_time: float | None = None) -> CaseOpened:
    """The first event of a case."""
    return CaseOpened(
        case.number,
        case.channel,
        case.nature,
        case.urgency,
        case.topic,
        case.district,
        case.street,
        case.confidential,
        case.citizen_id,
        case.submitted_at,
        case.source,
        form_time,
        case.call_id,
        case.sealed or None,
    )


def _draft_of(work: UnitOfWork, profile: Profile, form: IntakeForm, number: str, citizen_id: UUID) -> Case:
    """A draft with what the form says, completed from the profile."""
    text = f"{form.title} {form.words}"
    submitted_at = form.submitted_at or work.now
    return Case(
        id=CaseId(new_id()),
        number=number,
        status="draft",
        opened_by=work.actor,
        opened_at=work.now,
        changed_at=work.now,
        profile_version=profile.version,
        link_token=secrets.token_urlsafe(16),
        citizen_id=citizen_id,
        nature=form.nature,
        urgency=urgency_of(profile, form.urgency, form.topic, text),
        channel=form.channel,
        submitted_at=submitted_at,
        topic=form.topic,
        district=form.district or (profile.district_of(form.street).code if form.street else ""),
        street=form.street,
        address=form.address,
        title=mask_text(form.title or first_sentence(form.words)),  # kept masked: every list shows it
        language=form.language,
        happened=mask_text(form.happened.strip()),
        happened_at=happened_at(profile, form.happened, submitted_at),
        latitude=form.latitude,
        longitude=form.longitude,
        needed_by=form.needed_by,
        expedite=form.expedite,
        confidential=form.confidential or form.nature == Nature.TIP_OFF,
        complained=list(form.complained),
        fast_desk=profile.is_for_fast_desk(form.topic or None, text),
        linked_to=form.linked_to,
        split_from=form.split_from,
        source=form.source,
        source_key=form.source_key,
        call_id=form.call_id,
    )


def happened_at(profile: Profile, words: str, now: datetime) -> datetime | None:
    """The moment these words mean, told at `now`; None when they name none."""
    found = read_moment(words, now.astimezone(profile.zone))
    return found.at if found else None


RANK = [Urgency.NORMAL, Urgency.URGENT, Urgency.CRITICAL]


def urgency_of(profile: Profile, said: str, topic: str, text: str) -> str:
    """What the operator said, or what the topic usually is; a topic rule or the fast desk may only raise it."""
    usual = said or (profile.topic(topic).urgency if topic else Urgency.NORMAL)
    raised = [usual, *(rule.urgency for rule in profile.rules_for(topic or None, text) if rule.urgency)]
    if profile.fast_desk and profile.is_for_fast_desk(topic or None, text):
        raised.append(profile.fast_desk.urgency)
    return max(raised, key=lambda word: RANK.index(Urgency(word)))


def fingerprint(vault: Vault, number: str, code: str) -> str:
    """How a citizen's code is kept: under the city's key, so that codes cannot be tried on a copy of the table."""
    return vault.index(f"code {number} {code}")


def check_form(profile: Profile, form: IntakeForm) -> None:
    """Raises BadField naming the first field that is empty, too long or unknown to the city."""
    if not form.words.strip():
        raise BadField(field="words", problem="empty")
    given = {**vars(form.person), **vars(form)}
    if long := text_too_long({name: value for name, value in given.items() if isinstance(value, str)}):
        field, limit, length = long
        raise BadField(field=field, problem="too_long", limit=limit, length=length)
    if form.form_time is not None and not 0 <= form.form_time <= bound_of("form_time"):
        raise BadField(field="form_time", problem="out_of_range")
    check_degrees(form.latitude, form.longitude)
    check_codes(profile, _codes_of(form))


def _codes_of(form: IntakeForm) -> CaseCodes:
    """The codes and times of a form."""
    return CaseCodes(
        form.channel, form.nature, form.urgency, form.topic, form.district, form.street, form.complained,
        form.submitted_at, form.needed_by,
    )  # fmt: skip


async def send_opened(
    opened: Opened, actor: Actor, unit: str = "", co_units: list[str] | None = None, *, read: bool = False
) -> None:
    """Sends a case just opened: to the unit named, by the rules, or to the desk.

    A case of a channel that nobody reads is held by the rules of screening, unless a unit is named or it was `read`.
    Praise without a unit stays a draft: somebody at the hotline tells the unit that was praised.
    """
    if opened.file.case.nature == Nature.PRAISE and not unit:
        return
    if opened.file.case.channel in SENT_UNREAD and not unit and not read:
        await send_unread(opened.file)
        return
    await send_case(opened.file, actor, Send(unit, co_units or []))


async def answer_opened(opened: Opened, actor: Actor, words: str) -> None:
    """Answers a case just opened, on the spot; raises BadField."""
    ask = Statement(words)
    check_fields(ask)
    await answer_case(opened.file, actor, ask)
