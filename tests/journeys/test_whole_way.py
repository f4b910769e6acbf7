"""One request from the citizen's words to the archive, through everybody's pages."""

import re
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Page, expect

from builders.media import png
from journeys.citizen import Receipt, look, story, tell
from journeys.city import City
from journeys.court import choose_unit, gone_on
from journeys.seats import Picture, Sit, Visit
from journeys.workbench import act, begin, begins, fill, pass_check, reads, record_callback, take_first

TITLE = "潍坊八村3号楼门口的快递柜把无障碍坡道挡住了"
WORDS = f"{TITLE}。我母亲坐轮椅，已经三天出不了门，物业说柜子不是他们装的。"
OFFICE = "潍坊新村街道办事处"


@dataclass
class Way:
    """A city, the citizen at the own case, and everybody else at their desks."""

    city: City
    visit: Visit
    sit: Sit
    picture: Picture
    citizen: Page
    receipt: Receipt
    seats: dict[str, Page] = field(default_factory=dict[str, Page])

    async def citizen_reads(self, *sentences: str) -> None:
        await look(self.citizen, self.receipt, *sentences)

    async def seat(self, login: str, desk: str) -> Page:
        """Somebody at the desk where the case has arrived, with the case open."""
        if login not in self.seats:
            self.seats[login] = await self.sit(login)
        await take_first(self.seats[login], desk, TITLE)
        return self.seats[login]

    @property
    def case_path(self) -> str:
        """Where the case's own page is."""
        return f"/desk/cases/{self.receipt.number.replace(' ', '')}"

    async def unit_at_case(self) -> Page:
        """The unit's handler before the case's own page."""
        page = self.seats["zhaoqiang"]
        await page.goto(self.case_path)
        await expect(page.locator("main.case .moves")).to_be_visible()
        return page


@pytest.mark.timeout(300)
async def test_a_request_goes_its_whole_way_from_the_first_words_to_the_archive(
    city: City, visit: Visit, as_person: Sit, picture: Picture
) -> None:
    citizen = await visit("/")
    receipt = await tell(
        citizen,
        WORDS,
        "把坡道让出来",
        street="潍坊新村街道",
        address="潍坊八村3号楼",
        name="王女士",
        phone="13900000001",
    )
    way = Way(city, visit, as_person, picture, citizen, receipt)
    await way.citizen_reads(TITLE, "热线正在看", "12月14日前答复您")
    await dispatched(way)
    await return_asked_and_refused(way)
    await replied_and_checked(way)
    await not_satisfied(way)
    await sent_out_again(way)
    await satisfied_and_archived(way)


async def dispatched(way: Way) -> None:
    """No rule decides, so the dispatch desk names the unit."""
    await way.city.pass_time(minutes=12)
    page = await way.visit("/desk/")
    seat = page.get_by_role("button", name="陈向东")
    await expect(seat).to_be_visible()
    await way.picture(page, "sign-in")
    await seat.click()
    await page.get_by_role("link", name=re.compile("^待派")).click()
    await page.locator(".row", has_text=TITLE).click()
    await reads(page, "没有规则能定")
    await expect(page.get_by_text("139****0001")).to_be_visible()
    await page.get_by_label("承办单位").click()
    await choose_unit(page, OFFICE)
    await page.get_by_role("button", name=begins("派单")).click()
    await gone_on(page, TITLE)
    await way.citizen_reads(f"已交给{OFFICE}", "还有 21 天", "办好以后，热线先核对答复")


async def return_asked_and_refused(way: Way) -> None:
    """The unit says it is not theirs; the return desk says it is, and why. The citizen is not bothered with it."""
    await way.city.pass_time(minutes=40)
    unit = await way.seat("zhaoqiang", "unit")
    await act(unit, "签收")
    await reads(unit, f"等{OFFICE}先联系市民", "早 4 小时")
    form = await begin(unit, "申请退单")
    await fill(form, 理由="不是本单位职责", 退单陈述="快递柜由快递公司设置，应由物业或行业主管部门处理。")
    await form.locator("input[type=file]").set_input_files(
        {"name": "产权说明.png", "mimeType": "image/png", "buffer": png()}
    )
    await expect(form.locator("a", has_text="产权说明.png")).to_be_visible()
    await way.picture(unit, "unit")
    await unit.keyboard.press("Control+Enter")
    await expect(form).to_be_hidden()
    unit = await way.unit_at_case()
    await reads(unit, f"{OFFICE}申请退单，待审")

    await way.city.pass_time(minutes=50)
    desk = await way.seat("guwenhua", "returns")
    await reads(desk, f"{OFFICE}申请退单", "快递柜由快递公司设置，应由物业或行业主管部门处理。")
    await desk.get_by_label("理由", exact=True).fill("坡道在小区公共区域，属地街道负责协调物业和快递公司，不能退。")
    await desk.get_by_role("button", name=begins("驳回退单")).click()
    await gone_on(desk, TITLE)
    await reads(unit, f"驳回{OFFICE}退单", "坡道在小区公共区域，属地街道负责协调物业和快递公司，不能退。")
    await expect(unit.get_by_role("button", name="申请退单")).to_be_hidden()
    await way.citizen_reads("正在办")
    assert await story(way.citizen) == [f"{OFFICE}已签收", f"交给{OFFICE}", "收到您写的诉求"]


async def replied_and_checked(way: Way) -> None:
    """The unit speaks with the citizen and replies; the checker passes the reply on."""
    await way.city.pass_time(minutes=30)
    unit = await way.unit_at_case()
    await act(unit, "记先行联系", 说明="已致电王女士，今天下午到现场。")
    await reads(unit, f"等{OFFICE}答复", "答复 · 11月30日 17:30 前")
    await way.citizen_reads(f"{OFFICE}联系了您")
    await way.city.pass_time(hours=5)
    await act(unit, "答复", 结果="实际解决", 答复="已约快递公司和物业到现场，快递柜本周内移到西侧围墙边。")
    await reads(unit, "单位已答复，等审核")
    await way.citizen_reads("已经办了，正在核对答复")

    await way.city.pass_time(minutes=30)
    checker = await way.seat("shenjia", "check")
    await pass_check(checker)
    await way.citizen_reads("有答复了，您觉得怎么样？")


async def not_satisfied(way: Way) -> None:
    """A day later nothing has changed; the citizen says so on the telephone."""
    await way.city.pass_time(days=1)
    page = await way.seat("wuxiaoyan", "callback")
    await reads(page, "为什么先打这位", "已约快递公司和物业到现场，快递柜本周内移到西侧围墙边。")
    await record_callback(page, "3", "4", "2", words="柜子还在原处，轮椅还是出不去。")
    await way.citizen_reads("正在复核")


async def sent_out_again(way: Way) -> None:
    """The review finds that the citizen is right; the second round cannot be returned and has a shorter clock."""
    await way.city.pass_time(hours=1)
    review = await way.seat("zhengyiming", "review")
    await reads(review, "柜子还在原处，轮椅还是出不去。", "事情没解决")
    await act(review, "重办", 认定="回访属实，快递柜没有移走。请三天内移走并拍照。")
    await way.citizen_reads("正在重新办", "11月27日前答复您", "第一次办，您说没解决")
    await way.picture(way.citizen, "citizen")

    await way.city.pass_time(minutes=20)
    unit = await way.unit_at_case()
    await act(unit, "签收")
    await reads(unit, f"第 2 轮在办，等{OFFICE}先联系市民")
    await expect(unit.get_by_role("button", name="申请退单")).to_be_hidden()
    await act(unit, "记先行联系", 说明="已到王女士家，约定明天上午一起看。")
    await way.city.pass_time(days=1)
    await act(unit, "答复", 结果="实际解决", 答复="快递柜今天上午移走，坡道已清空，照片附后，王女士到场看过。")
    checker = await way.seat("shenjia", "check")
    await pass_check(checker)


async def satisfied_and_archived(way: Way) -> None:
    """The citizen is content; fifteen days later nobody has come back to it."""
    await way.city.pass_time(days=1)
    page = await way.seat("wuxiaoyan", "callback")
    await reads(page, "单位说", "市民说", "复核认定", "柜子还在原处，轮椅还是出不去。")
    await way.picture(page, "case")
    await record_callback(page, "1", "1")
    await way.citizen_reads("已办结", "您说好了，办结", "没有真正解决，")
    await way.city.pass_time(days=14)
    await way.citizen_reads("要求再办")
    await way.city.pass_time(days=2)
    await way.citizen_reads("已办结")
    await expect(way.citizen.get_by_text("要求再办")).to_be_hidden()
    archive = await way.sit("luping", way.case_path)
    await reads(archive, "已归档", "没有在走的时限")
