"""Answers about the city: its clock and its profile."""

from dataclasses import dataclass
from datetime import datetime

from lianxin.cases import intake_fields
from lianxin.city import Division, EmergencyService, Language, RefusalGround, RetiredTopic, RetiredUnit, Topic


@dataclass(frozen=True)
class CityClock:
    """The city's present time, and how many of its seconds pass in one real second (1 outside a demo)."""

    now: datetime
    speed: float


@dataclass(frozen=True)
class Unit:
    """A body that can receive orders. `parent` is the code of the unit above it."""

    code: str
    name: str
    kind: str
    parent: str | None


@dataclass(frozen=True)
class EmergencyNumber:
    """The number to dial for an emergency service in this city."""

    service: EmergencyService
    number: str


@dataclass(frozen=True)
class Profile:
    """The part of the city's profile that pages need, and the fields of the intake form."""

    code: str
    name: str
    name_en: str | None
    version: str
    timezone: str
    natures: tuple[str, ...]
    divisions: tuple[Division, ...]
    topics: tuple[Topic, ...]
    units: list[Unit]
    retired_units: list[RetiredUnit]
    retired_topics: list[RetiredTopic]
    languages: tuple[Language, ...]
    emergency: list[EmergencyNumber]
    refusals: list[RefusalGround]
    intake_fields: tuple[intake_fields.IntakeField, ...]
