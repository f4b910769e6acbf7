"""What the dispatch desk sees beside a case: every rule with its reasons, who had the same before, what waits alike."""

from builders.site import AppSite, Seat, good
from lianxin.people import Role

REPLY = "已到现场劝离，并安排晚间巡查。"


async def directions(seat: Seat, number: str):
    return await seat.read(f"/api/cases/{number}/directions")


def weighed(page: dict[str, list[dict[str, str]]]) -> list[tuple[str, str | None, str]]:
    return [(one["rule"], one["unit"], one["obstacle"]) for one in page["weighed"]]


async def test_every_rule_says_whom_it_names_or_why_nobody(site: AppSite):
    operator, desk = await site.seat(Role.OPERATOR), await site.seat(Role.DISPATCHER)
    known = await directions(desk, (await operator.open())["number"])
    assert weighed(known) == [
        ("fast_desk", None, "not_called_for"),
        ("ruling", None, "nothing_for_it"),
        ("topic_rule", None, "nothing_for_it"),
        ("duty_list", "pudong-weifang", ""),
    ]
    assert known["weighed"][3]["reasons"]["basis"]
    placeless = await directions(desk, (await operator.open(street=""))["number"])
    assert weighed(placeless)[3] == ("duty_list", None, "no_place")
    topicless = await directions(desk, (await operator.open(topic=""))["number"])
    assert {obstacle for _rule, _unit, obstacle in weighed(topicless)} == {"not_called_for", "no_topic"}


async def test_a_unit_that_rightly_returned_it_or_is_complained_about_is_named_with_the_obstacle(site: AppSite):
    operator, officer = await site.seat(Role.OPERATOR), await site.seat(Role.RETURN_OFFICER)
    number = (await operator.open())["number"]
    unit = await site.handler("pudong-weifang")
    order = (await unit.page(number))["orders"][0]["id"]
    good(await unit.do("ask_return", number, order, reason="not_our_duty", claim="不归我们。"))
    good(await officer.do("grant_return", number, order, reason="确不归"))
    assert weighed(await directions(officer, number))[3] == ("duty_list", "pudong-weifang", "returned")
    complained = (await operator.open(nature="complaint", complained=["pudong-weifang"]))["number"]
    [*_others, duty] = (await directions(officer, complained))["weighed"]
    assert (duty["unit"], duty["reasons"]["complained"]) == ("pudong", "pudong-weifang")


async def test_past_dispatches_of_the_topic_here_have_shares_and_what_came_of_them(site: AppSite):
    operator, desk = await site.seat(Role.OPERATOR), await site.seat(Role.DISPATCHER)
    checker, agent = await site.seat(Role.CHECKER), await site.seat(Role.CALLBACK_AGENT)
    unit = await site.handler("pudong-weifang")
    for _nth in range(3):
        number = (await operator.open())["number"]
    order = (await unit.page(number))["orders"][0]["id"]
    good(await unit.do("sign_order", number, order))
    good(await unit.do("reply_order", number, order, outcome="solved", reply=REPLY))
    good(await checker.do("pass_check", number))
    if (await checker.page(number))["case"]["status"] == "callback_pending":
        good(await agent.do("answer_callback", number, outcome="solved", satisfaction="satisfied"))
    await operator.open(unit="pudong-chengguan")
    await operator.open(street="310115005")
    past = (await directions(desk, (await operator.open(unit="pudong"))["number"]))["past"]
    assert [(one["unit"], one["times"], one["share"], one["solved"]) for one in past] == [
        ("pudong-weifang", 3, 75, 1),
        ("pudong-chengguan", 1, 25, 0),
    ]


async def test_cases_alike_that_wait_too_are_named(site: AppSite):
    operator, officer = await site.seat(Role.OPERATOR), await site.seat(Role.RETURN_OFFICER)
    unit = await site.handler("pudong-weifang")
    waiting: list[str] = []
    for street in ("310115004", "310115004", "310115005"):
        number = (await operator.open(unit="pudong-weifang", street=street))["number"]
        order = (await unit.page(number))["orders"][0]["id"]
        good(await unit.do("ask_return", number, order, reason="not_our_duty", claim="不归我们。"))
        good(await officer.do("grant_return", number, order, reason="确不归"))
        waiting.append(number)
    alike = (await directions(officer, waiting[0]))["alike"]
    assert [card["number"] for card in alike] == [waiting[1]]


async def test_the_whole_duty_list_is_read_by_those_who_dispatch(site: AppSite):
    desk, unit = await site.seat(Role.DISPATCHER), await site.handler("pudong-weifang")
    items = (await desk.read("/api/duties"))["items"]
    assert {"topic", "level", "office", "basis", "source", "verified"} <= set(items[0])
    assert (await unit.get("/api/duties")).status_code == 403


async def test_a_unit_that_the_words_name_is_proposed_as_the_one_complained_about(site: AppSite):
    desk = await site.seat(Role.DISPATCHER)
    words = "潍坊新村街道办事处看见占道设摊也不管。"
    number = (await site.town.a_case(unit="", channel="web", nature="complaint", words=words)).case.number
    assert (await directions(desk, number))["named"][0] == "pudong-weifang"
    named = (await directions(desk, number))["named"]
    good(await desk.post(f"/api/cases/{number}/correct_case", {"complained": named}, version="*"))
    after = await directions(desk, number)
    assert (after["named"], weighed(after)[3][1]) == ([], "pudong")
    other = (await site.town.a_case(unit="", channel="web", nature="consultation", words=words)).case.number
    assert (await directions(desk, other))["named"] == [], "only a complaint or tip-off accuses"
