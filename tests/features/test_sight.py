"""Who sees a case and who no longer does: one answer on every surface, whatever changed before."""

import random
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from builders import changes
from builders.cases import RETURN_OFFICER, SHIFT_LEAD, Town, a_person, a_town, handler
from builders.changes import Played
from builders.life import EVERYTHING
from builders.site import AppSite, Seat, a_site, good
from builders.surfaces import (
    CITY_DESKS,
    OFF_THE_LISTS,
    Facts,
    Shown,
    facts_of,
    inboxes,
    lists_of,
    opened,
    shown_to,
    taken_away,
)
from lianxin.cases import CaseFile, sight_of
from lianxin.cases.core.locking import NoCase
from lianxin.cases.core.reveal import reveal
from lianxin.cases.core.sight import check_seen
from lianxin.city import current_profile
from lianxin.kernel.database import Database
from lianxin.kernel.ids import StaffId
from lianxin.people import SYSTEM, Actor, NotPermitted, RevealReason, Role, change_staff
from lianxin.web import stream

STREET = handler("pudong-weifang")
CASES, ROUNDS, SEED = 20, 3, 12345
SIBLING, ABOVE_ALL = "pudong-shichang", "sh"

Surfaces = dict[str, tuple[set[str], set[str]]]


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def looked_up(town: Town, file: CaseFile, actor: Actor) -> dict[str, str]:
    """The citizen in the clear."""
    async with town.begin(actor.ref) as work:
        return vars(await reveal(work, actor, file.case.number, RevealReason.CONTACT, "核对市民反映的地点。"))


async def check_found(town: Town, file: CaseFile, actor: Actor) -> None:
    """Raises NoCase unless the actor finds the case."""
    async with town.database.read(town.id) as work:
        await check_seen(work, sight_of(actor, await current_profile(work)), file.case.number)


async def test_a_tip_off_stays_confidential_whatever_is_corrected(town: Town):
    file = await town.a_case(nature="tip_off", person=a_person())
    file = await town.do("correct_case", file, SHIFT_LEAD, confidential=False)
    assert file.case.confidential
    assert file.subject.secret
    with pytest.raises(NotPermitted):
        await looked_up(town, file, STREET)
    file = await town.do("correct_case", file, SHIFT_LEAD, nature="complaint", confidential=False)
    assert not file.subject.secret


async def test_a_unit_below_the_one_complained_about_does_not_see_what_it_once_had(town: Town):
    file = await town.a_case(nature="complaint", person=a_person())
    await town.do("ask_return", file.orders[0], STREET, "not_our_duty", "不归我们管。")
    await town.do("grant_return", file.orders[0], RETURN_OFFICER, "同意。")
    file = await town.do("correct_case", file, SHIFT_LEAD, complained=["pudong"])
    assert not {"pudong", "pudong-weifang"} & file.units
    for blamed in (STREET, handler("pudong")):
        with pytest.raises(NoCase):
            await check_found(town, file, blamed)
        with pytest.raises(NoCase):
            await looked_up(town, file, blamed)


# every surface


@pytest.fixture
async def site(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AppSite]:
    monkeypatch.setattr(stream, "BEAT", 0.01)  # a viewer who hears nothing learns soon that there is nothing
    async with a_site(database, tmp_path) as served:
        await served.app.state.hub.look()
        yield served


async def a_play(site: AppSite) -> Played:
    boss = await site.seat(*EVERYTHING)
    handlers = {unit: await site.handler(unit) for unit in changes.UNITS}
    openers = [await site.seat(Role.OPERATOR) for _ in range(3)] + [boss]
    return Played(site, boss, handlers, openers, random.Random(SEED))


async def viewers_of(site: AppSite, play: Played) -> dict[str, Seat]:
    """Somebody of every role, of every unit concerned and of some that are not, and people of several roles.

    Two operators have another role since they opened cases.
    """
    seats = {role.value: await site.seat(role) for role in Role if role is not Role.UNIT_HANDLER}
    seats |= {f"handler of {unit}": seat for unit, seat in play.handlers.items()}
    seats |= {f"handler of {unit}": await site.handler(unit) for unit in (SIBLING, ABOVE_ALL)}
    seats |= {"boss": play.boss, "opener": play.openers[0]}
    seats["opener, now a handler"] = await moved(site, play.openers[1], Role.UNIT_HANDLER, changes.ELSEWHERE)
    seats["opener, now an analyst"] = await moved(site, play.openers[2], Role.ANALYST)
    seats["handler and operator"] = await site.seat(Role.UNIT_HANDLER, Role.OPERATOR, unit=changes.STREET)
    seats["handler and analyst"] = await site.seat(Role.UNIT_HANDLER, Role.ANALYST, unit=changes.BUREAU)
    seats["handler and supervisor"] = await site.seat(Role.UNIT_HANDLER, Role.SUPERVISOR, unit=changes.BUREAU)
    seats["operator of a unit"] = await site.seat(Role.OPERATOR, unit=changes.DISTRICT)
    return seats


async def moved(site: AppSite, seat: Seat, role: Role, unit: str | None = None) -> Seat:
    """The same person, in the same session, with another role."""
    staff_id = StaffId(UUID(seat.ref.partition(":")[2]))
    async with site.town.begin() as work:
        await change_staff(work, SYSTEM, staff_id, roles=(role,), unit=unit)
    return replace(seat, actor=replace(seat.actor, roles=frozenset({role}), unit=unit))


async def facts_now(play: Played) -> dict[str, Facts]:
    return {number: facts_of(await play.boss.page(number), ref) for number, ref in play.numbers.items()}


def seen(facts: Mapping[str, Facts], seat: Seat) -> set[str]:
    return {number for number, case in facts.items() if case.seen_by(seat.actor)}


SUBSETS = {
    "desks": "a desk lists what is to be done there; `all` leaves out what is archived, void or withdrawn",
    "inboxes": "a unit's inbox lists orders that wait for something",
    "links": "a page names only the cases that are linked to its own",
}
"""Surfaces that show some of the cases a viewer sees. Every other surface shows exactly those it is asked about."""


def differences(surfaces: Surfaces) -> dict[str, list[str]]:
    """The surfaces that show other cases than they should, with the cases in question."""
    off = {surface: shown - due if surface in SUBSETS else shown ^ due for surface, (shown, due) in surfaces.items()}
    return {surface: sorted(cases) for surface, cases in off.items() if cases}


def shown_by_many(facts: Mapping[str, Facts], known: Mapping[str, Facts], seat: Seat, shown: Shown) -> Surfaces:
    """What surfaces over many cases show a viewer, beside what the table of permissions says.

    The stream is due to tell of cases that changed: a card where the viewer sees the case, that it is gone where the
    viewer saw it before.
    """
    sees, saw = seen(facts, seat), seen(known, seat)
    changed = {number for number, case in facts.items() if known.get(number) != case}
    surfaces: Surfaces = {
        "search": (shown.found, sees),
        "all": (shown.lists["all"], {number for number in sees if facts[number].status not in OFF_THE_LISTS}),
        "desks": (set[str]().union(*shown.lists.values()), sees),
        "cards on the stream": (set(shown.cards), sees & changed),
        "gone on the stream": (shown.gone - shown.cards.keys(), (saw - sees) & changed),
    }
    for desk, held in shown.lists.items():
        streamed = {number for number, desks in shown.cards.items() if desk in desks}
        surfaces[f"{desk} on the stream"] = (streamed, held & shown.cards.keys())
    return surfaces


async def shown_one_by_one(facts: Mapping[str, Facts], seat: Seat, shown: Shown) -> Surfaces:
    """The same of surfaces that are asked about one case or one desk."""
    sees, opens, city = seen(facts, seat), await opened(seat, facts), await lists_of(seat, CITY_DESKS)
    surfaces: Surfaces = {surface: (opens[surface], sees) for surface in opens}
    surfaces |= {f"export of {desk}": (await taken_away(seat, desk), held) for desk, held in shown.lists.items()}
    surfaces["desks"] = (set[str]().union(*city.values()), sees)
    surfaces["inboxes"] = (await inboxes(seat), sees)
    return surfaces


@pytest.mark.once
@pytest.mark.timeout(300)
async def test_every_surface_shows_a_viewer_the_same_cases_whatever_changed(site: AppSite):
    play = await a_play(site)
    await play.open(CASES)
    viewers = await viewers_of(site, play)
    facts, shown, off = await facts_now(play), dict[str, Shown](), dict[tuple[int, str], dict[str, list[str]]]()
    for nth in range(ROUNDS):
        await site.app.state.hub.look()
        known, after = facts, site.app.state.hub.position
        await play.change_each()
        await site.app.state.hub.look()
        facts = await facts_now(play)
        for name, seat in viewers.items():
            shown[name] = await shown_to(site, seat, after, play.ids)
            off[nth, name] = differences(shown_by_many(facts, known, seat, shown[name]))
    for name, seat in viewers.items():
        off[ROUNDS, name] = differences(await shown_one_by_one(facts, seat, shown[name]))
    assert {where: surfaces for where, surfaces in off.items() if surfaces} == {}
    assert set(play.made) == set(changes.CHANGES), "every kind of change was made"


async def test_a_volunteer_works_on_their_own_cases_and_finds_no_others(site: AppSite):
    operator, volunteer = await site.seat(), await site.seat(Role.VOLUNTEER)
    contact = {"name": "王女士", "phone": "13900000001"}
    theirs, own = (await operator.open(contact=contact))["number"], (await volunteer.open(contact=contact))["number"]
    assert (await volunteer.get(f"/api/cases/{theirs}")).status_code == 404
    assert (await volunteer.page(own))["case"]["number"] == own
    found = await volunteer.read("/api/work", desk="all")
    assert [one["number"] for one in found["items"]] == [own]
    caller = good(await volunteer.post("/api/callers", {"phone": contact["phone"]}))
    assert [one["number"] for one in caller["items"]] == [own]
    reason = {"reason": "contact", "note": "核对市民反映的地点。"}
    assert (await volunteer.post(f"/api/cases/{theirs}/reveal", reason)).status_code == 404
    assert (await volunteer.page(own))["citizen"]["phone_masked"] == "139****0001"
    refused = await volunteer.post(f"/api/cases/{own}/reveal", reason)
    assert (refused.status_code, refused.json()["code"]) == (403, "people.not_permitted")
    assert (await volunteer.post(f"/api/cases/{theirs}/add_note", {"words": "催一下"}, version="*")).status_code == 404
    for path in ("/api/figures", "/api/telephone/parties", "/api/staff", "/api/floor"):
        assert (await volunteer.get(path)).status_code == 403, path
