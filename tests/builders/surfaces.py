"""The cases a viewer sees in each list, page and stream over HTTP, as sets of case numbers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from builders.cases import shanghai
from builders.listening import Heard, listening
from builders.site import AppSite, Seat, good
from lianxin.cases.rules.audience import lines_of
from lianxin.people import Action, Actor, Subject, permitted

OWN_DESKS = ("all", "intake", "unit", "praise")
"""Work lists that differ between viewers."""
CITY_DESKS = ("callback", "check", "confirm", "dispatch", "office", "returns", "review", "rulings", "supervision")
TABS = ("todo", "citizen", "below", "replied", "returns", "co")
OFF_THE_LISTS = {"archived", "void", "withdrawn"}


@dataclass(frozen=True)
class Facts:
    """The facts of a case that decide who may see it."""

    number: str
    status: str
    version: int
    confidential: bool
    opened_by: str
    units: frozenset[str]
    complained: frozenset[str]

    def seen_by(self, actor: Actor) -> bool:
        """Returns whether an actor may see the case by the table of permissions, without SQL or tokens."""
        line = lines_of(self.units, self.complained, shanghai().codes_above)
        return permitted(actor, Action.SEE_CASE, Subject(line, self.opened_by, self.confidential))


def facts_of(page: dict[str, Any], opened_by: str) -> Facts:
    """Returns the facts from the page of a viewer who may see every case."""
    card = page["case"]
    units = {order["unit"] for order in page["orders"]} | ({card["praised_unit"]} - {None})
    return Facts(
        card["number"], card["status"], card["version"], card["confidential"], opened_by, frozenset(units),
        frozenset(card["complained"]),
    )  # fmt: skip


@dataclass
class Shown:
    """Case numbers by surface. `cards` has the desks that the stream names; `gone` are the cases of which the stream
    says only that the viewer may not see them any more."""

    found: set[str] = field(default_factory=set[str])
    lists: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    cards: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    gone: set[str] = field(default_factory=set[str])


async def shown_to(site: AppSite, seat: Seat, after: int, ids: dict[str, str]) -> Shown:
    """Reads search, the work lists, and the stream after a position; `ids` maps a case's id to its number."""
    shown = Shown(numbers_of(await seat.read("/api/search", limit=100)), await lists_of(seat, OWN_DESKS))
    for fact in await heard(site, seat, after):
        number = ids.get(fact.data["case_id"] or "")
        if number and fact.data["card"] is None:
            shown.gone.add(number)
            said = {name: fact.data[name] for name in ("kind", "data", "desks")}
            assert said == {"kind": "case.gone", "data": {}, "desks": []}
        elif number:
            assert fact.data["card"]["number"] == number
            shown.cards[number] = set(fact.data["desks"]) & shown.lists.keys()
    return shown


def numbers_of(page: dict[str, Any]) -> set[str]:
    """Returns the case numbers of a list; asserts that it has one page."""
    assert not page.get("next_cursor")
    return {card["number"] for card in page["items"]}


async def lists_of(seat: Seat, desks: Iterable[str]) -> dict[str, set[str]]:
    """Returns the work lists that this viewer may read; some are only for units."""
    answers = {desk: await seat.get("/api/work", desk=desk, limit=200) for desk in desks}
    return {desk: numbers_of(good(answer)) for desk, answer in answers.items() if answer.status_code != 422}


async def heard(site: AppSite, seat: Seat, after: int) -> list[Heard]:
    """Returns every fact that the stream sends this viewer after a position, up to the present one."""
    end, facts = site.app.state.hub.position, list[Heard]()
    async with listening(site, seat, after=after) as stream:
        while (one := await stream.next()) is not None and one.id < end:
            facts.append(one)
        if one is not None:
            facts.append(one)
    return [fact for fact in facts if fact.event == "fact"]


async def opened(seat: Seat, numbers: Iterable[str]) -> dict[str, set[str]]:
    """Returns the cases that each route about a single case opens; `links` are other cases named on these pages."""
    opens: dict[str, set[str]] = {"page": set(), "clocks": set(), "number": set(), "links": set()}
    for number in numbers:
        page = await seat.get(f"/api/cases/{number}")
        clocks = await seat.get(f"/api/cases/{number}/clocks")
        for surface, answer in (("page", page), ("clocks", clocks)):
            assert answer.status_code in {200, 404}, answer.text
            opens[surface] |= {number} if answer.status_code == 200 else set()
        opens["number"] |= numbers_of(await seat.read("/api/search", q=number))
        if page.status_code == 200:
            links = page.json()["links"]
            opens["links"] |= {link["number"] for link in links if link["opens"]}
            assert {link["relation"] for link in links if not link["opens"]} <= {"merged_here"}
    return opens


async def taken_away(seat: Seat, desk: str) -> set[str]:
    """Returns the cases of an exported list."""
    return numbers_of(good(await seat.post("/api/exports", {"desk": desk})))


async def inboxes(seat: Seat) -> set[str]:
    """Returns the cases on all tabs of a unit's inbox; none for a viewer without an inbox."""
    found: set[str] = set()
    for tab in TABS:
        answer = await seat.get("/api/inbox", tab=tab, limit=200)
        if answer.status_code != 422:
            found |= numbers_of(good(answer))
    return found
