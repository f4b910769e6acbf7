"""What the form shows before a request is sent: one's own open cases, and published matters nearby."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from builders.cases import NOISE, OFFICE, WEIFANG, Town, a_person, a_town
from builders.portal import Visit, a_site, a_visit, open_city
from features.test_phone_access import Telephones, entered
from features.test_portal_public import SUMMARY, closed
from lianxin.city import adopt_profile
from lianxin.kernel.database import Database
from lianxin.kernel.site import Site


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


@pytest.fixture
def site(town: Town, tmp_path: Path) -> Site:
    plain = a_site(town, tmp_path)
    return replace(plain, settings=replace(plain.settings, sms_url="http://127.0.0.1:1"))


@pytest.fixture
def visit(site: Site) -> Visit:
    return a_visit(site)


async def test_ones_own_open_case_is_named_only_after_a_code_to_the_telephone(site: Site, visit: Visit) -> None:
    _, _, link = await a_visit(site).submit()
    await visit.fill_in()
    assert "已经反映过" not in visit.text
    assert "以前反映过这件事？" in visit.text
    await entered(visit, site, Telephones())
    await visit.open("/submit/check")
    assert "您已经反映过类似的事" in visit.text
    page = await visit.open("/submit/check")
    assert f"{link}/add_words" in page.text
    assert "以前反映过这件事？" not in visit.text
    await visit.open(f"{link}/add_words")
    await visit.press(f"{link}/add_words", words="昨晚又来了。")
    assert "收到了" in visit.text


async def test_a_published_matter_nearby_is_shown_with_the_number_of_people_if_they_are_not_few(
    visit: Visit, town: Town
) -> None:
    town.clock.move(timedelta(minutes=1))
    async with town.begin() as work:
        await adopt_profile(work, open_city(joining=True))
    case = await closed(town)
    await town.do("publish_summary", case, OFFICE, SUMMARY)
    await visit.fill_in(where={"address": "", "district": "310115", "street": WEIFANG})
    assert SUMMARY in visit.text
    assert "有人反映过" in visit.text
    for nth in (4, 5):
        await town.a_case(person=a_person(nth), street=WEIFANG, topic=NOISE, linked_to=case.case.id)
    await visit.open("/submit/check")
    assert "3 个人反映过" in visit.text
    assert case.case.number not in visit.text
    [(publication,)] = await town.tuples(
        "SELECT id FROM side_records WHERE city_id = %(city)s AND kind = 'publication'"
    )
    await visit.press("/submit/check", topic=NOISE, joins=str(publication))
    linked = await town.tuples(
        "SELECT count(*) FROM cases WHERE city_id = %(city)s AND linked_to = %(id)s", id=case.case.id
    )
    assert linked == [(3,)]


async def test_where_nothing_is_public_neighbours_are_not_shown(visit: Visit, town: Town) -> None:
    await town.do("publish_summary", await closed(town), OFFICE, SUMMARY)
    await visit.fill_in(where={"address": "", "district": "310115", "street": WEIFANG})
    assert SUMMARY not in visit.text
