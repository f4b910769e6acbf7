"""Units and topics that a content of the profile leaves out: their open work, their successor, their old names."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lianxin.cases import asks, carry_out, whole_city
from lianxin.city import Document, Profile, SectionRow, Unit, current_profile, rows_of, section_of, with_rows
from lianxin.kernel.errors import Conflict
from lianxin.kernel.ids import OrderId
from lianxin.kernel.work import UnitOfWork
from lianxin.people import SYSTEM, Actor, change_staff, staff_list

UNITS, RETIRED_UNIT, RETIRED_TOPIC, SPLIT_UNIT = "units", "retired_unit", "retired_topic", "split_unit"
LEVELS = ("l1", "l2", "l3", "l1_en", "l2_en", "l3_en")


class SuccessorNeeded(Conflict):
    """A unit that is left out has open orders or people; the draft must name who takes over."""

    code = "administration.successor_needed"


@dataclass(frozen=True)
class LeavingUnit:
    """A unit in force that the draft leaves out, with its open orders and active staff. `successor` is the unit that
    takes over, None if the draft does not say."""

    unit: str
    name: str
    orders: int
    people: int
    successor: str | None


async def leaving_units(work: UnitOfWork, actor: Actor, document: Document) -> list[LeavingUnit]:
    """Returns the units in force that the document leaves out, those with work first; only for administrators."""
    profile = await current_profile(work)
    kept = _by_code(document, UNITS)
    gone = [unit for unit in profile.units if unit.code not in kept]
    if not gone:
        return []
    orders = Counter(one.unit for one in await whole_city.open_orders_of(work, [unit.code for unit in gone]))
    people = Counter(one.unit for one in await staff_list(work, actor) if one.active)
    retired = _by_code(document, RETIRED_UNIT)
    found = [
        LeavingUnit(unit.code, unit.name, orders[unit.code], people[unit.code], _taker(retired, kept, unit.code))
        for unit in gone
    ]
    return sorted(found, key=lambda one: (-one.orders - one.people, one.unit))


def _by_code(document: Document, section: str) -> dict[str, SectionRow]:
    """Returns the rows of a table by their code."""
    return {str(row.get("code", "")): row for row in rows_of(document, section_of(section))}


def _taker(retired: Mapping[str, SectionRow], kept: Mapping[str, SectionRow], code: str) -> str | None:
    """Returns the kept unit that takes over from a retired one; None if the document does not say."""
    seen: set[str] = set()
    while code not in kept:
        row = retired.get(code)
        if row is None or code in seen:
            return None
        seen.add(code)
        code = str(row.get("successor") or row.get("parent") or "")
    return code


def check_successors(leaving: Iterable[LeavingUnit]) -> None:
    """Raises SuccessorNeeded with the numbers of open orders and people, if a unit with work has no successor."""
    open_ends = [one for one in leaving if one.successor is None and (one.orders or one.people)]
    if open_ends:
        raise SuccessorNeeded(
            units="、".join(one.name for one in open_ends),
            orders=sum(one.orders for one in open_ends),
            people=sum(one.people for one in open_ends),
        )


def with_retired(document: Document, profile: Profile, today: str) -> Document:
    """Returns the document with a row for each unit and topic in force that it leaves out, and those retired before."""
    kept, named = _by_code(document, UNITS), _by_code(document, RETIRED_UNIT)
    left = [unit for unit in profile.units if unit.code not in kept and unit.code not in named]
    before = [one for one in profile.retired.units.values() if one.code not in kept and one.code not in named]
    units: list[SectionRow] = [
        *named.values(),
        *(_filled({name: getattr(one, name) for name in one.__slots__}) for one in before),
        *(_filled(_row_of(one, today)) for one in left),
    ]
    topics, known = _by_code(document, "topics"), _by_code(document, RETIRED_TOPIC)
    gone = [*profile.topics, *profile.retired.topics.values()]
    old = [
        {"date": getattr(one, "date", today), "code": one.code, **{name: getattr(one, name) for name in LEVELS}}
        for one in gone
        if one.code not in topics and one.code not in known
    ]
    return _with(_with(document, RETIRED_UNIT, units), RETIRED_TOPIC, [*known.values(), *old])


def _row_of(unit: Unit, today: str) -> dict[str, str | None]:
    """Returns the row of a unit that retires today."""
    names = ("code", "name", "kind", "parent", "division")
    return {"date": today, **{name: getattr(unit, name) for name in names}}


def _filled(row: Mapping[str, str | None]) -> SectionRow:
    """Returns a row without empty values."""
    return {name: value for name, value in row.items() if value}


def _with(document: Document, section: str, rows: list[SectionRow]) -> Document:
    """Returns the document with these rows in a table, unchanged if it has them or there are none."""
    if rows == rows_of(document, section_of(section)):
        return document
    return with_rows(document, section_of(section), rows)


async def move_work(work: UnitOfWork, actor: Actor, leaving: Iterable[LeavingUnit]) -> None:
    """Moves the open orders and the people of units that are no longer in force to their successors."""
    taken_over = {one.unit: one.successor for one in leaving if one.successor and (one.orders or one.people)}
    if not taken_over:
        return
    for order in await whole_city.open_orders_of(work, list(taken_over)):
        await carry_out(work, SYSTEM, "hand_over_order", OrderId(order.id), asks.unit_changes.TakenOver())
    for one in await staff_list(work, actor):
        if one.unit in taken_over:
            await change_staff(work, actor, one.id, unit=taken_over[one.unit])
