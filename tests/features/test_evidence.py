"""Where the city wants a return supported, asking for one brings something that supports it."""

import pytest

from builders.cases import PAPER, Town, handler
from builders.site import AppSite, good
from lianxin.cases import attach, lock_order
from lianxin.cases.rules.returns import EvidenceNeeded
from lianxin.people import Role

UNIT = "pudong-weifang"
STREET = handler(UNIT)
CLAIM = ("not_our_duty", "该处属市政道路。")


@pytest.fixture
def town(site: AppSite) -> Town:
    return site.town


async def test_a_return_without_anything_attached_is_refused_and_changes_nothing(town: Town):
    file = await town.a_case()
    before = await town.dump(file)
    with pytest.raises(EvidenceNeeded):
        await town.do("ask_return", file.orders[0], STREET, *CLAIM, evidence=False)
    assert await town.dump(file) == before


async def test_what_is_attached_to_another_order_or_to_the_case_supports_nothing(town: Town):
    file = await town.a_case()
    file = await town.do("add_co_unit", file, unit="sh-chengguan")
    async with town.begin() as work:
        held, _order = await lock_order(work, file.orders[1].id)
        attach(held, PAPER, file.orders[1].id)
        attach(held, PAPER)
    with pytest.raises(EvidenceNeeded):
        await town.do("ask_return", file.orders[0], STREET, *CLAIM, evidence=False)


async def test_the_form_says_that_files_are_demanded_and_takes_them(site: AppSite):
    operator, street = await site.seat(Role.OPERATOR), await site.handler(UNIT)
    case = await operator.open(unit=UNIT)
    page = await street.page(case["number"])
    asked = {move["move"]: move["files"] for move in page["moves"]}
    assert (asked["ask_return"], asked["sign_order"]) == ("demanded", "none")
    order = page["orders"][0]["id"]
    said = {"reason": CLAIM[0], "claim": CLAIM[1]}
    refused = await street.do("ask_return", case["number"], order, evidence=False, **said)
    assert (refused.status_code, refused.json()["code"]) == (422, "cases.evidence_needed")
    await street.attach(case["number"], order)
    good(await street.do("ask_return", case["number"], order, evidence=False, **said))


async def test_whoever_decides_the_return_reads_what_supports_it(site: AppSite):
    operator, street = await site.seat(Role.OPERATOR), await site.handler(UNIT)
    officer = await site.seat(Role.RETURN_OFFICER)
    case = await operator.open(unit=UNIT)
    order = (await street.page(case["number"]))["orders"][0]["id"]
    good(await street.do("ask_return", case["number"], order, reason=CLAIM[0], claim=CLAIM[1]))
    [paper] = (await officer.page(case["number"]))["attachments"]
    assert paper["order_id"] == order
    assert (await officer.get(paper["url"])).text == "权责清单第三条。"


async def test_a_city_that_wants_no_evidence_gets_along_without(town: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("lianxin.cases.commands.unit.wants_evidence", lambda _profile: False)
    file = await town.a_case()
    file = await town.do("ask_return", file.orders[0], STREET, *CLAIM, evidence=False)
    assert file.orders[0].status == "return_requested"
