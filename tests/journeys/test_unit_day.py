"""A unit's day in Chromium: sign, contact, team, joint reply, more time, return with evidence; presses are counted."""

import re
import sys
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from builders import media
from builders.cases import NOISE, WEIFANG
from journeys.city import STREET_OFFICE, City
from journeys.seats import Picture, Sit
from journeys.workbench import act, begin, begins, fill, is_move, reads, told_done, write
from lianxin.cases import IntakeForm, carry_out, open_case, send_opened
from lianxin.cases.commands.registry import Nothing
from lianxin.cases.commands.unit import Contact
from lianxin.kernel.work import UnitOfWork
from lianxin.people import SYSTEM, Actor, Person, Role, add_staff

TEAM, TEAM_NAME = "pudong-chengguan-weifang", "潍坊新村中队"
BUREAU = "pudong-chengguan"
CO, CO_NAME = "pudong-lujiazui", "陆家嘴街道办事处"
REPLY = "王女士您好：今天上午我们已到现场清走占道摊位，约谈了摊主，晚上 8 点起安排人员巡查。"
MOST_PRESSES = 8  # sign, contact, outcome, reply: with the number looked at


async def person_of(city: City, login: str) -> Actor:
    """Somebody of the city, as who acts."""
    [(staff, roles, unit)] = await city.tuples(
        "SELECT id, roles, unit FROM staff WHERE city_id = %(city)s AND login = %(login)s", login=login
    )
    return Actor(f"staff:{staff}", frozenset(map(Role, roles)), unit)


async def a_case(city: City, words: str, unit: str = STREET_OFFICE, co: tuple[str, ...] = (), **told: object) -> str:
    """A case that lies with a unit; its number."""
    operator = await person_of(city, "limin")

    async def opened(work: UnitOfWork) -> str:
        person = Person(name="王女士", phone="13900000001")
        form = IntakeForm(words=words, topic=NOISE, street=WEIFANG, person=person, **told)  # pyright: ignore[reportArgumentType]
        case = await open_case(work, operator, form)
        await send_opened(case, operator, unit, list(co))
        return case.file.case.number

    return await city.work(opened, operator.ref)


async def seat(city: City, login: str, name: str, unit: str) -> None:
    """Somebody more at a unit."""
    await city.work(lambda work: add_staff(work, SYSTEM, login=login, name=name, roles=[Role.UNIT_HANDLER], unit=unit))


async def choose(page: Page, title: str) -> None:
    """Takes a case in hand from the list."""
    await page.locator(".row", has_text=title).click()
    await expect(page.locator(".hand h1")).to_have_text(title)


async def tab(page: Page, name: str, count: int) -> None:
    """A part of the inbox, with so many."""
    found = page.get_by_role("tab", name=re.compile(rf"^{name}"))
    await expect(found).to_have_text(re.compile(rf"{name}\s*{count or ''}$"))
    await found.click()


async def efforts(city: City) -> list[tuple[int, int]]:
    """Seconds and presses of every command that told them, in order."""
    rows = await city.tuples(
        "SELECT (data->>'effort_seconds')::int, (data->>'effort_presses')::int FROM events"
        " WHERE city_id = %(city)s AND data ? 'effort_presses' ORDER BY position"
    )
    return [(seconds, presses) for seconds, presses in rows]


async def test_an_order_is_signed_spoken_about_and_answered_with_few_presses(
    city: City, as_person: Sit, picture: Picture, capsys: pytest.CaptureFixture[str]
) -> None:
    await a_case(city, "夜里占道设摊吵得睡不着。", address="潍坊路200弄")
    await a_case(city, "另一件：摊位油烟大。", address="潍坊路300弄")
    page = await as_person("zhaoqiang", "/desk/work/unit")
    await choose(page, "夜里占道设摊吵得睡不着")
    await page.keyboard.press("s")
    await page.keyboard.press("Control+Enter")
    await reads(page, "现在做这一步")
    await page.keyboard.press("t")
    await expect(page.get_by_text("13900000001")).to_be_visible()
    await page.locator("textarea").click()
    await page.keyboard.insert_text("已与王女士通话，今天上午到现场。")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#reply-words")).to_be_visible()
    await page.keyboard.press("1")
    await expect(page.locator("#reply-words")).to_be_focused()
    await page.keyboard.insert_text(REPLY)
    await expect(page.locator(".hints .ok")).to_have_count(3)
    await picture(page, "unit-reply")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".hand h1")).to_have_text("另一件：摊位油烟大")
    told = await efforts(city)
    presses, seconds = sum(one for _, one in told), sum(one for one, _ in told)
    with capsys.disabled():
        sys.stdout.write(f"\none order, from signing to the reply: {presses} presses, {seconds} s\n")
    assert len(told) == 4  # signed, looked at the number, contacted, replied
    assert 0 < presses <= MOST_PRESSES, told


async def test_several_are_signed_at_once_and_it_can_be_taken_back(
    city: City, as_person: Sit, picture: Picture
) -> None:
    for nth in range(1, 4):
        await a_case(city, f"第{nth}处占道设摊。", address=f"潍坊路{nth}号")
    page = await as_person("zhaoqiang", "/desk/work/unit")
    await pick_all(page, 3)
    await picture(page, "unit-several")
    await page.get_by_role("button", name=re.compile("批量签收 3 件")).click()
    await page.get_by_role("button", name=re.compile("^撤销")).click()
    await expect(page.locator(".row", has_text="待签收")).to_have_count(3)
    await pick_all(page, 3)
    await page.keyboard.press("Alt+s")
    await page.get_by_role("button", name="现在就办").click()
    await expect(page.get_by_text("签收：3 件办好，共 3 件")).to_be_visible()
    await expect(page.locator(".row", has_text="待签收")).to_have_count(0)
    assert await city.tuples("SELECT 1 FROM work_orders WHERE city_id = %(city)s AND signed_at IS NULL") == []


async def pick_all(page: Page, count: int) -> None:
    """Picks every case in the list."""
    boxes = page.get_by_role("checkbox", name=re.compile("选中"))
    await expect(boxes).to_have_count(count)
    for box in await boxes.all():
        await box.check()


@pytest.mark.timeout(300)
async def test_a_team_below_gives_back_is_told_no_and_replies_inside(
    city: City, as_person: Sit, picture: Picture
) -> None:
    await seat(city, "xialin", "夏琳", TEAM)
    await seat(city, "guming", "顾明", BUREAU)
    await a_case(city, "工地夜里施工。", unit=BUREAU)
    office = await as_person("guming", "/desk/work/unit")
    await choose(office, "工地夜里施工")
    await act(office, "签收")
    form = await begin(office, "转派")
    await fill(form, 单位=TEAM_NAME)
    await form.get_by_role("button", name=re.compile("^转派")).click()
    await tab(office, "等下级", 1)
    await choose(office, "工地夜里施工")
    await reads(office, TEAM_NAME, "还没答复")
    team = await as_person("xialin", "/desk/work/unit")
    await choose(team, "工地夜里施工")
    await act(team, "退回上级", 理由="不在我们中队辖区。")
    await tab(office, "待办", 1)
    await choose(office, "工地夜里施工")
    await act(office, "不同意退回", 理由="工地就在潍坊新村，请去看。")
    await tab(team, "待办", 1)
    await choose(team, "工地夜里施工")
    await act(team, "记先行联系", 说明="已联系市民。")
    await act(team, "答复", 结果="实际解决", 答复="今天已到工地查处，夜间不再施工。")
    await tab(office, "待办", 1)
    await choose(office, "工地夜里施工")
    await reads(office, "今天已到工地查处，夜间不再施工。")
    await picture(office, "unit-parts")
    await act(office, "答复", 结果="实际解决", 答复="我局潍坊新村中队今天已到工地查处，夜间不再施工。")
    await tab(office, "已答复", 1)
    assert await city.tuples("SELECT status FROM cases WHERE city_id = %(city)s") == [("checking",)]


async def test_the_lead_sees_the_parts_of_co_units_while_writing_the_joint_reply(city: City, as_person: Sit) -> None:
    await seat(city, "zhulei", "朱磊", CO)
    await a_case(city, "两条街交界处积水。", co=(CO,))
    co = await as_person("zhulei", "/desk/work/unit")
    await tab(co, "协办", 1)
    await choose(co, "两条街交界处积水")
    await act(co, "签收")
    lead = await as_person("zhaoqiang", "/desk/work/unit")
    await choose(lead, "两条街交界处积水")
    await act(lead, "签收")
    await reads(lead, CO_NAME, "还没答复", "还等 1 家")
    await reads(co, "等潍坊新村街道办事处先联系市民")
    form = await begin(co, "答复")
    await fill(form, 结果="实际解决", 答复="我们这一侧的雨水口今天已疏通。")
    async with co.expect_response(is_move):
        await form.get_by_role("button", name=begins("答复")).click()
    await reads(lead, "我们这一侧的雨水口今天已疏通。")
    await act(lead, "答复", 结果="实际解决", 答复="两侧雨水口今天都已疏通，积水已退，下雨时再来巡查。")
    await tab(lead, "已答复", 1)
    assert await city.tuples("SELECT status FROM cases WHERE city_id = %(city)s") == [("checking",)]


@pytest.mark.timeout(300)
async def test_more_time_shows_its_due_time_and_a_return_carries_its_evidence(
    city: City, as_person: Sit, picture: Picture, tmp_path: Path
) -> None:
    number = await a_case(city, "小区围墙开裂。")
    page = await as_person("zhaoqiang", "/desk/work/unit")
    await choose(page, "小区围墙开裂")
    await act(page, "签收")
    form = await begin(page, "申请延期")
    await write(form.locator(".field").filter(has_text="延长").locator("input"), "2")
    await expect(form.get_by_text("同意后")).to_be_visible()
    await fill(form, 理由="要等房屋检测报告。")
    await picture(page, "unit-extension")
    await form.get_by_role("button", name=re.compile("^申请延期")).click()
    await told_done(page, "申请延期")
    photo = tmp_path / "围墙.jpg"
    photo.write_bytes(media.jpeg(media.exif()))
    form = await begin(page, "申请退单")
    await fill(form, 理由="不是本单位职责", 退单陈述="围墙属物业共用部位，不属街道职责。")
    await form.locator("input[type=file]").set_input_files(photo)
    await expect(form.locator("a", has_text="围墙.jpg")).to_be_visible()
    await picture(page, "unit-return")
    await form.get_by_role("button", name=re.compile("^申请退单")).click()
    await tab(page, "退单", 1)
    rows = await city.tuples(
        "SELECT count(*) FROM attachments a JOIN cases c ON c.city_id = a.city_id AND c.id = a.case_id"
        " WHERE c.city_id = %(city)s AND c.number = %(number)s AND a.order_id IS NOT NULL",
        number=number,
    )
    assert rows == [(1,)]


async def test_a_template_saved_from_one_reply_serves_the_next_and_both_are_answered_together(
    city: City, as_person: Sit, picture: Picture
) -> None:
    first = await a_case(city, "门口占道设摊。", address="潍坊路200弄门口")
    second = await a_case(city, "天天占道摆摊。", address="潍坊路200弄门口")
    await ready(city, first)
    await ready(city, second)
    page = await as_person("zhaoqiang", "/desk/work/unit")
    await choose(page, "门口占道设摊")
    await page.keyboard.press("1")
    await page.locator("#reply-words").fill("{市民}您好：{今天}已到{地点}清走占道摊位，晚上继续巡查。")
    await page.get_by_role("button", name="存为模板").click()
    await page.get_by_role("textbox", name="模板名").fill("占道设摊")
    await page.get_by_role("button", name="保存", exact=True).click()
    await expect(page.get_by_text("已存为本单位模板")).to_be_visible()
    await page.locator("#reply-words").fill("")
    await page.get_by_role("combobox", name="模板").select_option(label="占道设摊")
    await expect(page.locator("#reply-words")).to_have_value(
        "王女士您好：11月23日已到潍坊路200弄门口清走占道摊位，晚上继续巡查。"
    )
    await page.get_by_role("checkbox", name=re.compile("同一件事另有 1 件")).check()
    await picture(page, "unit-together")
    await page.keyboard.press("Control+Enter")
    await tab(page, "已答复", 2)
    checking = "SELECT count(*) FROM cases WHERE city_id = %(city)s AND status = 'checking'"
    assert await city.tuples(checking) == [(2,)]


async def ready(city: City, number: str) -> None:
    """Signed and spoken about."""
    [(order,)] = await city.tuples(
        "SELECT w.id FROM work_orders w JOIN cases c ON c.city_id = w.city_id AND c.id = w.case_id"
        " WHERE c.city_id = %(city)s AND c.number = %(number)s",
        number=number,
    )
    actor = await person_of(city, "zhaoqiang")

    async def done(work: UnitOfWork) -> None:
        await carry_out(work, actor, "sign_order", order, Nothing())
        await carry_out(work, actor, "log_contact", order, Contact("已联系。"))

    await city.work(done, actor.ref)
