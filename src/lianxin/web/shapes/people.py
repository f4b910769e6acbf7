"""What is said of people and sessions; see shapes.py."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Named:
    """Something of the city, with its code."""

    code: str
    name: str


@dataclass(frozen=True)
class CityName:
    """The city."""

    code: str
    name: str
    name_en: str | None


@dataclass(frozen=True)
class Viewer:
    """Who is signed in."""

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
    """A live session."""

    viewer: Viewer


@dataclass(frozen=True)
class StaffMember:
    """Somebody who may sign in, or might once."""

    id: UUID
    login: str
    name: str
    roles: list[str]
    unit: str | None
    locale: str
    languages: list[str]
    active: bool


@dataclass(frozen=True)
class StaffWelcomed(StaffMember):
    """Somebody new, with the password that opens once; empty where one was chosen."""

    one_time_password: str


@dataclass(frozen=True)
class StaffList:
    """All of them, by login."""

    items: list[StaffMember]


@dataclass(frozen=True)
class Activity:
    """Whether somebody may sign in now."""

    id: UUID
    active: bool


@dataclass(frozen=True)
class DemoPerson:
    """Somebody one can be in a demo city."""

    login: str
    name: str
    roles: list[str]
    unit: Named | None


@dataclass(frozen=True)
class DemoPeople:
    """All of them."""

    items: list[DemoPerson]


@dataclass(frozen=True)
class Preferences:
    """What somebody has set up, by name."""

    preferences: dict[str, Any]
