"""What the city's profile looks like to a page; see shapes.py."""

from dataclasses import dataclass
from datetime import datetime

from lianxin.cases import intake_fields
from lianxin.city import Division, Language, Topic


@dataclass(frozen=True)
class CityClock:
    """The city's present, and how many of its seconds pass in a real one."""

    now: datetime
    speed: float


@dataclass(frozen=True)
class Unit:
    """Somebody cases are sent to."""

    code: str
    name: str
    kind: str
    parent: str | None


@dataclass(frozen=True)
class Profile:
    """The public part of the city's profile."""

    code: str
    name: str
    name_en: str | None
    version: str
    timezone: str
    natures: tuple[str, ...]
    divisions: tuple[Division, ...]
    topics: tuple[Topic, ...]
    units: list[Unit]
    languages: tuple[Language, ...]
    intake_fields: tuple[intake_fields.IntakeField, ...]
