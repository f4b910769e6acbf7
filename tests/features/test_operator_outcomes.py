"""An operator reads what became of the cases they opened."""

import pytest

from builders.site import AppSite, Seat, good
from lianxin.people import Role


@pytest.fixture
async def operator(site: AppSite) -> Seat:
    return await site.seat(Role.OPERATOR)


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
    assert one["chosen"] is False  # the duty list chose the unit
    seen = good(await operator.post("/api/own/outcomes/seen", {"position": one["position"]}))
    assert seen["unread"] == 0
    other = await site.seat(Role.OPERATOR)
    assert (await other.read("/api/own/outcomes"))["items"] == []


async def returned(site: AppSite, number: str) -> None:
    """The unit of the case returns it, and the desk grants the return."""
    handler, officer = await site.handler("pudong-weifang"), await site.seat(Role.RETURN_OFFICER)
    order = (await handler.page(number))["orders"][0]["id"]
    good(await handler.do("ask_return", number, order, reason="not_our_place", claim="不在本街道。"))
    good(await officer.do("grant_return", number, order, reason="确不属该街道。"))


async def test_an_operator_is_not_shown_a_return_of_the_dispatchers_choice(site: AppSite, operator: Seat):
    dispatcher = await site.seat(Role.DISPATCHER)
    number = (await operator.open(topic=""))["number"]
    good(await dispatcher.do("dispatch_case", number, unit="pudong-weifang"))
    await returned(site, number)
    assert (await operator.read("/api/own/outcomes"))["items"] == []


async def test_a_return_of_the_operators_own_choice_is_marked(site: AppSite, operator: Seat):
    number = (await operator.open(unit="pudong-weifang"))["number"]
    await returned(site, number)
    [one] = (await operator.read("/api/own/outcomes"))["items"]
    assert (one["what"], one["chosen"]) == ("grant_return", True)
