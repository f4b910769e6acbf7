"""Units are merged, renamed and dissolved with their open orders and people; nobody's page breaks."""

from datetime import timedelta
from typing import Any

from builders.figures import keep_up
from builders.site import AppSite, Seat, good
from lianxin.administration import publish_due
from lianxin.cases import verify_city
from lianxin.city import Profile, adopt_profile, current_profile
from lianxin.people import Role

API = "/api/administration/profile"
GONE, NEXT, ABOVE = "pudong-weifang", "pudong-lujiazui", "pudong"
REASON = "潍坊新村街道并入陆家嘴街道"
DAY = "2026-11-23"
PAGES = (
    "/api/me", "/api/profile", "/api/inbox?tab=todo", "/api/inbox?tab=replied", "/api/inbox/counts", "/api/work/counts",
    "/api/work?desk=unit", "/api/work?desk=all", "/api/work?desk=praise", "/api/search?q=油烟", "/api/figures",
    "/api/reply-templates", "/api/opinions",
)  # fmt: skip


async def standing(he: Seat) -> dict[str, Any]:
    return await he.read(API)


async def retire(he: Seat, **change: str) -> dict[str, Any]:
    """Retires the street in the draft."""
    return good(await he.post(f"{API}/unit-changes", {"unit": GONE, "date": DAY, **change}))


async def publish(he: Seat) -> Any:
    draft = (await standing(he))["draft"]["state"]
    return await he.post(f"{API}/publish", {"draft": draft, "reason": REASON})


async def without_rows(he: Seat, section: str, code: str) -> None:
    """Removes one row of a table from the draft."""
    table = await he.read(f"{API}/tables/{section}")
    row = next(one["row"] for one in table["rows"] if one["key"] == code)
    good(await he.post(f"{API}/rows", {"section": section, "was": row, "row": None}))


async def check_pages(*seats: Seat) -> None:
    """Asserts that no page of these viewers ends in an error of the server."""
    for seat in seats:
        for page in PAGES:
            answer = await seat.get(page)
            assert answer.status_code < 500, (seat.actor, page, answer.text)


async def test_publishing_asks_who_takes_over_and_moves_orders_people_and_duties(site: AppSite):
    he, desk = await site.seat(Role.ADMINISTRATOR), await site.seat(Role.DISPATCHER, Role.OPERATOR)
    old, new, above = [await site.handler(unit) for unit in (GONE, NEXT, ABOVE)]
    numbers = [(await desk.open(unit=GONE))["number"] for _ in range(2)]
    await without_rows(he, "units", GONE)
    [leaving] = (await standing(he))["leaving"]
    assert (leaving["unit"], leaving["orders"], leaving["people"], leaving["successor"]) == (GONE, 2, 1, None)
    refused = await publish(he)
    assert (refused.status_code, refused.json()["code"]) == (409, "administration.successor_needed")
    assert (refused.json()["facts"]["orders"], refused.json()["facts"]["people"]) == (2, 1)
    assert "2 件在办工单、1 人" in refused.json()["title"]
    drafted = await retire(he, successor=NEXT)
    assert drafted["troubles"] == []
    assert [(one["unit"], one["successor"]) for one in drafted["leaving"]] == [(GONE, NEXT)]
    good(await publish(he))
    await check_pages(old, new, above, desk, he)
    page = await new.page(numbers[0])
    [order] = page["orders"]
    assert (order["unit"], page["case"]["lead_unit"], order["status"]) == (NEXT, NEXT, "dispatched")
    assert {card["number"] for card in (await new.read("/api/inbox", tab="todo"))["items"]} == set(numbers)
    assert (await new.do("sign_order", numbers[0], order["id"])).is_success
    assert {card["number"] for card in (await old.read("/api/inbox", tab="todo"))["items"]} == set(numbers), "moved too"
    assert (await above.get(f"/api/cases/{numbers[0]}")).status_code == 200
    assert (await verify_city(site.town.database, site.town.id)).ok
    fresh = await desk.page((await desk.open())["number"])
    assert fresh["case"]["lead_unit"] == NEXT, "the place of the old street"


async def test_a_unit_is_split_by_topic_and_place_with_its_open_orders(site: AppSite):
    he, desk = await site.seat(Role.ADMINISTRATOR), await site.seat(Role.DISPATCHER, Role.OPERATOR)
    await site.handler(GONE)
    topics = {"pudong-yangjing": "01.01.02", "pudong-huamu": "01.02.01"}
    numbers = {unit: (await desk.open(unit=GONE, topic=topic))["number"] for unit, topic in topics.items()}
    other = (await desk.open(unit=GONE, topic="01.01.01"))["number"]
    parts = [
        {"successor": "pudong-yangjing", "topics": ["01.01.02"], "divisions": []},
        {"successor": "pudong-huamu", "topics": ["01.02"], "divisions": ["310115"]},
    ]
    change = {"unit": GONE, "date": DAY, "successor": NEXT, "parts": parts}
    assert good(await he.post(f"{API}/unit-changes", change))["troubles"] == []
    good(await publish(he))
    for unit, number in {**numbers, NEXT: other}.items():
        assert (await desk.page(number))["case"]["lead_unit"] == unit
    nowhere = {
        **change,
        "unit": "pudong-tangqiao",
        "parts": [{"successor": "nobody", "topics": ["01"], "divisions": []}],
    }
    refused = await he.post(f"{API}/unit-changes", nowhere)
    assert refused.status_code == 422


async def test_old_cases_keep_the_old_name_and_stay_with_the_successor(site: AppSite):
    he, desk = await site.seat(Role.ADMINISTRATOR), await site.seat(Role.DISPATCHER, Role.OPERATOR)
    old, new, above = [await site.handler(unit) for unit in (GONE, NEXT, ABOVE)]
    number = (await desk.open(unit=GONE))["number"]
    order = (await old.page(number))["orders"][0]["id"]
    await old.do("sign_order", number, order)
    await old.do("reply_order", number, order, outcome="solved", reply="已到现场清理摊位，并安排巡查。")
    await site.town.do("pass_check", await site.town.look(await case_id(site, number)))
    await retire(he, successor=NEXT)
    good(await publish(he))
    for seat in (new, above, desk):
        page = await seat.page(number)
        assert (page["orders"][0]["unit"], page["orders"][0]["unit_name"]) == (GONE, "潍坊新村街道办事处")
    profile = await desk.read("/api/profile")
    assert [(one["code"], one["name"]) for one in profile["retired_units"]] == [(GONE, "潍坊新村街道办事处")]


async def test_a_renamed_unit_works_on_under_its_new_name(site: AppSite):
    he, desk = await site.seat(Role.ADMINISTRATOR), await site.seat(Role.DISPATCHER, Role.OPERATOR)
    old = await site.handler(GONE)
    number = (await desk.open(unit=GONE))["number"]
    await retire(he, successor="pudong-weifang-new", name="潍坊街道办事处")
    good(await publish(he))
    [order] = (await old.page(number))["orders"]
    assert (order["unit"], order["unit_name"]) == ("pudong-weifang-new", "潍坊街道办事处")
    assert (await desk.page((await desk.open())["number"]))["case"]["lead_unit"] == "pudong-weifang-new"


async def test_the_orders_of_a_dissolved_unit_go_to_the_unit_above(site: AppSite):
    he, desk = await site.seat(Role.ADMINISTRATOR), await site.seat(Role.DISPATCHER, Role.OPERATOR)
    await site.handler(GONE)
    plain = (await desk.open(unit=GONE))["number"]
    drafted = await retire(he)
    assert drafted["leaving"][0]["successor"] == ABOVE
    good(await publish(he))
    assert (await desk.page(plain))["case"]["lead_unit"] == ABOVE


async def test_a_complaint_about_a_retired_unit_is_kept_from_its_successor(site: AppSite):
    he, desk = await site.seat(Role.ADMINISTRATOR), await site.seat(Role.DISPATCHER, Role.OPERATOR)
    new = await site.handler(NEXT)
    number = (await desk.open(unit="sh-chengguan", complained=[GONE]))["number"]
    await retire(he, successor=NEXT)
    good(await publish(he))
    assert (await new.get(f"/api/cases/{number}")).status_code == 404
    refused = await desk.do("add_co_unit", number, unit=NEXT)
    assert refused.json()["code"] == "cases.complained_unit"


async def test_nobodys_page_breaks_when_a_unit_left_in_another_way_and_the_desk_can_hand_over(site: AppSite):
    desk = await site.seat(Role.DISPATCHER, Role.OPERATOR)
    old, above = await site.handler(GONE), await site.handler(ABOVE)
    number = (await desk.open(unit=GONE))["number"]
    async with site.town.begin() as work:
        document = (await current_profile(work)).to_document()
        units = [row for row in document["tables"]["units"] if row[0] != GONE]
        await adopt_profile(
            work,
            Profile.from_document(
                {**document, "version": "later", "tables": {**document["tables"], "units": units}},
            ),
        )
    await check_pages(old, above, desk)
    assert (await old.get(f"/api/cases/{number}")).status_code == 200
    order = (await desk.page(number))["orders"][0]["id"]
    assert (await desk.do("hand_over_order", number, order, unit=NEXT)).is_success
    assert (await desk.page(number))["case"]["lead_unit"] == NEXT


LATER = "2026-12-01"


async def test_a_change_with_a_later_date_takes_effect_on_that_day(site: AppSite):
    he, desk = await site.seat(Role.ADMINISTRATOR), await site.seat(Role.DISPATCHER, Role.OPERATOR)
    number = (await desk.open(unit=GONE))["number"]
    drafted = await retire(he, successor=NEXT, date=LATER)
    assert drafted["effective_on"] == LATER
    before = drafted["version"]
    assert good(await publish(he)) == {"version": before, "effective_on": LATER}
    town, now = site.town, await standing(he)
    assert (now["version"], now["draft"], [one["effective_on"] for one in now["plans"]]) == (before, None, [LATER])
    await publish_due(town.database, town.id)
    assert (await desk.page(number))["case"]["lead_unit"] == GONE
    town.clock.move(timedelta(days=10))
    await publish_due(town.database, town.id)
    assert (await desk.page(number))["case"]["lead_unit"] == NEXT
    assert (await standing(he))["plans"] == []
    versions = (await he.read(f"{API}/versions"))["items"]
    assert (versions[0]["note"], versions[0]["by"] == "system") == (REASON, False)


async def test_a_planned_change_can_be_cancelled_and_two_days_need_two_versions(site: AppSite):
    he = await site.seat(Role.ADMINISTRATOR)
    await retire(he, successor=NEXT, date=LATER)
    good(await publish(he))
    [plan] = (await standing(he))["plans"]
    path = f"{API}/plans/{plan['id']}/cancel"
    assert good(await he.post(path))["plans"] == []
    assert (await he.post(path)).status_code == 404
    await retire(he, successor=NEXT, date=LATER)
    await retire(he, unit="pudong-yangjing", successor=NEXT, date="2026-12-02")
    refused = await publish(he)
    assert (refused.status_code, refused.json()["code"]) == (409, "administration.several_dates")


async def test_a_planned_change_that_conflicts_on_its_day_is_refused_and_says_so(site: AppSite):
    he, town = await site.seat(Role.ADMINISTRATOR), site.town
    await retire(he, successor=NEXT, date=LATER)
    good(await publish(he))
    await retire(he, successor="pudong-huamu")
    good(await publish(he))
    town.clock.move(timedelta(days=30))
    await publish_due(town.database, town.id)
    assert [one["failed"] for one in (await standing(he))["plans"]] == ["administration.plan_conflict"]


async def test_praise_of_a_retired_unit_goes_to_its_successor(site: AppSite):
    he, desk = await site.seat(Role.ADMINISTRATOR), await site.seat(Role.DISPATCHER, Role.OPERATOR)
    new, above = await site.handler(NEXT), await site.handler(ABOVE)
    thanks = {"nature": "praise", "words": "谢谢潍坊新村街道办事处的小李，帮我妈妈找到了家。", "topic": ""}
    waiting = (await desk.open(**thanks, unit=GONE))["number"]
    await retire(he, successor=NEXT)
    good(await publish(he))
    asked = {name: thanks[name] for name in ("nature", "words")}
    assert good(await desk.post("/api/cases/suggest", asked))["unit"] == NEXT
    later = (await desk.open(**thanks, unit=NEXT))["number"]
    assert set(await new.desk("praise")) == {waiting, later}
    assert (await above.desk("praise"), (await new.page(waiting))["moves"][0]["move"]) == ({}, "note_praise")
    good(await new.do("note_praise", waiting))


async def test_retired_units_and_topics_stay_askable_in_figures_and_filters(site: AppSite):
    he, desk = await site.seat(Role.ADMINISTRATOR, Role.ANALYST), await site.seat(Role.DISPATCHER, Role.OPERATOR)
    topic = "01.01.02"
    number = (await desk.open(unit=GONE, topic=topic))["number"]
    await keep_up(site.town)
    await without_rows(he, "duty", topic)
    await without_rows(he, "topics", topic)
    await retire(he, successor=NEXT)
    assert (await standing(he))["troubles"] == []
    good(await publish(he))
    await keep_up(site.town)
    for asked in ({"topic": topic}, {"unit": GONE}, {"unit": NEXT}):
        answer = await he.get("/api/figures", **asked)
        assert answer.status_code == 200, answer.text
    found = await desk.read("/api/work", desk="all", filter=f"topic:{topic}")
    assert [card["number"] for card in found["items"]] == [number]
    profile = await desk.read("/api/profile")
    assert [one["code"] for one in profile["retired_topics"]] == [topic]
    assert (await he.get("/api/figures", topic="99.99.99")).status_code == 422


async def case_id(site: AppSite, number: str) -> Any:
    [(found,)] = await site.town.tuples(
        "SELECT id FROM cases WHERE city_id = %(city)s AND number = %(number)s", number=number
    )
    return found
