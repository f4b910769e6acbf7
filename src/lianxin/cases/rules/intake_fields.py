"""The fields of an intake, each defined once: name, kind, options, bound, and whether a model may propose its value.

The operator's page, the API, the import of a table and the citizen's form read INTAKE_FIELDS. A new field is one line
of CitizenRequest. The city profile, not this module, defines the topics, divisions, units and languages.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Final, get_type_hints
from uuid import UUID

from lianxin.cases.rules.words import Channel, Nature, Urgency


class FieldKind(StrEnum):
    """The kind of value in a field; it decides how an imported cell is read and how the page asks for the value."""

    PROSE = "prose"
    LINE = "line"
    PHONE = "phone"
    CHOICE = "choice"
    TOPIC = "topic"
    DIVISION = "division"
    UNITS = "units"
    LANGUAGE = "language"
    MOMENT = "moment"
    FLAG = "flag"
    SECONDS = "seconds"
    CALL = "call"
    DEGREES = "degrees"


@dataclass(frozen=True, slots=True)
class _About:
    """The definition of a field. `limit`: maximum characters, seconds or degrees; None if the kind bounds the value.

    `proposable`: a model may propose a value, a person decides. `column`: an imported table may contain it.
    """

    kind: FieldKind
    options: type[StrEnum] | None = None
    limit: int | None = None
    proposable: bool = False
    column: bool = False


@dataclass(frozen=True, slots=True)
class IntakeField:
    """One row of INTAKE_FIELDS: the name of a field and its definition; `options` are the values of a choice."""

    name: str
    kind: FieldKind
    options: tuple[str, ...]
    limit: int | None
    proposable: bool
    column: bool


@dataclass(frozen=True)
class CitizenRequest:
    """A citizen's request, the same for every channel. Codes are from the profile.

    A second import with the same `source` and `source_key` does nothing. `happened` is the time of the matter in words
    (昨天 23:00); `form_time` is the seconds since the end of the call, measured by the page. COMPANY_FACTS are the
    facts of a company concerned, in any words; `latitude` and `longitude` are WGS 84 degrees.
    """

    words: Annotated[str, _About(FieldKind.PROSE, limit=10_000, proposable=True, column=True)]
    channel: Annotated[str, _About(FieldKind.CHOICE, options=Channel, column=True)] = Channel.PHONE
    nature: Annotated[str, _About(FieldKind.CHOICE, options=Nature, proposable=True, column=True)] = Nature.HELP
    topic: Annotated[str, _About(FieldKind.TOPIC, proposable=True, column=True)] = ""
    urgency: Annotated[str, _About(FieldKind.CHOICE, options=Urgency, proposable=True, column=True)] = ""
    title: Annotated[str, _About(FieldKind.LINE, limit=300, proposable=True, column=True)] = ""
    wish: Annotated[str, _About(FieldKind.PROSE, limit=5000, proposable=True, column=True)] = ""
    district: Annotated[str, _About(FieldKind.DIVISION, limit=100, proposable=True, column=True)] = ""
    street: Annotated[str, _About(FieldKind.DIVISION, limit=100, proposable=True, column=True)] = ""
    address: Annotated[str, _About(FieldKind.LINE, limit=500, proposable=True, column=True)] = ""
    language: Annotated[str, _About(FieldKind.LANGUAGE, proposable=True, column=True)] = "zh-CN"
    needed_by: Annotated[datetime | None, _About(FieldKind.MOMENT, proposable=True)] = None
    expedite: Annotated[bool, _About(FieldKind.FLAG)] = False
    confidential: Annotated[bool, _About(FieldKind.FLAG, proposable=True, column=True)] = False
    complained: Annotated[tuple[str, ...], _About(FieldKind.UNITS, proposable=True)] = ()
    praised: Annotated[str, _About(FieldKind.LINE, limit=100, proposable=True)] = ""
    company: Annotated[str, _About(FieldKind.LINE, limit=200, proposable=True, column=True)] = ""
    company_address: Annotated[str, _About(FieldKind.LINE, limit=200, proposable=True, column=True)] = ""
    order_number: Annotated[str, _About(FieldKind.LINE, limit=100, proposable=True, column=True)] = ""
    paid: Annotated[str, _About(FieldKind.LINE, limit=50, proposable=True, column=True)] = ""
    paid_on: Annotated[str, _About(FieldKind.LINE, limit=50, proposable=True, column=True)] = ""
    latitude: Annotated[float | None, _About(FieldKind.DEGREES, limit=90)] = None
    longitude: Annotated[float | None, _About(FieldKind.DEGREES, limit=180)] = None
    submitted_at: Annotated[datetime | None, _About(FieldKind.MOMENT, column=True)] = None
    source: Annotated[str | None, _About(FieldKind.LINE, limit=200)] = None
    source_key: Annotated[str | None, _About(FieldKind.LINE, limit=200)] = None
    happened: Annotated[str, _About(FieldKind.LINE, limit=100, proposable=True)] = ""
    form_time: Annotated[float | None, _About(FieldKind.SECONDS, limit=86_400)] = None
    call_id: Annotated[UUID | None, _About(FieldKind.CALL)] = None


@dataclass(frozen=True)
class CallbackContact:
    """The person to call back."""

    name: Annotated[str, _About(FieldKind.LINE, limit=100, proposable=True, column=True)] = ""
    phone: Annotated[str, _About(FieldKind.PHONE, limit=40, proposable=True, column=True)] = ""
    email: Annotated[str, _About(FieldKind.LINE, limit=254, proposable=True)] = ""


def _fields_of(part: type) -> Iterator[IntakeField]:
    """Yields the rows that the annotations of a dataclass define."""
    for name, hint in get_type_hints(part, include_extras=True).items():
        [about] = hint.__metadata__
        yield IntakeField(name, about.kind, tuple(about.options or ()), about.limit, about.proposable, about.column)


INTAKE_FIELDS: Final[Mapping[str, IntakeField]] = MappingProxyType(
    {one.name: one for part in (CitizenRequest, CallbackContact) for one in _fields_of(part)}
)

COMPANY_FACTS: Final = ("company", "company_address", "order_number", "paid", "paid_on")
"""The fields about a company concerned, in the order of every form and page."""

_TEXTS = frozenset({FieldKind.PROSE, FieldKind.LINE})


def bound_of(name: str) -> int:
    """Returns the limit of a field in characters, seconds or degrees; raises KeyError if it has none."""
    if (limit := INTAKE_FIELDS[name].limit) is None:
        raise KeyError(name)
    return limit


def text_too_long(texts: Mapping[str, str]) -> tuple[str, int, int] | None:
    """Returns (field, limit, length) of the first text that is longer than its limit, or None."""
    for name, one in INTAKE_FIELDS.items():
        text = texts.get(name, "")
        if one.kind in _TEXTS and one.limit and len(text) > one.limit:
            return name, one.limit, len(text)
    return None
