"""What a viewer reads: pages that hold still, only what is theirs, search by words and never by a person's number."""

from base64 import urlsafe_b64encode
from typing import Any

import pytest

from builders.site import WORDS, AppSite, Seat, good
from lianxin.people import Role

PHONE = "13912345678"


@pytest.fixture
async def operator(site: AppSite) -> Seat:
    return await site.seat(Role.OPERATOR)


# pages


async def test_pages_cover_each_case_once_while_others_come_and_go(site: AppSite, operator: Seat):
    cases = [await operator.open() for _ in range(9)]
    seen: list[str] = []
    cursor, pages = "", 0
    while True:
        page = await operator.read("/api/work", desk="all", limit=2, cursor=cursor)
        seen += [card["number"] for card in page["items"]]
        pages += 1
        cursor = page["next_cursor"]
        if not cursor:
            break
        await operator.open()  # due later than all of those
        if pages == 2:
            good(await operator.do("withdraw_case", seen[0], words="不用了"))
            good(await (await site.seat(Role.SHIFT_LEAD)).do("confirm_withdrawal", seen[0], reason="已核实"))
    old = [number for number in seen if number in {case["number"] for case in cases}]
    assert sorted(old) == sorted(case["number"] for case in cases)
    assert len(seen) == len(set(seen))


async def test_cases_without_a_due_time_come_last_and_are_paged_as_well(site: AppSite, operator: Seat):
    drafts = [await operator.open(then="draft") for _ in range(5)]
    sent = [await operator.open() for _ in range(2)]
    seen: list[str] = []
    cursor = ""
    for _ in range(4):
        page = await operator.read("/api/work", desk="all", limit=2, cursor=cursor)
        seen += [card["number"] for card in page["items"]]
        cursor = page["next_cursor"]
    assert cursor is None
    assert seen[:2] == [case["number"] for case in sent]
    assert sorted(seen[2:]) == sorted(case["number"] for case in drafts)


async def test_search_pages_stay_apart_although_new_cases_match(operator: Seat):
    numbers = [(await operator.open())["number"] for _ in range(5)]
    first = await operator.read("/api/search", q="油烟", limit=2)
    await operator.open()
    second = await operator.read("/api/search", q="油烟", limit=2, cursor=first["next_cursor"])
    third = await operator.read("/api/search", q="油烟", limit=2, cursor=second["next_cursor"])
    seen = [card["number"] for page in (first, second, third) for card in page["items"]]
    assert seen == numbers[::-1]
    assert third["next_cursor"] is None


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "W10",
        urlsafe_b64encode(b'["2026-11-23T01:00:00Z", "019"]').decode(),
        "WzEsMl0",
        "bnVsbA",
        urlsafe_b64encode(b'["soon", "00000000-0000-0000-0000-000000000000"]').decode().rstrip("="),
    ],
)
async def test_a_cursor_that_nobody_gave_is_refused(operator: Seat, cursor: str):
    for path in ("/api/work", "/api/search"):
        refused = await operator.get(path, cursor=cursor, q="油烟")
        assert (refused.status_code, refused.json()["code"]) == (422, "cases.bad_cursor")


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 201}, {"limit": "many"}])
async def test_a_page_has_a_bound(operator: Seat, query: dict[str, Any]):
    assert (await operator.get("/api/work", **query)).json()["code"] == "web.bad_request"


async def test_a_list_says_the_position_before_it_was_read(operator: Seat):
    before = (await operator.read("/api/work"))["position"]
    await operator.open()
    after = (await operator.read("/api/work"))["position"]
    assert after > before
    assert (await operator.read("/api/work"))["position"] == after


async def test_an_unknown_desk_is_refused_and_so_is_a_units_desk_for_the_city(site: AppSite, operator: Seat):
    for desk in ("nowhere", "unit", "praise"):
        refused = await operator.get("/api/work", desk=desk)
        assert (refused.status_code, refused.json()["code"]) == (422, "cases.no_such_desk")


async def test_counts_agree_with_the_lists(site: AppSite, operator: Seat):
    lead = await site.seat(Role.SHIFT_LEAD, Role.DISPATCHER)
    await lead.open(topic="", street="", district="")
    refused = await lead.open(then="draft")
    good(await lead.do("refuse_case", refused["number"], reason="not_a_request", remedy="可向物业反映。"))
    counts = (await lead.read("/api/work/counts"))["counts"]
    assert counts.pop("opinions") == 0
    assert counts == {desk: len(await lead.desk(desk)) for desk in ("intake", "confirm", "dispatch")}
    assert counts == {"intake": 2, "confirm": 1, "dispatch": 1}


# whose


async def test_a_unit_sees_its_own_subtree_and_nothing_beside_it(site: AppSite, operator: Seat):
    weifang = (await operator.open(unit="pudong-weifang"))["number"]
    xuhui = (await operator.open(unit="xuhui"))["number"]
    unasked = (await operator.open(then="draft"))["number"]
    street, district, other = [await site.handler(unit) for unit in ("pudong-weifang", "pudong", "xuhui")]
    for seat, own in ((street, weifang), (district, weifang), (other, xuhui)):
        assert set(await seat.desk("all")) == {own}
        assert set(await seat.desk("unit")) == {own}
        found = await seat.read("/api/search", q="油烟")
        assert [card["number"] for card in found["items"]] == [own]
        for number in {weifang, xuhui, unasked}:
            expected = 200 if number == own else 404
            for path in ("", "/clocks"):
                answered = await seat.get(f"/api/cases/{number}{path}")
                assert answered.status_code == expected, path


async def test_what_is_not_yours_is_not_there_for_moves_either(site: AppSite, operator: Seat):
    case = await operator.open(unit="pudong-weifang")
    order = (await operator.page(case["number"]))["orders"][0]["id"]
    other = await site.handler("xuhui")
    for refused in (
        await other.do("add_note", case["number"], words="x"),
        await other.do("sign_order", case["number"], order),
        await other.post(f"/api/cases/{case['number']}/attachments", files={"file": ("x.txt", b"x")}),
    ):
        assert (refused.status_code, refused.json()["code"]) == (404, "cases.no_case")
        assert refused.json()["facts"].get("number") in (None, case["number"])


async def test_a_unit_keeps_sight_of_what_it_once_had(site: AppSite, operator: Seat):
    case = await operator.open(unit="pudong-weifang")
    unit, officer = await site.handler("pudong-weifang"), await site.seat(Role.RETURN_OFFICER)
    order = (await unit.page(case["number"]))["orders"][0]["id"]
    good(await unit.do("ask_return", case["number"], order, reason="not_our_duty", claim="该处属市政道路。"))
    good(await officer.do("grant_return", case["number"], order, reason="确不属该街道"))
    assert await unit.desk("unit") == {}
    assert (await unit.page(case["number"]))["orders"][0]["status"] == "returned"


async def test_a_confidential_case_is_for_few(site: AppSite, operator: Seat):
    tip = (await operator.open(nature="tip_off", unit="pudong-weifang"))["number"]
    colleague, analyst = await site.seat(Role.OPERATOR), await site.seat(Role.ANALYST)
    lead, unit = await site.seat(Role.SHIFT_LEAD), await site.handler("pudong-weifang")
    for seat, sees in ((operator, True), (lead, True), (unit, True), (colleague, False), (analyst, False)):
        assert (tip in await seat.desk("all")) is sees
        found = await seat.read("/api/search", q=tip)
        assert bool(found["items"]) is sees
        assert (await seat.get(f"/api/cases/{tip}")).status_code == (200 if sees else 404)
    assert (await unit.page(tip))["citizen"] is None
    assert (await lead.page(tip))["citizen"] is not None


async def test_the_page_names_no_linked_case_that_is_not_the_viewers_to_see(site: AppSite, operator: Seat):
    first = (await operator.open(unit="xuhui", title="徐汇的一件"))["number"]
    second = (await operator.open(unit="pudong-weifang", linked_to=first))["number"]
    tip = (await operator.open(nature="tip_off", linked_to=second))["number"]
    colleague, unit = await site.seat(Role.OPERATOR), await site.handler("pudong-weifang")
    assert {link["number"] for link in (await operator.page(second))["links"]} == {first, tip}
    assert {link["number"] for link in (await colleague.page(second))["links"]} == {first}
    assert "徐汇的一件" not in (await unit.get(f"/api/cases/{second}")).text
    refused = await colleague.post("/api/cases", {"words": "还是那件事", "linked_to": tip})
    assert (refused.status_code, refused.json()["code"]) == (404, "cases.no_case")


async def test_repeat_callers_are_shown_only_what_the_operator_may_see(site: AppSite, operator: Seat):
    contact = {"name": "王女士", "phone": PHONE}
    plain = (await operator.open(contact=contact))["number"]
    tip = (await operator.open(contact=contact, nature="tip_off"))["number"]
    colleague, unit = await site.seat(Role.OPERATOR), await site.handler("pudong-weifang")
    asked = {"phone": "139 1234 5678"}
    mine = good(await operator.client.post("/api/callers", json=asked))
    theirs = good(await colleague.client.post("/api/callers", json=asked))
    assert ({card["number"] for card in mine["items"]}, mine["times"]) == ({plain, tip}, 2)
    assert ({card["number"] for card in theirs["items"]}, theirs["times"]) == ({plain}, 1)
    assert (await unit.client.post("/api/callers", json=asked)).status_code == 403
    nobody = good(await operator.client.post("/api/callers", json={"phone": "13811112222"}))
    assert (nobody["items"], nobody["times"], nobody["citizen"]) == ([], 0, None)


# search


async def test_two_characters_find_and_are_marked(operator: Seat):
    case = await operator.open(words="潍坊路口的油烟很大，晚上尤其厉害。")
    await operator.open(words="路灯不亮。")
    [found] = (await operator.read("/api/search", q="油烟"))["items"]
    assert found["number"] == case["number"]
    text, [[start, end]] = found["snippet"]["text"], found["snippet"]["marks"]
    assert text[start:end] == "油烟"


async def test_filters_narrow_and_stand_alone(site: AppSite, operator: Seat):
    one = (await operator.open(urgency="urgent", nature="complaint"))["number"]
    two = (await operator.open(then="draft"))["number"]

    async def found(**filters: Any) -> set[str]:
        return {card["number"] for card in (await operator.read("/api/search", **filters))["items"]}

    assert await found() == {one, two}
    assert await found(urgency="urgent") == {one}
    assert await found(nature="complaint", q="油烟") == {one}
    assert await found(status=["draft", "closed"]) == {two}
    assert await found(topic="01", district="310115", unit="pudong-weifang") == {one}
    assert await found(since="2026-11-23T00:00:00Z", until="2026-11-24T00:00:00Z") == {one, two}
    assert await found(until="2026-11-23T00:00:00Z") == set()
    assert await found(q="火车") == set()


async def test_a_case_number_finds_its_case_however_it_is_spaced(operator: Seat):
    number = (await operator.open())["number"]
    await operator.open()
    spaced = f"{number[:4]} {number[4:8]} {number[8:12]} {number[12:]}"
    for asked in (number, spaced):
        [found] = (await operator.read("/api/search", q=asked))["items"]
        assert found["number"] == number


@pytest.mark.parametrize("asked", [PHONE, "139 1234 5678", "１３９１２３４５６７８", "310115199001011234", "。，"])
async def test_a_persons_number_finds_nothing_and_not_everything(operator: Seat, asked: str):
    await operator.open(words=f"{WORDS}我的电话{PHONE}，身份证310115199001011234。", contact={"phone": PHONE})
    assert (await operator.read("/api/search", q=asked)) == {"items": [], "next_cursor": None}
