"""An operator sees whether the same matter was reported before."""

from datetime import timedelta

import pytest

from builders.cases import NOISE, WEIFANG
from builders.site import AppSite, Seat, good
from lianxin.people import Role

PHONE = "13912345678"


@pytest.fixture
async def operator(site: AppSite) -> Seat:
    return await site.seat(Role.OPERATOR)


async def test_the_same_matter_of_the_same_citizen_is_named_and_an_old_one_is_not(site: AppSite, operator: Seat):
    contact = {"phone": PHONE}
    old = await operator.open(contact=contact)
    site.town.clock.move(timedelta(days=40))
    fresh = await operator.open(contact=contact)
    other = await operator.open(contact=contact, topic="05.01.01", street="310101002")
    matter = {"topic": NOISE, "street": WEIFANG, "phone": PHONE}
    found = good(await operator.post("/api/cases/alike", matter))
    assert [card["number"] for card in found["same"]] == [fresh["number"]]
    assert old["number"] != other["number"]
    callers = good(await operator.post("/api/callers", {"phone": PHONE}))
    repeats = [
        c["number"] for c in callers["items"] if c["topic"] == NOISE and c["opened_at"] >= callers["repeat_since"]
    ]
    assert repeats == [fresh["number"]]


async def test_many_who_tell_of_one_place_are_counted_against_the_week_before(site: AppSite, operator: Seat):
    await operator.open()
    site.town.clock.move(timedelta(days=8))
    for nth in range(3):
        await operator.open(contact={"phone": f"1391234567{nth}"})
    found = good(await operator.post("/api/cases/alike", {"topic": NOISE, "street": WEIFANG}))
    assert found["same"] == []
    assert {name: found["many"][name] for name in ("week", "before", "answered", "planned")} == {
        "week": 3,
        "before": 1,
        "answered": 0,
        "planned": 0,
    }
    few = good(await operator.post("/api/cases/alike", {"topic": NOISE, "street": "310101002"}))
    assert few["many"] is None


async def test_an_estate_named_in_the_address_finds_its_cases_without_a_street(operator: Seat):
    for _ in range(3):
        await operator.open(street="", district="310115", address="桃林小区北门")
    matter = {"topic": NOISE, "district": "310115", "address": "桃林小区5号楼"}
    assert good(await operator.post("/api/cases/alike", matter))["many"]["week"] == 3


async def test_secret_cases_of_others_are_not_counted(site: AppSite, operator: Seat):
    other = await site.seat(Role.OPERATOR)
    for _ in range(4):
        await other.open(confidential=True)
    assert good(await operator.post("/api/cases/alike", {"topic": NOISE, "street": WEIFANG}))["many"] is None
