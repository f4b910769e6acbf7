"""Whom a seat can ask into its call: ready colleagues with their skills, and the outside contacts of the city."""

from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from lianxin.city import Profile, current_profile
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, allow, staff_of

_READY_COLLEAGUES: LiteralString = (
    "SELECT staff, queues, offers FROM seats WHERE city_id = %(city)s AND state = 'ready' AND staff <> %(me)s"
    " ORDER BY rested_at, staff"
)


@dataclass(frozen=True)
class NamedSkill:
    """A skill of the profile."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True)
class ReadyColleague:
    """A ready seat; `languages` are those that the person speaks."""

    staff_id: UUID
    name: str
    languages: list[str]
    queues: list[str]
    skills: list[NamedSkill]


@dataclass(frozen=True)
class ContactChoice:
    """An outside contact of the city; its number is not shown. `kind`: see CONTACT_KINDS."""

    code: str
    kind: str
    name: str
    name_en: str
    skills: list[NamedSkill]


@dataclass(frozen=True)
class PartyChoices:
    """Colleagues by the time since which they are idle, the longest first; contacts in the order of the profile."""

    colleagues: list[ReadyColleague]
    contacts: list[ContactChoice]


@dataclass(frozen=True)
class _Ready:
    """A row of _READY_COLLEAGUES; `offers`: skill:level, every level."""

    staff: str
    queues: list[str]
    offers: list[str]


async def party_choices(work: UnitOfWork, actor: Actor) -> PartyChoices:
    """Returns whom the actor can ask into a call."""
    allow(actor, Action.ADD_PARTY)
    profile = await current_profile(work)
    rows = await work.rows(_Ready, _READY_COLLEAGUES, me=actor.ref)
    people = await staff_of(work, [row.staff for row in rows])
    colleagues = [
        ReadyColleague(one.id, one.name, list(one.languages), row.queues, _named(profile, row.offers))
        for row in rows
        if (one := people.get(row.staff)) is not None
    ]
    contacts = [
        ContactChoice(one.code, one.kind, one.name, one.name_en, _named(profile, one.skills))
        for one in profile.telephone.contacts
    ]
    return PartyChoices(colleagues, contacts)


def _named(profile: Profile, offers: list[str] | tuple[str, ...]) -> list[NamedSkill]:
    """Returns the skills among `skill:level` or plain codes, in the order of the profile."""
    codes = {one.partition(":")[0] for one in offers}
    return [NamedSkill(one.code, one.name, one.name_en) for one in profile.telephone.skills if one.code in codes]
