"""What must not pass: replies without contact, copied, passed on or to the courts; contacts that nothing shows."""

import pytest

from builders.cases import NOISE
from builders.figures import figures_of, share
from builders.site import AppSite, Seat, good
from lianxin.people import Role

UNIT = "pudong"
DONE = "已到现场清理完毕，并安排每晚巡查。"
PASSED_ON = "您反映的问题已转相关部门处理，感谢您的来电。"
TO_COURT = "该问题属于民事纠纷，建议您走司法途径，向法院起诉。"
CALLER = {"phone": "13800000000", "name": "张三"}


async def taken(site: AppSite, handler: Seat, address: str = "") -> tuple[str, str]:
    """A case with a citizen, whose order the unit has signed: its number and the order."""
    operator = await site.seat(Role.OPERATOR)
    number = (await operator.open(unit=UNIT, address=address, **CALLER))["number"]
    order = (await handler.page(number))["orders"][0]["id"]
    good(await handler.do("sign_order", number, order))
    return number, order


async def replied(site: AppSite, handler: Seat, words: str, address: str = "", **said: str) -> str:
    number, order = await taken(site, handler, address)
    good(
        await handler.do(
            "reply_order", number, order, **{"outcome": "solved", "reply": words, "no_contact": "", **said}
        )
    )
    return number


async def test_a_reply_without_contact_misses_the_limit_and_needs_a_second_person(site: AppSite):
    handler, checker, lead = await site.handler(UNIT), await site.seat(Role.CHECKER), await site.seat(Role.SHIFT_LEAD)
    number = await replied(site, handler, DONE)
    page = await checker.page(number)
    assert page["orders"][0]["doubts"] == ["no_contact"]
    assert next(one["state"] for one in page["clocks"] if one["kind"] == "first_contact") == "missed"
    assert good(await checker.do("pass_check", number))["status"] == "checking"
    assert number not in await checker.desk("check")
    assert number in await lead.desk("confirm")
    assert (await checker.do("pass_check", number)).status_code == 409
    assert (await checker.do("confirm_check", number, reason="办好了")).status_code == 403
    assert good(await lead.do("confirm_check", number, reason="已电话核实。"))["status"] == "callback_pending"
    assert share((await figures_of(site.town))["uncontacted_rate"]) == (1, 1)


async def test_nobody_confirms_their_own_check(site: AppSite):
    office = await site.seat(Role.HOTLINE_OFFICE)
    number = await replied(site, await site.handler(UNIT), DONE)
    good(await office.do("pass_check", number))
    assert (await office.do("confirm_check", number, reason="办好了")).status_code == 409
    other = await site.seat(Role.SHIFT_LEAD)
    assert good(await other.do("refuse_check", number, reason="没有联系市民。"))["status"] == "handling"


async def test_a_reason_for_no_contact_is_kept_and_the_limit_does_not_count(site: AppSite):
    handler, checker = await site.handler(UNIT), await site.seat(Role.CHECKER)
    number = await replied(site, handler, DONE, no_contact="unreachable")
    page = await checker.page(number)
    assert (page["orders"][0]["doubts"], page["orders"][0]["no_contact"]) == ([], "unreachable")
    assert next(one["state"] for one in page["clocks"] if one["kind"] == "first_contact") == "cancelled"
    assert good(await checker.do("pass_check", number))["status"] == "callback_pending"
    listed = await checker.read("/api/work", desk="all", filter="flag:uncontacted")
    assert [one["number"] for one in listed["items"]] == [number]


async def test_a_contact_says_whether_the_number_was_opened(site: AppSite):
    handler, checker = await site.handler(UNIT), await site.seat(Role.CHECKER)
    (unseen, order), (seen, other) = await taken(site, handler), await taken(site, handler)
    good(await handler.do("log_contact", unseen, order, note="已联系。"))
    good(await handler.post(f"/api/cases/{seen}/reveal", {"reason": "contact", "note": ""}))
    good(await handler.do("log_contact", seen, other, note="已联系。"))
    assert (await checker.page(unseen))["orders"][0]["contact_by"] is None
    assert (await checker.page(seen))["orders"][0]["contact_by"] == "number"
    assert share((await figures_of(site.town))["contact_backed_rate"]) == (1, 2)


async def test_the_same_words_for_the_third_matter_are_copied_and_for_the_same_place_they_are_not(site: AppSite):
    handler, checker = await site.handler(UNIT), await site.seat(Role.CHECKER)
    here = [await replied(site, handler, DONE, "张杨路500弄", no_contact="unreachable") for _ in range(3)]
    assert (await checker.page(here[-1]))["orders"][0]["copies"] == 0
    await replied(site, handler, DONE, "张杨路600弄", no_contact="unreachable")
    page = await checker.page(await replied(site, handler, f"7月1日{DONE}", "张杨路700弄", no_contact="unreachable"))
    assert (page["orders"][0]["copies"], page["orders"][0]["doubts"]) == (4, ["copied"])


@pytest.mark.parametrize("outcome", ["solved", "explained"])
async def test_a_reply_that_only_points_to_the_courts_waits_for_a_second_person(site: AppSite, outcome: str):
    handler, checker = await site.handler(UNIT), await site.seat(Role.CHECKER)
    number = await replied(site, handler, TO_COURT, no_contact="unreachable", outcome=outcome)
    assert (await checker.page(number))["orders"][0]["doubts"] == ["court_only"]
    assert good(await checker.do("pass_check", number))["status"] == "checking"
    lead = await site.seat(Role.SHIFT_LEAD)
    assert good(await lead.do("refuse_check", number, reason="请写明本单位做了什么。"))["status"] == "handling"


async def test_a_reply_that_only_passes_on_is_doubtful_and_makes_no_template(site: AppSite):
    handler, checker = await site.handler(UNIT), await site.seat(Role.CHECKER)
    number = await replied(site, handler, PASSED_ON, no_contact="unreachable")
    assert (await checker.page(number))["orders"][0]["doubts"] == ["passed_on"]
    assert share((await figures_of(site.town))["boilerplate_rate"]) == (1, 1)
    template = {"name": "转办", "body": PASSED_ON, "unit": UNIT, "topic": NOISE, "outcome": "solved", "retired": False}
    refused = await handler.post("/api/reply-templates", template)
    assert (refused.status_code, refused.json()["code"]) == (422, "cases.empty_template")
