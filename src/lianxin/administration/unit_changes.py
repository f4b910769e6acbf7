"""Merges, renames or dissolves a unit in the draft, in one step: successor, date, and every row that names it."""

from dataclasses import dataclass
from datetime import date

from lianxin.administration.drafts import DRAFT_AUDIENCE, DRAFT_REF, begun_draft, keep
from lianxin.administration.events import ProfileRowDrafted
from lianxin.administration.leaving import RETIRED_UNIT, UNITS
from lianxin.city import SECTIONS, Document, Section, SectionRow, current_profile, rows_of, section_of, with_rows
from lianxin.kernel.errors import BadField
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, allow


@dataclass(frozen=True)
class UnitChange:
    """A unit that ends on `date`, and the unit that takes over.

    `successor` is another unit, or with `name` the code of a new unit in its place; empty: the unit above takes over.
    """

    unit: str
    date: date
    successor: str = ""
    name: str = ""


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
    document = with_rows(document, section_of(UNITS), [rows[code] for code in sorted(rows)])
    for section in SECTIONS.values():
        if section.name != RETIRED_UNIT:
            document = _renamed(document, section, change.unit, successor)
    others = [one for one in rows_of(document, section_of(RETIRED_UNIT)) if one.get("code") != change.unit]
    return with_rows(document, section_of(RETIRED_UNIT), [*others, _row_of(old, change, successor)])


def _units(document: Document) -> dict[str, SectionRow]:
    return {str(row["code"]): row for row in rows_of(document, section_of(UNITS))}


def _row_of(old: SectionRow, change: UnitChange, successor: str) -> SectionRow:
    """Returns the row of the retired unit."""
    kept = {name: old[name] for name in ("code", "name", "kind", "parent", "division") if old.get(name)}
    return {**kept, "date": change.date.isoformat(), "successor": successor}


def _renamed(document: Document, section: Section, unit: str, successor: str) -> Document:
    """Returns the document with the successor in every column of a table that refers to the unit."""
    names = [
        field.name for field in section.fields if field.refers == UNITS or (section.name, field.name) == DUTY_ANSWERS
    ]
    rows = rows_of(document, section)
    if not names or not any(unit in _listed(row.get(name)) for row in rows for name in names):
        return document
    return with_rows(document, section, [_row(row, names, unit, successor) for row in rows])


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
