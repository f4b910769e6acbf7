"""The divisions, offices and units of a city."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

CsvRow = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Division:
    """A district (6-digit national code, no parent) or a street-level division below one (9 digits)."""

    code: str
    name: str
    name_en: str
    kind: str
    parent: str | None

    @classmethod
    def of(cls, row: CsvRow) -> "Division":
        return cls(row["code"], row["name"], row["name_en"], row["kind"], row["parent"] or None)


@dataclass(frozen=True, slots=True)
class Office:
    """A line of work that every district has, with its code: `chengguan` 城管执法局."""

    code: str
    name: str
    name_en: str

    @classmethod
    def of(cls, row: CsvRow) -> "Office":
        return cls(row["office"], row["name"], row["name_en"])


@dataclass(frozen=True, slots=True)
class Unit:
    """A body that can receive orders. `division` is its place and `office` its line of work, if it has one.

    `name_en` is its own name in English, `phone` the public telephone for citizens; both may be empty.
    """

    code: str
    name: str
    kind: str
    parent: str | None
    division: str | None
    office: str | None
    name_en: str = ""
    phone: str = ""

    @classmethod
    def of(cls, row: CsvRow) -> "Unit":
        return cls(
            row["code"],
            row["name"],
            row["kind"],
            row["parent"] or None,
            row["division"] or None,
            row["office"] or None,
            row.get("name_en", ""),
            row.get("phone", ""),
        )


_OWN_OFFICE: Final = {
    "city_government": "Municipal Government",
    "hotline_office": "12345 Hotline Office",
    "district": "Government",
    "street": "Office",
}


def english_name(unit: Unit, divisions: Mapping[str, Division], offices: Iterable[Office], city: str) -> str:
    """Returns a unit's own name in English, or one from its place and its line of work; empty if it has neither."""
    if unit.name_en:
        return unit.name_en
    place = divisions[unit.division].name_en if unit.division else city
    lines = [one.name_en for one in offices if unit.division and one.code == unit.office]
    work = [*lines, _OWN_OFFICE.get(unit.kind, "")][0]
    return f"{place} {work}" if work else ""
