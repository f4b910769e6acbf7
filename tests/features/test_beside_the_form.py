"""What an operator reads beside the form: places, the same matter told before, a citizen's words, own outcomes."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from builders.cases import NOISE, PROFILES, WEIFANG, shanghai
from builders.site import AppSite, Seat, a_site, good
from lianxin.cases.reads.place_teaching import PLACES_READER, teach_places
from lianxin.city import keep_committees, read_committees
from lianxin.kernel.clock import stopwatch
from lianxin.kernel.database import Database
from lianxin.kernel.feed import react
from lianxin.people import Role
from lianxin.places.gazetteer import STORED

PHONE = "13912345678"
QUICK = 0.05  # seconds within which a place is completed


@pytest.fixture
async def site(database: Database, tmp_path: Path) -> AsyncIterator[AppSite]:
    async with a_site(database, tmp_path) as opened:
        yield opened


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


# places


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


async def test_six_thousand_committees_are_searched_within_fifty_milliseconds(site: AppSite, operator: Seat):
    await with_committees(site)
    await places(operator, "w")
    took: list[float] = []
    for typed in ("wfbc", "潍坊", "x", "浦东新区居委会", "zz"):
        began = stopwatch()
        await places(operator, typed)
        took.append(stopwatch() - began)
    assert sorted(took)[len(took) // 2] < QUICK


async def test_who_takes_no_cases_completes_no_places(site: AppSite):
    checker = await site.seat(Role.CHECKER)
    assert (await checker.post("/api/places", {"typed": "潍坊"})).status_code == 403


# the same matter


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


# a call about a case that is here


async def test_a_case_is_told_in_the_sentences_of_the_citizens_own_page(site: AppSite, operator: Seat):
    case = await operator.open(contact={"phone": PHONE})
    told = await operator.read(f"/api/cases/{case['number']}/told")
    assert told["headline"] == "已交给潍坊新村街道办事处"
    assert [step["state"] for step in told["steps"]] == ["done", "now", "coming"]
    assert "还有" in told["hint"]
    assert {"add_words", "urge"} <= set(told["may"])
    english = await operator.read(f"/api/cases/{case['number']}/told", locale="en")
    assert english["headline"] != told["headline"]


async def test_what_is_read_out_to_the_citizen_has_no_number_in_it(operator: Seat):
    case = await operator.open(then="draft")
    good(await operator.do("answer_case", case["number"], words="已致电王女士13912345678，或打021-58201234。"))
    told = await operator.read(f"/api/cases/{case['number']}/told")
    assert told["story"][0]["text"] == "已致电王女士139****5678，或打021-****1234。"
    assert PHONE not in str(told)


async def test_telling_progress_changes_no_state_and_stays_on_record(operator: Seat):
    case = await operator.open()
    good(await operator.do("tell_progress", case["number"], words="已告知正在办理"))
    page = await operator.page(case["number"])
    assert page["case"]["status"] == "handling"
    records = [h["data"] for h in page["history"] if h["kind"] == "case.side_recorded"]
    assert [(r["record"], r["status"]) for r in records] == [("inquiry", "told")]


async def test_what_the_citizen_adds_on_the_phone_stands_on_their_page(operator: Seat):
    case = await operator.open()
    good(await operator.do("append_words", case["number"], words="今天又来了两个摊。"))
    told = await operator.read(f"/api/cases/{case['number']}/told")
    assert told["story"][0]["words"] == "您补充了情况，已记下"
    assert (await operator.page(case["number"]))["case"]["status"] == "handling"


async def test_a_case_out_of_sight_is_told_to_nobody(site: AppSite, operator: Seat):
    other = await site.seat(Role.OPERATOR)
    case = await other.open(confidential=True)
    assert (await operator.get(f"/api/cases/{case['number']}/told")).status_code == 404
    checker = await site.seat(Role.CHECKER)
    assert (await checker.get(f"/api/cases/{case['number']}/told")).status_code == 403


# when, and several cases of one call


async def test_when_it_was_is_kept_in_words_and_as_a_time(operator: Seat):
    asked = {"happened": "昨天 23:00", "topic": NOISE}
    understood = good(await operator.post("/api/cases/suggest", asked))["happened"]
    case = await operator.open(happened="昨天 23:00")
    kept = (await operator.page(case["number"]))["case"]
    assert kept["happened"] == "昨天 23:00"
    assert understood == {"at": "2026-11-22T23:00:00+08:00", "precision": "minute"}
    assert kept["happened_at"].startswith("2026-11-22T15:00:00")


async def test_words_that_name_no_time_are_kept_as_they_are(operator: Seat):
    case = await operator.open(happened="一直这样")
    kept = (await operator.page(case["number"]))["case"]
    assert (kept["happened"], kept["happened_at"]) == ("一直这样", None)


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


# own cases


async def test_the_topics_an_operator_uses_most_come_first(site: AppSite, operator: Seat):
    for topic in ("05.01.01", NOISE, NOISE):
        await operator.open(topic=topic)
    assert (await operator.read("/api/own/topics"))["topics"] == [NOISE, "05.01.01"]
    other = await site.seat(Role.OPERATOR)
    assert (await other.read("/api/own/topics"))["topics"] == []


async def test_an_operator_reads_why_a_case_was_returned_until_it_was_seen(site: AppSite, operator: Seat):
    case = await operator.open()
    handler, officer = await site.handler("pudong-weifang"), await site.seat(Role.RETURN_OFFICER)
    order = (await handler.page(case["number"]))["orders"][0]["id"]
    claim = {"reason": "not_our_place", "claim": "不在本街道。", "proposed_unit": None}
    claim = {name: value for name, value in claim.items() if value}
    good(await handler.do("ask_return", case["number"], order, **claim))
    good(await officer.do("grant_return", case["number"], order, reason="以路为界，北侧归花木街道。"))
    outcomes = await operator.read("/api/own/outcomes")
    assert outcomes["unread"] == 1
    [one] = outcomes["items"]
    assert (one["what"], one["reason"], one["unit"]) == ("grant_return", "not_our_place", "pudong-weifang")
    assert one["words"] == "以路为界，北侧归花木街道。"
    seen = good(await operator.post("/api/own/outcomes/seen", {"position": one["position"]}))
    assert seen["unread"] == 0
    other = await site.seat(Role.OPERATOR)
    assert (await other.read("/api/own/outcomes"))["items"] == []
