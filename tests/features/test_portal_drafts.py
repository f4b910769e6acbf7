"""What the portal keeps and gives: drafts saved while typing, links that fill in, the receipt, its own pages."""

import html
from pathlib import Path

import pytest

from builders.cases import OPERATOR, Town, a_town
from builders.portal import UNIT, Visit, a_site, a_visit, answered, case_behind
from lianxin.cases.rules.titles import first_sentence
from lianxin.city import Committee, keep_committees
from lianxin.kernel.database import Database


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


@pytest.fixture
def visit(town: Town, tmp_path: Path) -> Visit:
    return a_visit(a_site(town, tmp_path))


async def test_a_draft_is_saved_while_typing_and_only_then_called_saved(visit: Visit) -> None:
    await visit.open("/submit/what")
    assert "已存好" not in visit.text
    typed = {**visit.hidden(), "words": "楼下夜里", "save": "1"}
    assert (await visit.client.post("/submit/what", data=typed)).status_code == 204
    page = await visit.open("/submit/what")
    assert "楼下夜里" in page.text
    assert "已存好" in visit.text
    foreign = await visit.client.post("/submit/what", data={"words": "假的", "visit": "forged", "save": "1"})
    assert foreign.status_code == 409
    assert "假的" not in (await visit.open("/submit/what")).text
    await visit.press("/submit/clear")
    assert "楼下夜里" not in (await visit.open("/submit/what")).text


async def test_a_link_fills_in_place_topic_and_nature(visit: Visit, town: Town) -> None:
    link = "/submit/what?street=310115004&address=塘桥路口&topic=01.01.01&nature=complaint&district=no"
    page = await visit.open(link)
    assert '<option value="complaint" selected>' in page.text
    await visit.press("/submit/what", words="有人在摆摊。", nature="complaint")
    page = await visit.open("/submit/where")
    assert "塘桥路口" in page.text
    assert '<option value="310115" selected>' in page.text
    await visit.press("/submit/where", address="塘桥路口", district="310115", street="310115004")
    await visit.press("/submit/contact", phone="139 1234 5678")
    assert 'value="01.01.01" checked' in (visit.page.text if visit.page else "")
    assert 'value="2611230000017"' in (await visit.open("/follow?number=2611 2300 0001 7")).text


async def test_the_receipt_has_a_code_to_scan_and_words_to_copy(visit: Visit) -> None:
    number, code, link = await visit.submit()
    page = visit.page.text if visit.page else ""
    assert "<svg" in page[page.index('class="code-of-link"') :]
    copied = html.unescape(page).replace(" ", "")
    assert f"编号{number},查询码{code},进展http://localhost:8000{link}".replace(",", "，") in copied


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("name", ["privacy", "accessibility", "feedback"])
async def test_the_portal_has_pages_about_itself(visit: Visit, name: str, language: str) -> None:
    page = await visit.open(f"/about/{name}?language={language}")
    assert (page.status_code, "X-Robots-Tag" in page.headers) == (200, False)
    assert f'href="/about/{name}"' in (await visit.open("/")).text
    assert (await visit.open("/about/other")).status_code == 404


async def test_whoever_leaves_in_a_hurry_leaves_nothing_in_the_browser(visit: Visit) -> None:
    await visit.send("/submit/what", words="他又打我了。")
    gone = await visit.client.get("/leave", follow_redirects=False)
    assert gone.headers["location"].startswith("https://")
    assert "他又打我了" not in (await visit.open("/submit/what")).text


async def test_english_readers_read_names_in_english_and_that_an_answer_is_in_chinese(visit: Visit, town: Town) -> None:
    link = (await visit.submit(what={"words": "There are street stalls on the pavement. It is loud."}))[2]
    await visit.open(f"{link}?language=en")
    assert "There are street stalls on the pavement" in visit.text
    await town.do("dispatch_case", await case_behind(town, link), OPERATOR, UNIT)
    await visit.open(link)
    assert "Weifang Xincun Subdistrict Office" in visit.text
    assert "This text is in Chinese" not in visit.text
    await answered(town, link)
    await visit.open(link)
    assert "This text is in Chinese. Call 12345" in visit.text


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("Mr. Li parks on the pavement. Every day.", "Mr. Li parks on the pavement"),
        ("The lift stops at floor 3.5 m height", "The lift stops at floor 3.5 m height"),
        ("路灯不亮。三天了。", "路灯不亮"),
        ("noise " * 30, ("noise " * 30)[:59].strip()),
    ],
)
def test_a_title_ends_with_its_sentence_and_between_words(words: str, title: str) -> None:
    assert first_sentence(words) == title


async def test_a_committee_is_found_by_name_and_sets_district_and_street_without_a_script(
    visit: Visit, town: Town
) -> None:
    async with town.begin() as work:
        await keep_committees(work, [Committee("310115004003", "潍坊三村居委会")])
    await visit.send("/submit/what", words="楼道灯不亮。")
    await visit.press("/submit/where", address="潍坊三村", find="1")
    assert "潍坊三村居委会" in visit.text
    page = visit.page.text if visit.page else ""
    value = html.unescape(page.split('name="place" value="')[1].split('"')[0])
    await visit.press("/submit/where", address="潍坊三村", place=value)
    page = visit.page.text if visit.page else ""
    assert '<option value="310115" selected>' in page
    assert '<option value="310115004" selected>' in page
    assert 'value="潍坊三村居委会"' in page
    typed = {**visit.hidden(), "address": "塘桥，潍坊三村", "district": ""}
    listed = await visit.client.post("/submit/places", data=typed)
    assert "潍坊三村居委会" in listed.text
    assert (await visit.client.post("/submit/places", data={**typed, "visit": "forged"})).text.strip() == ""
