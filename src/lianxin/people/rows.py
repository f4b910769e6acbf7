"""Dataclasses of people: staff, viewers, citizens."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lianxin.kernel.ids import CitizenId, StaffId
from lianxin.people.rules.permissions import Actor, Employer, Role


class ContactPreference(StrEnum):
    """A citizen's contact preference. `text` and `video` exclude voice calls; `none` excludes all contact."""

    ANY = "any"
    PHONE = "phone"
    TEXT = "text"
    EMAIL = "email"
    VIDEO = "video"
    NONE = "none"


NO_VOICE_CALL = frozenset({ContactPreference.TEXT, ContactPreference.VIDEO})
"""Citizens with one of these preferences get no voice calls, for example because they cannot hear."""


@dataclass(frozen=True)
class Staff:
    """A member of staff."""

    id: StaffId
    login: str
    name: str
    roles: tuple[Role, ...]
    unit: str | None
    locale: str
    languages: tuple[str, ...]
    active: bool
    employer: Employer = Employer.OFFICE

    @property
    def actor(self) -> Actor:
        return Actor(ref_of(self.id), frozenset(self.roles), self.unit, employer=self.employer)


@dataclass(frozen=True)
class StaffRow:
    """A row of `staff`, without the password."""

    id: StaffId
    login: str
    name: str
    roles: list[str]
    unit: str | None
    locale: str
    languages: list[str]
    active: bool
    employer: str

    def staff(self) -> Staff:
        """Returns the member of staff of this row."""
        return Staff(
            id=self.id,
            login=self.login,
            name=self.name,
            roles=tuple(map(Role, self.roles)),
            unit=self.unit,
            locale=self.locale,
            languages=tuple(self.languages),
            active=self.active,
            employer=Employer(self.employer),
        )


@dataclass(frozen=True)
class SealedCitizen:
    """A citizen's data sealed by the row's own key; `key` is None if the citizen was erased."""

    sealed: bytes
    key: bytes | None


@dataclass(frozen=True)
class Seated:
    """A member of staff who takes calls."""

    id: StaffId
    name: str
    login: str
    roles: list[str]
    languages: list[str]
    signed_in: bool


@dataclass(frozen=True)
class Viewer:
    """The signed-in member of staff: the actor of commands, and data for pages. `desks` name work lists."""

    actor: Actor
    staff_id: StaffId
    name: str
    login: str
    unit: str | None
    locale: str
    roles: tuple[Role, ...]
    desks: tuple[str, ...]
    demo: bool


@dataclass(frozen=True)
class Person:
    """The data that a citizen gives. Every field may be empty; the phone may have any written form."""

    name: str = ""
    phone: str = ""
    email: str = ""
    id_number: str = ""
    language: str = "zh-CN"
    contact_preference: ContactPreference = ContactPreference.ANY


@dataclass(frozen=True)
class Citizen:
    """A stored citizen, without personal data. `new` is False if the phone was known before."""

    id: CitizenId
    language: str
    contact_preference: str
    created_at: datetime
    new: bool


@dataclass(frozen=True)
class MaskedCitizen:
    """A citizen as any screen may show them. Fields that were never given, or were erased, are empty."""

    id: CitizenId
    name: str
    phone: str
    language: str
    contact_preference: str
    erased: bool


@dataclass(frozen=True)
class RevealedCitizen:
    """A citizen's unmasked data. A person gets it only by `reveal_citizen`, which records each access."""

    id: CitizenId
    name: str
    phone: str
    email: str
    id_number: str


@dataclass(frozen=True)
class Reach:
    """The channels by which the system can write to a citizen, without the addresses."""

    language: str
    contact_preference: str
    sms: bool
    email: bool


def ref_of(staff_id: StaffId) -> str:
    """Returns the reference of a member of staff in the event log."""
    return f"staff:{staff_id}"


def staff_ids(refs: Collection[str]) -> list[str]:
    """Returns the ids of staff among references such as `staff:<id>`, `citizen:<id>`, `system`."""
    return [ref.removeprefix("staff:") for ref in refs if ref.startswith("staff:")]
