"""Merges, renames or dissolves a unit in the draft, in one step: successor, date, and every row that names it."""

from dataclasses import dataclass, replace
from datetime import date

from lianxin.administration.drafts import DRAFT_AUDIENCE, DRAFT_REF, begun_draft, keep
from lianxin.administration.events import ProfileRowDrafted
from lianxin.administration.leaving import RETIRED_UNIT, SPLIT_UNIT, UNITS
from lianxin.city import (
    SECTIONS,
    Document,
    Section,
    SectionRow,
    SplitUnit,
    current_profile,
    rows_of,
    section_of,
    with_rows,
)
from lianxin.kernel.errors import BadField
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, allow


@dataclass(frozen=True)
class UnitPart:
    """A part of the work of a unit that ends, by topics (codes or their beginnings) and divisions, and who gets it."""

    successor: str
    topics: tuple[str, ...] = ()
    divisions: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnitChange:
    """A unit that ends on `date`, and the unit that takes over.

    `successor` is another unit, or with `name` the code of a new unit in its place; empty: the unit above takes over.
    `parts` split the unit: what none of them holds goes to the successor.
    """

    unit: str
    date: date
    successor: str = ""
    name: str = ""
    parts: tuple[UnitPart, ...] = ()


async def retire_unit(work: UnitOfWork, actor: Actor, change: UnitChange) -> None:
    """Retires a unit in the draft: every row that names it names its successor afterwards; raises BadField.

    Publishing the draft moves open orders, people and precedents. Old cases keep the old name.
    """
    allow(actor, Action.ADMINISTER)
    draft = await begun_draft(work)
    in_force = (await current_profile(work)).to_document()
    await keep(work, without_unit(draft.document, in_force, change))
    event = ProfileRowDrafted(UNITS, change.unit, "removed")
    work.record(event, about=DRAFT_REF, audience=DRAFT_AUDIENCE)


def without_unit(document: Document, in_force: Document, change: UnitChange) -> Document:
    """Returns the document after the change; raises BadField for an unknown unit or successor.

    The unit may already be removed from the document, if it is in force.
    """
    rows = _units(document)
    old = rows.pop(change.unit, None) or _units(in_force).get(change.unit)
    if old is None:
        raise BadField(field="unit", problem="unknown")
    successor = change.successor or str(old.get("parent", ""))
    if change.name and successor not in rows:
        rows[successor] = {**old, "code": successor, "name": change.name}
    if successor not in rows:
        raise BadField(field="successor", problem="unknown")
    if not all(part.successor in rows and (part.topics or part.divisions) for part in change.parts):
        raise BadField(field="parts", problem="unknown")
    document = with_rows(document, section_of(UNITS), [rows[code] for code in sorted(rows)])
    parts = _parts_of(change)
    for section in SECTIONS.values():
        if section.name not in {RETIRED_UNIT, SPLIT_UNIT}:
            document = _renamed(document, section, parts, replace(change, successor=successor))
    document = _with_parts(document, change.unit, parts)
    others = [one for one in rows_of(document, section_of(RETIRED_UNIT)) if one.get("code") != change.unit]
    return with_rows(document, section_of(RETIRED_UNIT), [*others, _row_of(old, change, successor)])


def _units(document: Document) -> dict[str, SectionRow]:
    return {str(row["code"]): row for row in rows_of(document, section_of(UNITS))}


def _row_of(old: SectionRow, change: UnitChange, successor: str) -> SectionRow:
    """Returns the row of the retired unit."""
    kept = {name: old[name] for name in ("code", "name", "kind", "parent", "division") if old.get(name)}
    return {**kept, "date": change.date.isoformat(), "successor": successor}


def _parts_of(change: UnitChange) -> list[SplitUnit]:
    return [SplitUnit(change.unit, part.successor, part.topics, part.divisions) for part in change.parts]


def _with_parts(document: Document, unit: str, parts: list[SplitUnit]) -> Document:
    """Returns the document with the parts of the unit in place of those it had before."""
    before = rows_of(document, section_of(SPLIT_UNIT))
    others = [one for one in before if one.get("unit") != unit]
    if not parts and others == before:
        return document
    return with_rows(document, section_of(SPLIT_UNIT), [*others, *map(_row_of_part, parts)])


def _row_of_part(part: SplitUnit) -> SectionRow:
    """Returns the row of a part, without empty lists."""
    row: SectionRow = {"unit": part.unit, "successor": part.successor}
    lists = {name: list(listed) for name, listed in (("topics", part.topics), ("divisions", part.divisions)) if listed}
    return {**row, **lists}


def _taker(row: SectionRow, parts: list[SplitUnit], successor: str) -> str:
    """Returns who takes over a row of the unit: the part that holds all its topics and divisions, or the successor."""
    topics = [str(one) for name in ("topic", "topics") for one in _listed(row.get(name)) if one]
    divisions = [str(one) for name in ("division", "divisions") for one in _listed(row.get(name)) if one]
    held = (part.successor for part in parts if all(part.holds(topic, divisions) for topic in topics or [""]))
    return next(held, successor)


def _renamed(document: Document, section: Section, parts: list[SplitUnit], change: UnitChange) -> Document:
    """Returns the document with who takes over in every column of a table that refers to the unit."""
    unit = change.unit
    names = [
        field.name for field in section.fields if field.refers == UNITS or (section.name, field.name) == DUTY_ANSWERS
    ]
    rows = rows_of(document, section)
    if not names or not any(unit in _listed(row.get(name)) for row in rows for name in names):
        return document
    return with_rows(document, section, [_row(row, names, unit, _taker(row, parts, change.successor)) for row in rows])


DUTY_ANSWERS = ("duty", "answers")
"""The column of the duty list that contains a unit or a line of work, by the level of the row."""


def _listed(value: object) -> list[object]:
    """Returns the values of a cell."""
    return list(value) if isinstance(value, list) else [value]  # pyright: ignore[reportUnknownArgumentType]


def _row(row: SectionRow, names: list[str], unit: str, successor: str) -> SectionRow:
    """Returns a row with the successor in place of the unit, once."""
    changed = dict(row)
    for name in names:
        value = changed.get(name)
        if isinstance(value, list):
            changed[name] = list(dict.fromkeys(successor if one == unit else str(one) for one in value))
        elif value == unit:
            changed[name] = successor
    return changed
