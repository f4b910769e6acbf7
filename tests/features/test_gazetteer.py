"""A place is completed while an operator types it."""

import pytest

from builders.cases import PROFILES, WEIFANG, shanghai
from builders.site import AppSite, Seat, good
from lianxin.cases.reads.place_teaching import PLACES_READER, teach_places
from lianxin.city import keep_committees, read_committees
from lianxin.kernel.feed import react
from lianxin.people import Role
from lianxin.places.gazetteer import STORED


@pytest.fixture
async def operator(site: AppSite) -> Seat:
    return await site.seat(Role.OPERATOR)


async def places(seat: Seat, typed: str, district: str = "") -> list[dict[str, object]]:
    return good(await seat.post("/api/places", {"typed": typed, "district": district}))["items"]


async def learn(site: AppSite) -> None:
    """Lets the reader of place names read on to the end."""
    while await react(site.town.database, site.town.id, PLACES_READER, teach_places):
        pass


def forget_places(site: AppSite) -> None:
    """As if a minute had passed since they were read."""
    site.town.database.cache.drop(STORED, site.town.id)


async def with_committees(site: AppSite) -> None:
    async with site.town.begin() as work:
        await keep_committees(work, read_committees(PROFILES / "shanghai", shanghai()))


async def test_a_committee_is_found_by_words_and_by_initials_and_brings_district_and_street(
    site: AppSite, operator: Seat
):
    await with_committees(site)
    for typed in ("潍坊八村", "wfbc", "浦东新区潍坊八村"):
        found = (await places(operator, typed))[0]
        assert (found["kind"], found["district"], found["street"]) == ("committee", "310115", WEIFANG), typed
        assert str(found["name"]).startswith("潍坊八村")


async def test_a_district_narrows_what_is_found(site: AppSite, operator: Seat):
    await with_committees(site)
    found = await places(operator, "新村", "310101")
    assert {one["district"] for one in found} <= {"310101"}


async def test_a_road_is_offered_once_three_cases_named_it_and_never_its_doors(site: AppSite, operator: Seat):
    for door in ("500弄2号", "501号302室"):
        await operator.open(address=f"张杨路{door}")
    await operator.open(address="张杨路77号", confidential=True)
    await learn(site)
    assert await places(operator, "张杨路") == []
    await operator.open(address="张杨路500弄锦澜苑")
    await learn(site)
    forget_places(site)
    [road] = await places(operator, "zyl")
    assert (road["kind"], road["name"], road["street"], road["cases"]) == ("road", "张杨路", WEIFANG, 3)
    assert await places(operator, "锦澜苑") == []


async def test_places_are_learnt_once_however_often_the_feed_is_read(site: AppSite, operator: Seat):
    for _ in range(3):
        await operator.open(address="崂山路1号")
    await learn(site)
    await learn(site)
    assert [one["cases"] for one in await places(operator, "崂山路")] == [3]


async def test_who_takes_no_cases_completes_no_places(site: AppSite):
    checker = await site.seat(Role.CHECKER)
    assert (await checker.post("/api/places", {"typed": "潍坊"})).status_code == 403
