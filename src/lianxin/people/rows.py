"""People as the rest of the system holds them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lianxin.kernel.ids import CitizenId, StaffId
from lianxin.people.rules.permissions import Actor, Role


class ContactPreference(StrEnum):
    """How a citizen wants to be reached. `text` and `video`: never by voice; `none`: not at all."""

    ANY = "any"
    PHONE = "phone"
    TEXT = "text"
    EMAIL = "email"
    VIDEO = "video"
    NONE = "none"


NO_VOICE_CALL = frozenset({ContactPreference.TEXT, ContactPreference.VIDEO})
"""Whoever asked for text or video is not called by voice: because they cannot hear, or because they prefer it so."""


@dataclass(frozen=True)
class Staff:
    """Somebody who may sign in."""

    id: StaffId
    login: str
    name: str
    roles: tuple[Role, ...]
    unit: str | None
    locale: str
    languages: tuple[str, ...]
    active: bool

    @property
    def actor(self) -> Actor:
        return Actor(ref_of(self.id), frozenset(self.roles), self.unit)


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

    def staff(self) -> Staff:
        """The person of this row."""
        return Staff(
            id=self.id,
            login=self.login,
            name=self.name,
            roles=tuple(map(Role, self.roles)),
            unit=self.unit,
            locale=self.locale,
            languages=tuple(self.languages),
            active=self.active,
        )


@dataclass(frozen=True)
class SealedCitizen:
    """A citizen's data under the row's own key; `key` is None when erased."""

    sealed: bytes
    key: bytes | None


@dataclass(frozen=True)
class Seated:
    """Somebody who takes calls."""

    id: StaffId
    name: str
    login: str
    roles: list[str]
    languages: list[str]
    signed_in: bool


@dataclass(frozen=True)
class Viewer:
    """Whoever is signed in: the actor of commands, and what pages need. `desks` name work lists."""

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
    """What somebody tells about themselves. Every part may be empty; a phone is in any form people write."""

    name: str = ""
    phone: str = ""
    email: str = ""
    id_number: str = ""
    language: str = "zh-CN"
    contact_preference: ContactPreference = ContactPreference.ANY


@dataclass(frozen=True)
class Citizen:
    """A kept citizen, without personal data. `new` is False when the phone was known."""

    id: CitizenId
    language: str
    contact_preference: str
    created_at: datetime
    new: bool


@dataclass(frozen=True)
class MaskedCitizen:
    """What any screen may show. Parts that were never told, or were erased, are empty."""

    id: CitizenId
    name: str
    phone: str
    language: str
    contact_preference: str
    erased: bool


@dataclass(frozen=True)
class RevealedCitizen:
    """A citizen in the clear. Only `reveal_citizen` gives it to a person, and every time is recorded."""

    id: CitizenId
    name: str
    phone: str
    email: str
    id_number: str


@dataclass(frozen=True)
class Reach:
    """How the system can write to a citizen: what exists, not the addresses."""

    language: str
    contact_preference: str
    sms: bool
    email: bool


def ref_of(staff_id: StaffId) -> str:
    """How the event log names a member of staff."""
    return f"staff:{staff_id}"


def staff_ids(refs: Collection[str]) -> list[str]:
    """The ids among references such as `staff:<id>`, `citizen:<id>`, `system`."""
    return [ref.removeprefix("staff:") for ref in refs if ref.startswith("staff:")]
