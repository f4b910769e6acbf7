"""What the city's profile looks like to a page; see shapes.py."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class CityClock:
    """The city's present, and how many of its seconds pass in a real one."""

    now: datetime
    speed: float


@dataclass(frozen=True)
class Division:
    """A district, street, town or special area, by its national code."""

    code: str
    name: str
    name_en: str
    kind: str
    parent: str | None


@dataclass(frozen=True)
class Topic:
    """What a request is about, on three levels."""

    code: str
    l1: str
    l2: str
    l3: str
    l1_en: str
    l2_en: str
    l3_en: str
    nature: str
    urgency: str
    keywords: list[str]


@dataclass(frozen=True)
class Unit:
    """Somebody cases are sent to."""

    code: str
    name: str
    kind: str
    parent: str | None


@dataclass(frozen=True)
class Language:
    """A language the hotline speaks."""

    code: str
    name: str
    name_en: str
    kind: str


@dataclass(frozen=True)
class Profile:
    """The public part of the city's profile."""

    code: str
    name: str
    name_en: str | None
    version: str
    timezone: str
    natures: list[str]
    urgencies: list[str]
    divisions: list[Division]
    topics: list[Topic]
    units: list[Unit]
    languages: list[Language]
