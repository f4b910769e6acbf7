"""What everybody may read: nothing, until the city switches it on; then what a person approved, and no other word."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from builders.cases import (
    CALLBACK_AGENT,
    CHECKER,
    NOISE,
    OFFICE,
    OPERATOR,
    WEIFANG,
    Town,
    a_person,
    a_town,
    handler,
)
from builders.portal import Visit, a_site, a_visit, open_city
from lianxin.cases import CaseFile, IllegalMove
from lianxin.cases.commands.side_records import NoRecord
from lianxin.cases.commands.supervision import KeptSecret
from lianxin.cases.reads.publications import EACH_PAGE
from lianxin.city import adopt_profile
from lianxin.kernel.database import Database

UNIT = "pudong-weifang"
WORDS = "楼下王阿姨的儿子每晚十点在3号楼门口摆烧烤摊。"
REPLY = "已约谈当事人王某，责令停止。"
SUMMARY = "夜间占道烧烤：街道联合城管现场清理，并每晚巡查。"


MANY = """
WITH many AS (SELECT gen_random_uuid() AS id, n FROM generate_series(0, %(most)s) AS n), written AS (
  INSERT INTO texts (city_id, id, case_id, kind, body, author, at, to_citizen)
  SELECT %(city)s, id, %(case)s, 'note', '第' || n || '条摘要。', 'staff:office', %(now)s, false FROM many RETURNING id)
INSERT INTO side_records (city_id, id, case_id, kind, status, text_id, made_by, made_at)
SELECT %(city)s, gen_random_uuid(), %(case)s, 'publication', 'approved', id, 'staff:office', %(now)s FROM written
"""
"""One summary more than a page holds."""


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


@pytest.fixture
def visit(town: Town, tmp_path: Path) -> Visit:
    return a_visit(a_site(town, tmp_path))


@pytest.fixture
async def switched_on(town: Town) -> None:
    town.clock.move(timedelta(minutes=1))
    async with town.begin() as work:
        await adopt_profile(work, open_city())


async def closed(town: Town, nth: int = 3, **told: object) -> CaseFile:
    """A case of somebody, closed with a reply."""
    case = await town.a_case(person=a_person(nth), words=WORDS, street=WEIFANG, topic=NOISE, **told)
    await town.do("sign_order", case.orders[0], handler(UNIT))
    await town.do("reply_order", case.orders[0], handler(UNIT), "solved", REPLY)
    await town.do("pass_check", case, CHECKER)
    return await town.do("answer_callback", case, CALLBACK_AGENT, "solved", "satisfied")


async def test_nothing_is_public_until_the_city_switches_it_on(visit: Visit, town: Town) -> None:
    await town.do("publish_summary", await closed(town), OFFICE, SUMMARY)
    page = await visit.open("/public")
    assert page.status_code == 404
    assert SUMMARY not in page.text
    assert "本市不公开办理结果" in visit.text
    english = await visit.open("/public?language=en")
    assert english.status_code == 404
    assert "This city does not publish results" in visit.text
    assert "/public" not in (await visit.open("/")).text
    [(publication,)] = await town.tuples("SELECT id FROM side_records WHERE city_id = %(city)s")
    assert (await visit.open(f"/public/{publication}")).status_code == 404


@pytest.mark.usefixtures("switched_on")
async def test_topic_district_month_and_the_approved_summary_are_all_there_is(visit: Visit, town: Town) -> None:
    case = await closed(town)
    await visit.open("/public")
    assert "还没有公开的摘要" in visit.text
    await town.do("publish_summary", case, OFFICE, f"{SUMMARY}联系电话13912345678。")
    assert 'href="/public"' in (await visit.open("/")).text
    page = await visit.open("/public")
    assert "/submit/what?joins" not in page.text
    assert f"占道设摊 浦东新区 · 2026年11月 {SUMMARY}联系电话139****5678。" in visit.text
    kept = await town.tuples("SELECT body FROM texts WHERE city_id = %(city)s AND body NOT LIKE '夜间%%'")
    secrets = [*(body for (body,) in kept), case.case.number, case.case.link_token, str(case.case.id), case.case.title]
    for secret in (*secrets, "潍坊", "王", "13912345678", "staff"):
        assert secret not in page.text, secret
    assert page.headers["referrer-policy"] == "no-referrer"
    english = await visit.open("/public?language=en")
    assert "Pudong New Area · November 2026" in visit.text
    assert f'lang="zh-CN">{SUMMARY}' in english.text


@pytest.mark.usefixtures("switched_on")
async def test_a_published_matter_is_shared_by_link_and_sheet_and_shows_nobody(visit: Visit, town: Town) -> None:
    case = await closed(town)
    await town.do("publish_summary", case, OFFICE, SUMMARY)
    [link] = re.findall(r'href="(/public/[^"]+)"', (await visit.open("/public")).text)
    page = await visit.open(link)
    assert SUMMARY in visit.text
    assert f"{link}</span>" in page.text
    assert "<svg" in page.text
    assert page.headers["x-robots-tag"].startswith("noindex")
    kept = await town.tuples("SELECT body FROM texts WHERE city_id = %(city)s AND body NOT LIKE '夜间%%'")
    secrets = [*(body for (body,) in kept), case.case.number, case.case.link_token, str(case.case.id), case.case.title]
    for secret in (*secrets, "潍坊", "王", "staff"):
        assert secret not in page.text, secret
    await visit.open(f"{link}?language=en")
    assert "Print this sheet" in visit.text
    await town.do("publish_summary", case, OFFICE, "夜间烧烤摊已清理。")
    assert "夜间烧烤摊已清理。" in (await visit.open(link)).text
    await town.do("withdraw_summary", case, OFFICE, "熟人能认出来")
    for gone in (link, "/public/nothing", f"/public/{case.case.id}"):
        assert (await visit.open(gone)).status_code == 404


@pytest.mark.usefixtures("switched_on")
async def test_the_office_withdraws_a_summary_and_says_why(visit: Visit, town: Town) -> None:
    case = await closed(town)
    with pytest.raises(NoRecord):
        await town.do("withdraw_summary", case, OFFICE, "没有公开过")
    await town.do("publish_summary", case, OFFICE, SUMMARY)
    await town.do("publish_summary", case, OFFICE, "夜间烧烤摊已清理。")
    assert SUMMARY not in (await visit.open("/public")).text
    assert "夜间烧烤摊已清理。" in visit.text
    await town.do("withdraw_summary", case, OFFICE, "熟人能认出来")
    assert "还没有公开的摘要" in (await visit.open("/public")).text
    records = await town.events(case, "case.side_recorded")
    assert [one["status"] for one in records] == ["approved", "replaced", "approved", "withdrawn"]


@pytest.mark.usefixtures("switched_on")
async def test_a_case_that_came_back_is_not_public_while_it_is_open(visit: Visit, town: Town) -> None:
    case = await closed(town)
    await town.do("publish_summary", case, OFFICE, SUMMARY)
    await town.do("reopen_case", case, OPERATOR, "昨晚又来了")
    assert SUMMARY not in (await visit.open("/public")).text


@pytest.mark.parametrize("secret", [{"confidential": True}, {"nature": "tip_off"}])
async def test_what_is_confidential_is_never_published(town: Town, secret: dict[str, object]) -> None:
    with pytest.raises(KeptSecret):
        await town.do("publish_summary", await closed(town, **secret), OFFICE, SUMMARY)


async def test_an_open_case_has_no_summary(town: Town) -> None:
    with pytest.raises(IllegalMove):
        await town.do("publish_summary", await town.a_case(), OFFICE, SUMMARY)


@pytest.mark.usefixtures("switched_on")
async def test_the_list_is_turned_page_by_page_the_latest_first(visit: Visit, town: Town) -> None:
    case = await closed(town)
    async with town.begin("staff:office") as work:
        await work.run(MANY, case=case.case.id, most=EACH_PAGE)
    await visit.open("/public")
    assert "第 1 页，共 2 页" in visit.text
    assert len(re.findall(r"第\d+条摘要", visit.text)) == EACH_PAGE
    await visit.open("/public?page=2")
    assert len(re.findall(r"第\d+条摘要", visit.text)) == 1
    assert "较新的" in visit.text
    for path in ("/public?page=3", "/public?page=0", "/public?page=x", "/public?page=99999999999999999999"):
        assert (await visit.open(path)).status_code == 404
    await visit.open("/public?page=2&language=en")
    assert "Page 2 of 2" in visit.text


@pytest.mark.usefixtures("switched_on")
async def test_a_proposed_summary_is_not_public_until_the_office_publishes_it(visit: Visit, town: Town) -> None:
    case = await closed(town)
    await town.do("propose_summary", case, CHECKER, SUMMARY)
    assert SUMMARY not in (await visit.open("/public")).text
    await town.do("refuse_summary", case, OFFICE, "说得太细")
    await town.do("propose_summary", case, CHECKER, "夜间烧烤摊已清理。")
    await town.do("publish_summary", case, OFFICE, "夜间烧烤摊已清理。")
    assert "夜间烧烤摊已清理。" in (await visit.open("/public")).text
    with pytest.raises(NoRecord):
        await town.do("refuse_summary", case, OFFICE, "已经公开")


async def test_what_is_kept_secret_is_not_even_proposed(town: Town) -> None:
    case = await closed(town, confidential=True)
    with pytest.raises(KeptSecret):
        await town.do("propose_summary", case, CHECKER, SUMMARY)


async def test_a_published_matter_can_be_joined_where_the_city_allows_it(visit: Visit, town: Town) -> None:
    town.clock.move(timedelta(minutes=1))
    async with town.begin() as work:
        await adopt_profile(work, open_city(joining=True))
    case = await closed(town)
    await town.do("publish_summary", case, OFFICE, SUMMARY)
    page = await visit.open("/public")
    [link] = re.findall(r'href="(/submit/what\?joins=[^"]+)"', page.text)
    await visit.open(link.replace("&amp;", "&"))
    assert "和一件公开的事相同" in visit.text
    await visit.press("/submit/what", words="我家楼下也有烧烤摊。", nature="complaint")
    await visit.press("/submit/where")
    await visit.press("/submit/contact", phone="139 1234 9999")
    await visit.press("/submit/check", topic="")
    joined = await town.tuples("SELECT linked_to FROM cases WHERE city_id = %(city)s AND linked_to IS NOT NULL")
    assert joined == [(case.case.id,)]
    assert case.case.number not in (await visit.open(visit.receipt()[2])).text
