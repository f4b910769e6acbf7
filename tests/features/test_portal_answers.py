"""The box of the citizen's page shows what was written to them first: the answer, the reason, the plan, the finding."""

import html
import re
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest

from builders.cases import CHECKER, OFFICE, OPERATOR, REVIEW_OFFICER, SUPERVISOR, Town, a_town, handler, shanghai
from builders.portal import UNIT, Visit, a_site, a_visit, answered, case_behind
from lianxin.cases import Order, attach, lock_order
from lianxin.files import AttachmentLimits, store
from lianxin.kernel.database import Database
from lianxin.kernel.errors import BadField


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def a_file(town: Town, order: Order, home: Path, name: str) -> UUID:
    """Stores a text and attaches it to the order; returns the attachment's id."""

    async def text() -> AsyncIterator[bytes]:
        yield name.encode()

    stored = await store(text(), name, AttachmentLimits(), home / "attachments")
    async with town.begin() as work:
        held, _order = await lock_order(work, order.id)
        return attach(held, stored, order.id).id


@pytest.fixture
def visit(town: Town, tmp_path: Path) -> Visit:
    return a_visit(a_site(town, tmp_path))


async def box(visit: Visit, link: str) -> str:
    """Returns the text of the box of the citizen's page."""
    page = await visit.open(link)
    [inside] = re.findall(r'<section class="status".*?</section>', page.text, re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", inside)).split())


async def at_work(visit: Visit, town: Town) -> tuple[str, Order]:
    """Submits a case and takes it to its unit; returns its link and the signed order."""
    link = (await visit.submit())[2]
    case = await town.do("dispatch_case", await case_behind(town, link), OPERATOR, UNIT)
    [order] = case.orders
    await town.do("sign_order", order, handler(UNIT))
    return link, order


async def test_more_time_is_told_with_the_reason_of_the_unit_and_not_with_the_words_of_the_decision(
    visit: Visit, town: Town
) -> None:
    link, order = await at_work(visit, town)
    await town.do("ask_extension", order, handler(UNIT), 2, "设备要从外地调来。")
    await town.do("grant_extension", await case_behind(town, link), SUPERVISOR, "同意延长。")
    assert "设备要从外地调来。" in await box(visit, link)
    assert re.search(r"办理期限延长到12月\d+日.*设备要从外地调来。", visit.text)
    assert "同意延长" not in visit.text
    page = await visit.client.get(f"{link}?language=en", follow_redirects=True)
    assert "More time to handle it, until" in html.unescape(page.text)


async def test_a_suspension_is_told_with_plan_and_day_and_its_end_by_a_message(visit: Visit, town: Town) -> None:
    link, order = await at_work(visit, town)
    review_on = datetime(2026, 12, 27, tzinfo=shanghai().zone)
    await town.do("ask_suspension", order, handler(UNIT), "雨季后施工，12月底开工。", review_on)
    await town.do("grant_suspension", await case_behind(town, link), OFFICE, "同意挂账", told="雨季后施工，月底开工。")
    told = await box(visit, link)
    assert "雨季后施工，月底开工。" in told
    assert "12月27日再看一次能不能办" in told
    assert "同意挂账" not in visit.text
    await town.do("end_suspension", await case_behind(town, link), OFFICE, "到期")
    assert "到了计划的日子，接着办" in (await box(visit, link), visit.text)[1]


async def test_the_finding_of_a_redo_is_told(visit: Visit, town: Town) -> None:
    link = (await visit.submit())[2]
    await answered(town, link)
    assert "已清理占道摊位，每晚巡查。" in await box(visit, link)
    await visit.send(f"{link}/answer_survey", outcome="unsolved", satisfaction="dissatisfied", words="还在摆。")
    assert "已清理占道摊位" in await box(visit, link)
    await town.do("redo_case", await case_behind(town, link), REVIEW_OFFICER, "夜里去看，摊位还在。")
    told = await box(visit, link)
    assert "夜里去看，摊位还在。" in told
    assert re.search(r"11月\d+日前答复您", told)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_an_answer_stands_before_what_comes_next(visit: Visit, town: Town, language: str) -> None:
    link = (await visit.submit())[2]
    await answered(town, link)
    await visit.open(f"/?language={language}")
    told = await box(visit, link)
    assert told.index("已清理占道摊位") < told.index({"en": "What happens next", "zh-CN": "接下来"}[language])
    await visit.send(f"{link}/answer_survey", outcome="solved", satisfaction="satisfied")
    assert "已清理占道摊位" in await box(visit, link)


async def test_files_that_the_unit_marks_are_on_the_page_once_the_reply_has_passed(
    visit: Visit, town: Town, tmp_path: Path
) -> None:
    link, order = await at_work(visit, town)
    result, inside = [await a_file(town, order, tmp_path, name) for name in ("after.txt", "inside.txt")]
    with pytest.raises(BadField):
        await town.do("reply_order", order, handler(UNIT), "solved", "已清理占道摊位，见照片。", shown=[order.id])
    await town.do("reply_order", order, handler(UNIT), "solved", "已清理占道摊位，见照片。", shown=[result])
    assert (await visit.open(f"{link}/files/{result}")).status_code == 404
    await town.do("pass_check", await case_behind(town, link), CHECKER)
    assert "文件 1" in await box(visit, link)
    assert (await visit.open(f"{link}/files/{result}")).text == "after.txt"
    assert (await visit.open(f"{link}/files/{inside}")).status_code == 404
