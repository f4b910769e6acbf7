"""Whoever works on a primary reads what the citizens of merged cases say; their pages name the unit at work."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from builders.portal import Visit, a_visit
from builders.site import AppSite, Seat, a_site, good
from lianxin.cases import verify_city
from lianxin.kernel.database import Database
from lianxin.kernel.feed import read_feed
from lianxin.kernel.settings import Settings
from lianxin.kernel.site import Site
from lianxin.people import Role
from lianxin.web.stream import framed

STREET, DISTRICT = "pudong-weifang", "huangpu"
FIRST = "老西门的夜市也摆到潍坊来了，半夜还在炒菜。我叫张建国，电话13900000002。"
LATER = "今天又摆了，打我电话13900000002。"


@pytest.fixture
async def site(database: Database, tmp_path: Path) -> AsyncIterator[AppSite]:
    async with a_site(database, tmp_path) as site:
        yield site


@dataclass
class Group:
    """A primary at a street, and the case of another citizen that was at a district and is merged into it."""

    desk: Seat
    street: Seat
    primary: str
    merged: str
    link: str
    visit: Visit

    async def voice(self) -> dict[str, Any]:
        """Returns the merged case as the street reads it on the primary's page."""
        [voice] = (await self.street.page(self.primary))["merged"]
        return voice


async def a_group(site: AppSite, **told: Any) -> Group:
    desk, street = await site.seat(Role.DISPATCHER, Role.OPERATOR, Role.SHIFT_LEAD), await site.handler(STREET)
    primary = (await desk.open(then="send", unit=STREET, contact={"phone": "13900000001", "name": "王女士"}))["number"]
    person = {"phone": "13900000002", "name": "张建国"}
    merged = (await desk.open(then="send", unit=DISTRICT, words=FIRST, contact=person, **told))["number"]
    good(await desk.post(f"/api/cases/{merged}/merge_case", {"number": primary}, version="*"))
    [(token,)] = await site.town.tuples(
        "SELECT link_token FROM cases WHERE city_id = %(city)s AND number = %(number)s", number=merged
    )
    visit = a_visit(Site(site.town.database, site.town.id, Settings(site.home, "", "", "", "", "http://city")))
    return Group(desk, street, primary, merged, f"/c/{token}", visit)


async def test_the_unit_reads_the_first_and_the_later_words_of_a_merged_citizen_masked(site: AppSite):
    group = await a_group(site)
    assert (await group.desk.do("append_words", group.merged, words=LATER)).status_code == 200
    await group.visit.send(f"{group.link}/add_words", words="楼上的阿姨也睡不着。")
    page = await group.street.page(group.primary)
    assert page["citizens"] == 2
    said = [(one["kind"], one["text"]) for one in page["merged"][0]["said"]]
    masked = FIRST.replace("13900000002", "139****0002"), LATER.replace("13900000002", "139****0002")
    assert said == [("words", masked[0]), ("addition", masked[1]), ("addition", "楼上的阿姨也睡不着。")]
    told = [one["text"] for one in page["history"] if one["kind"] == "case.merged_citizen_spoke"]
    assert told == [masked[1], "楼上的阿姨也睡不着。"]
    [link] = page["links"]
    assert (link["number"], link["relation"], link["opens"]) == (group.merged, "merged_here", False)
    assert (await group.street.get(f"/api/cases/{group.merged}")).status_code == 404
    assert (await verify_city(site.town.database, site.town.id)).ok


async def test_a_merged_citizens_words_are_news_of_the_primary_in_stream_and_inbox(site: AppSite):
    group = await a_group(site)
    before = (await group.street.read("/api/inbox", tab="todo"))["items"][0]
    await group.visit.send(f"{group.link}/add_words", words=LATER)
    [card] = (await group.street.read("/api/inbox", tab="todo"))["items"]
    assert card["version"] > before["version"]
    async with site.town.database.read(site.town.id) as work:
        messages = await framed(work, await read_feed(work, 0))
    frames = [m.frame(group.street.tokens).decode() for m in messages if m.audience & group.street.tokens]
    [news] = [frame for frame in frames if "case.merged_citizen_spoke" in frame]
    assert card["number"] in news
    assert '"unit"]' in news
    assert '"actor":"citizen"' in news, "the id of a citizen stays on the server"


async def test_a_merged_citizen_may_urge_once_a_day_and_the_urge_reaches_the_primary(site: AppSite):
    group = await a_group(site)
    await group.visit.send(f"{group.link}/urge", words="快一点。")
    page = await group.street.page(group.primary)
    assert page["case"]["urged"]
    [urge] = [one for one in page["history"] if one["kind"] == "case.merged_citizen_spoke"]
    assert (urge["data"]["said"], urge["text"], urge["actor_kind"]) == ("urge", "快一点。", "citizen")
    await group.visit.open(f"{group.link}/urge")
    assert group.visit.path == group.link, "a second urge on the same day is not offered"
    assert (await group.desk.do("urge_case", group.merged, words="市民又来电催办。")).status_code == 200


async def test_the_page_of_a_merged_case_names_the_unit_at_work_and_its_dates(site: AppSite):
    group = await a_group(site)
    await group.visit.open(group.link)
    assert "潍坊新村街道办事处在办，今天上午 9 点收到" in group.visit.text
    [order] = (await group.street.page(group.primary))["orders"]
    assert (await group.street.do("sign_order", group.primary, order["id"])).status_code == 200
    await group.visit.open(group.link)
    assert "潍坊新村街道办事处在办，今天上午 9 点签收" in group.visit.text
    assert "黄浦区人民政府在办" not in group.visit.text


async def test_nothing_of_the_primary_but_its_unit_is_shown_to_a_merged_citizen(site: AppSite):
    group = await a_group(site)
    assert (await group.desk.do("append_words", group.primary, words="王女士补充：二楼。")).status_code == 200
    assert (await group.desk.do("urge_case", group.primary, words="王女士催办。")).status_code == 200
    await group.visit.open(group.link)
    assert "王女士" not in group.visit.text
    assert group.primary not in group.visit.text


async def test_a_confidential_merged_case_exposes_no_name_no_number_and_no_file(site: AppSite):
    group = await a_group(site, confidential=True, title="张建国反映夜市")
    attached = await group.desk.attach(group.merged)
    assert (await group.desk.do("append_words", group.merged, words=f"我张建国再说一遍。{LATER}")).status_code == 200
    page = await group.street.page(group.primary)
    shown = str(page)
    assert "张建国" not in shown
    assert "13900000002" not in shown
    [voice] = page["merged"]
    assert "我叫张**" in voice["said"][0]["text"]
    assert voice["files"] == []
    assert (await group.street.get(f"/api/cases/{group.primary}/attachments/{attached['id']}")).status_code == 404


async def test_the_photos_of_a_merged_citizen_are_seen_with_the_primary_only(site: AppSite):
    group = await a_group(site)
    attached = await group.desk.attach(group.merged)
    [file] = (await group.voice())["files"]
    assert file["id"] == attached["id"]
    assert (await group.street.get(file["url"])).status_code == 200
    elsewhere = await site.handler("huangpu-laoximen")
    assert (await elsewhere.get(file["url"])).status_code == 404


async def test_a_merged_citizen_comes_back_alone_after_the_primary_was_closed(site: AppSite):
    group = await a_group(site)
    page = await group.street.page(group.primary)
    order = page["orders"][0]["id"]
    await group.street.do("sign_order", group.primary, order)
    assert (
        await group.street.do(
            "reply_order", group.primary, order, outcome="solved", reply="今晚已到现场清理摊位，并安排巡查。"
        )
    ).is_success
    after = await site.seat(Role.CHECKER, Role.CALLBACK_AGENT)
    assert (await after.do("pass_check", group.primary)).is_success
    content: dict[str, Any] = {"outcome": "solved", "satisfaction": "satisfied"}
    assert (await after.do("answer_callback", group.primary, **content)).is_success
    await group.visit.open(f"{group.link}/add_words")
    assert group.visit.path == group.link, "nobody would read words added now"
    await group.visit.send(f"{group.link}/reopen", words="我家楼下还在摆。")
    case = (await group.desk.page(group.merged))["case"]
    assert (case["status"], case["merged_into"]) == ("pending_dispatch", None)
    assert (await verify_city(site.town.database, site.town.id)).ok
