"""Answers about staff, sessions and preferences."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from lianxin.kernel.json_values import JsonValue
from lianxin.people import Employer


@dataclass(frozen=True)
class Named:
    """The code of a unit and its name."""

    code: str
    name: str


@dataclass(frozen=True)
class CityName:
    """The city's code and its names."""

    code: str
    name: str
    name_en: str | None


@dataclass(frozen=True)
class Viewer:
    """The person who is signed in. `desks` are those this person may open; `demo` marks a demo city."""

    staff_id: UUID
    name: str
    login: str
    roles: list[str]
    unit: Named | None
    city: CityName
    locale: str
    desks: list[str]
    demo: bool


@dataclass(frozen=True)
class Session:
    """The present session."""

    viewer: Viewer


@dataclass(frozen=True)
class StaffMember:
    """A member of staff; `active` says whether this person may sign in."""

    id: UUID
    login: str
    name: str
    roles: list[str]
    unit: str | None
    locale: str
    languages: list[str]
    active: bool
    employer: Employer


@dataclass(frozen=True)
class StaffWelcomed(StaffMember):
    """A new member of staff. `one_time_password` is empty if a password was given."""

    one_time_password: str


@dataclass(frozen=True)
class StaffList:
    """All members of staff, by login."""

    items: list[StaffMember]


@dataclass(frozen=True)
class Activity:
    """Says whether this person may sign in now."""

    id: UUID
    active: bool


@dataclass(frozen=True)
class DemoPerson:
    """A member of staff of a demo city; anyone may sign in as this person."""

    login: str
    name: str
    roles: list[str]
    unit: Named | None


@dataclass(frozen=True)
class DemoPeople:
    """The members of staff of a demo city, as any of whom anyone may sign in."""

    items: list[DemoPerson]


@dataclass(frozen=True)
class Preferences:
    """The viewer's settings, by name."""

    preferences: Mapping[str, JsonValue]
