"""What the form keeps: times in words, cases of one call, the time it took."""

import pytest

from builders.cases import NOISE, WEIFANG
from builders.site import AppSite, Seat, good
from lianxin.people import Role


@pytest.fixture
async def operator(site: AppSite) -> Seat:
    return await site.seat(Role.OPERATOR)


async def test_when_it_was_is_kept_in_words_and_as_a_time(operator: Seat):
    asked = {"happened": "昨天 23:00", "topic": NOISE}
    understood = good(await operator.post("/api/cases/suggest", asked))["happened"]
    case = await operator.open(happened="昨天 23:00")
    kept = (await operator.page(case["number"]))["case"]
    assert kept["happened"] == "昨天 23:00"
    assert understood == {"at": "2026-11-22T23:00:00+08:00", "precision": "minute"}
    assert kept["happened_at"].startswith("2026-11-22T15:00:00")


@pytest.mark.parametrize("channel", ["phone", "letter", "email", "visit", "emergency_110"])
async def test_a_seat_takes_down_letters_mail_visits_and_what_110_hands_over(operator: Seat, channel: str):
    case = await operator.open(channel=channel, contact={"phone": "13900000001"})
    assert (await operator.page(case["number"]))["case"]["channel"] == channel


async def test_words_that_name_no_time_are_kept_as_they_are(operator: Seat):
    case = await operator.open(happened="一直这样")
    kept = (await operator.page(case["number"]))["case"]
    assert (kept["happened"], kept["happened_at"]) == ("一直这样", None)


async def test_the_facts_of_a_company_are_fields_that_the_unit_reads_too(site: AppSite, operator: Seat):
    facts = {
        "company": "某某餐饮有限公司",
        "company_address": "张杨路500号",
        "order_number": "240915-123456789012345",
        "paid": "128元",
        "paid_on": "11月20日",
    }
    case = await operator.open(**facts | {"paid": "128元，打13912345678"}, topic=NOISE, street=WEIFANG, then="send")
    for seat in (operator, await site.handler("pudong-weifang")):
        kept = (await seat.page(case["number"]))["case"]
        assert {name: kept[name] for name in facts} == facts | {"paid": "128元，打139****5678"}
    found = (await operator.get("/api/search", q="某某餐饮")).json()["items"]
    assert [one["number"] for one in found] == [case["number"]]


@pytest.mark.parametrize(
    ("latitude", "longitude", "field"),
    [(91.0, 121.5, "latitude"), (31.2, -180.5, "longitude"), (31.2, None, "longitude"), (None, 121.5, "latitude")],
)
async def test_coordinates_are_a_pair_within_range(
    operator: Seat, latitude: float | None, longitude: float | None, field: str
):
    answer = await operator.post("/api/cases", {"words": "x", "latitude": latitude, "longitude": longitude})
    assert answer.status_code == 422
    assert f'"{field}"' in answer.text


async def test_coordinates_are_kept_with_the_case(operator: Seat):
    case = await operator.open(latitude=31.22957, longitude=121.5255)
    kept = (await operator.page(case["number"]))["case"]
    assert (kept["latitude"], kept["longitude"]) == (31.22957, 121.5255)


async def test_cases_of_one_call_stand_on_each_others_pages(operator: Seat):
    first = await operator.open()
    second = await operator.open(words="路灯也不亮。", split_from=first["number"])
    links = (await operator.page(first["number"]))["links"]
    assert [(one["number"], one["relation"]) for one in links] == [(second["number"], "split_off")]


async def test_the_time_it_took_to_write_stands_in_the_log(site: AppSite, operator: Seat):
    case = await operator.open(form_time=41.5)
    async with site.town.begin() as work:
        fact = await work.value(
            "SELECT data->>'form_time' FROM events WHERE city_id = %(city)s AND kind = 'case.opened'"
            " AND data->>'number' = %(number)s",
            number=case["number"],
        )
    assert float(fact) == 41.5
    assert (await operator.post("/api/cases", {"words": "x", "form_time": -1})).status_code == 422


async def test_the_topics_an_operator_uses_most_come_first(site: AppSite, operator: Seat):
    for topic in ("05.01.01", NOISE, NOISE):
        await operator.open(topic=topic)
    assert (await operator.read("/api/own/topics"))["topics"] == [NOISE, "05.01.01"]
    other = await site.seat(Role.OPERATOR)
    assert (await other.read("/api/own/topics"))["topics"] == []
