"""Tip-offs reach a person first, never the office they are about, and can be made without a number."""

from pathlib import Path

import pytest

from builders.cases import (
    CALLBACK_AGENT,
    CHECKER,
    DISPATCHER,
    NOISE,
    REVIEW_OFFICER,
    Town,
    a_town,
    clock_of,
    handler,
    states,
)
from builders.portal import UNIT, a_site, a_visit, case_behind
from lianxin.cases import CaseFile
from lianxin.cases.core.orders import ComplainedUnit
from lianxin.kernel.database import Database

WORDS = "城管中队每周收摊主的钱，夜里照样占道设摊。"


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def told_on(town: Town, folder: Path, whom: str, complained: str = "", phone: str = "") -> CaseFile:
    """Reports on the portal; returns the case."""
    visit = a_visit(a_site(town, folder))
    await visit.fill_in(what={"words": WORDS, "nature": "tip_off", "whom": whom}, contact={"phone": phone, "name": ""})
    assert "潍坊新村街道办事处" in visit.text
    await visit.press("/submit/check", topic=NOISE, complained=complained)
    return await case_behind(town, visit.receipt()[2])


async def test_a_tip_off_about_a_street_waits_for_a_person_and_never_reaches_that_street(town: Town, tmp_path: Path):
    file = await told_on(town, tmp_path, "潍坊新村街道办事处", UNIT)
    assert (file.case.status, file.case.complained, file.orders) == ("screening", [UNIT], [])
    with pytest.raises(ComplainedUnit):
        await town.do("dispatch_case", file, DISPATCHER, UNIT)
    file = await town.do("pass_case", file, DISPATCHER)
    assert states(file) == ("handling", [("pudong", "lead", "dispatched")])
    with pytest.raises(ComplainedUnit):
        await town.do("add_co_unit", file, DISPATCHER, UNIT)
    lead = (await town.do("sign_order", file.orders[0], handler("pudong"))).orders[0]
    with pytest.raises(ComplainedUnit):
        await town.do("forward_order", lead, handler("pudong"), UNIT)


async def test_whom_it_is_about_is_kept_in_the_citizens_words_also_if_it_is_no_office(town: Town, tmp_path: Path):
    file = await told_on(town, tmp_path, "潍坊新村街道办隔壁的大发公司")
    assert file.case.complained == []
    [(body,)] = await town.tuples("SELECT body FROM texts WHERE city_id = %(city)s AND kind = 'words'")
    assert body == f"{WORDS}\n\n投诉、举报的是：潍坊新村街道办隔壁的大发公司"


async def test_a_tip_off_without_a_number_is_followed_by_number_and_code(town: Town, tmp_path: Path):
    visit = a_visit(a_site(town, tmp_path))
    await visit.fill_in(what={"words": WORDS, "nature": "tip_off"}, contact={"phone": "", "name": ""})
    assert "不留电话" in visit.text
    await visit.press("/submit/check", topic="")
    number, code, _link = visit.receipt()
    await visit.send("/follow", number=number, code=code)
    assert visit.path.startswith("/c/")
    refused = a_visit(a_site(town, tmp_path))
    await refused.send("/submit/what", words=WORDS, nature="complaint")
    await refused.send("/submit/where", address="")
    await refused.send("/submit/contact", phone="")
    assert "请写电话号码" in refused.text


async def test_a_redo_of_a_tip_off_stays_above_streets_unless_a_person_names_one(town: Town):
    file = await town.a_case(DISPATCHER, UNIT, nature="tip_off", words="工地夜间偷倒渣土，占道设摊也没人管。")
    order = file.orders[0]
    await town.do("sign_order", order, handler(UNIT))
    await town.do("reply_order", order, handler(UNIT), "solved", "已现场清理，责令整改。")
    await town.do("pass_check", file, CHECKER)
    await town.do("answer_callback", file, CALLBACK_AGENT, "unsolved", "dissatisfied")
    file = await town.do("redo_case", file, REVIEW_OFFICER, "现场仍在倾倒。")
    assert (file.orders[-1].unit, file.orders[-1].rule) == ("pudong", "redo")
    assert clock_of(file, "close", file.orders[-1]).runs
