"""Lists taken away, who else has a case open, and what people set up for themselves."""

from typing import Any

import pytest

from builders.rows import tuples_of
from builders.site import AppSite, Seat, good
from lianxin.people import Role

pytestmark = pytest.mark.moment

SECRET_PHONE = "13912345678"


@pytest.fixture
async def operator(site: AppSite) -> Seat:
    return await site.seat(Role.OPERATOR)


async def here(seat: Seat, number: str, **how: bool) -> list[Any]:
    return good(await seat.client.put(f"/api/cases/{number}/presence", json=how))["items"]


# taken away


async def test_a_list_is_taken_away_as_it_is_narrowed_and_that_is_on_record(site: AppSite, operator: Seat):
    urgent = await operator.open(urgency="critical", contact={"name": "王小芳", "phone": SECRET_PHONE})
    await operator.open()
    answer = await operator.post("/api/exports", {"desk": "all", "filter": "urgency:critical"})
    taken = good(answer)
    assert [card["number"] for card in taken["items"]] == [urgent["number"]]
    assert not taken["more"]
    assert SECRET_PHONE not in answer.text
    async with site.town.database.read(site.town.id) as work:
        events = await tuples_of(
            work, "SELECT actor, data, audience FROM events WHERE city_id = %(city)s AND kind = 'cases.list_exported'"
        )
    assert events == [(operator.ref, {"desk": "all", "filters": "urgency:critical", "cases": 1}, ["secret"])]


async def test_a_unit_takes_away_only_what_it_may_see(site: AppSite, operator: Seat):
    await operator.open()
    elsewhere = await site.handler("huangpu-yuyuan")
    assert good(await elsewhere.post("/api/exports", {"desk": "all"}))["items"] == []


async def test_a_list_that_is_not_the_viewers_is_not_given(operator: Seat):
    assert (await operator.post("/api/exports", {"desk": "unit"})).status_code == 422
    assert (await operator.post("/api/exports", {"desk": "all", "filter": "colour:red"})).status_code == 422


# who else is here


async def test_two_people_at_one_case_see_each_other_and_who_writes(site: AppSite, operator: Seat):
    number = (await operator.open())["number"]
    colleague = await site.seat(Role.DISPATCHER, name="周丽")
    assert await here(operator, number) == []
    assert [one["name"] for one in await here(colleague, number, writing=True)] == ["李敏"]
    [other] = await here(operator, number)
    assert (other["name"], other["writing"]) == ("周丽", True)


async def test_who_leaves_or_falls_silent_is_not_seen(site: AppSite, operator: Seat):
    number = (await operator.open())["number"]
    colleague, third = await site.seat(Role.DISPATCHER), await site.seat(Role.DISPATCHER)
    await here(colleague, number)
    await here(third, number)
    await here(colleague, number, leaving=True)
    async with site.town.begin() as work:
        await work.run("UPDATE open_pages SET seen_at = %(real)s - interval '1 minute' WHERE city_id = %(city)s")
    assert await here(operator, number) == []


async def test_nobody_learns_who_reads_a_case_they_may_not_see(site: AppSite, operator: Seat):
    number = (await operator.open())["number"]
    elsewhere = await site.handler("huangpu-yuyuan")
    assert (await elsewhere.client.put(f"/api/cases/{number}/presence", json={})).status_code == 404


# set up for oneself


async def test_what_somebody_sets_up_is_theirs_on_every_browser(site: AppSite, operator: Seat):
    saved = {"all": [{"name": "特急", "filter": "urgency:critical"}]}
    answer = await operator.client.put("/api/session/preferences/filters", json={"value": saved})
    assert answer.status_code == 204
    assert (await operator.read("/api/session/preferences"))["preferences"] == {"filters": saved}
    other = await site.seat(Role.OPERATOR)
    assert (await other.read("/api/session/preferences"))["preferences"] == {}


@pytest.mark.parametrize(("name", "value", "status"), [("colour", {}, 404), ("filters", {"a": "x" * 20_000}, 422)])
async def test_what_nobody_could_have_set_up_is_refused(operator: Seat, name: str, value: Any, status: int):
    answer = await operator.client.put(f"/api/session/preferences/{name}", json={"value": value})
    assert answer.status_code == status
