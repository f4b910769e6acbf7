"""The citizen's pages without scripts: finding the own case again, reading its story, and what can be done there."""

import copy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from stdnum.iso7064 import mod_11_10

from builders.cases import OPERATOR, SHIFT_LEAD, Town, a_town, handler, shanghai
from builders.portal import UNIT, Visit, a_site, a_visit, answered, case_behind
from lianxin.cases.commands.intake import fingerprint
from lianxin.city import Profile, adopt_profile
from lianxin.kernel.database import Database
from lianxin.kernel.site import Site


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


@pytest.fixture
def site(town: Town, tmp_path: Path) -> Site:
    return a_site(town, tmp_path)


@pytest.fixture
def visit(site: Site) -> Visit:
    return a_visit(site)


async def test_number_and_code_lead_to_the_case_without_telling_them_to_the_address(visit: Visit, site: Site) -> None:
    number, code, link = await visit.submit()
    other = a_visit(site)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code.lower())
    await other.send("/follow", number=f"{number[:4]} {number[4:]}", code=wide)
    assert other.path == link
    assert other.page is not None
    assert all(number not in str(step.url) and code not in str(step.url) for step in other.page.history)


async def test_wrong_codes_are_said_and_the_right_one_still_opens(visit: Visit) -> None:
    number, code, link = await visit.submit()
    for _ in range(5):
        page = await visit.send("/follow", number=number, code="2222 2222")
        assert page.status_code == 422
        assert "编号和查询码对不上" in visit.text
    page = await visit.send("/follow", number=number, code="2222 2222")
    assert page.status_code == 429
    assert "对了马上就能打开" in visit.text
    await visit.send("/follow", number=number, code=code)
    assert visit.path == link


async def test_the_unit_is_named_in_english_with_its_telephone_and_its_limit_where_the_city_wants_it(
    visit: Visit, town: Town
) -> None:
    *_, link = await visit.submit()
    await town.do("dispatch_case", await case_behind(town, link), OPERATOR, "sh-jiaotong")
    await visit.open(f"{link}?language=en")
    assert "Shanghai Transport Commission" in visit.text
    assert "has to reply" not in visit.text
    document: Any = copy.deepcopy(dict(shanghai().to_document()))
    document["city"]["public"] = {"summaries": False, "unit_limits": True}
    header, *rows = document["tables"]["units"]
    lines = [[*row, "021-12345" if row[0] == "sh-jiaotong" else ""] for row in rows]
    document["tables"]["units"] = [[*header, "phone"], *lines]
    document["version"] = "0123456789ad"
    town.clock.move(timedelta(minutes=1))
    async with town.begin() as work:
        await adopt_profile(work, Profile.from_document(document))
    page = await visit.open(link)
    assert "Shanghai Transport Commission has to reply to the hotline by" in visit.text
    assert 'href="tel:021-12345"' in page.text


async def test_where_others_guessed_six_digits_open_with_the_end_of_the_phone(visit: Visit, town: Town) -> None:
    number, _, link = await visit.submit()
    case = await case_behind(town, link)
    async with town.begin() as work:
        hashed = fingerprint(work.vault, number, "271828")
        await work.run("UPDATE cases SET code_hash = %(hash)s WHERE id = %(id)s", hash=hashed, id=case.case.id)
    for _ in range(5):
        await visit.send("/follow", number=number, code="314159")
        assert "phone_end" not in (visit.page.text if visit.page else "")
    page = await visit.send("/follow", number=number, code="271828")
    assert page.status_code == 429
    assert "手机号后四位" in visit.text
    assert "分钟再试" in visit.text
    await visit.press("/follow", number=number, code="271828", phone_end="5678")
    assert visit.path == link


async def test_whoever_tries_many_numbers_is_refused_and_neighbours_get_in(site: Site, visit: Visit) -> None:
    number, code, link = await visit.submit()
    for tail in range(9000, 9060):
        other = f"{number[:-5]}{tail}"
        await visit.send("/follow", number=other + mod_11_10.calc_check_digit(other), code="314159")
        assert "编号和查询码对不上" in visit.text
    assert (await visit.send("/follow", number=number, code="314159")).status_code == 429
    await a_visit(site).send("/follow", number=number, code=code)
    await visit.send("/follow", number=number, code=code)
    assert visit.path == link


async def test_right_codes_never_count(visit: Visit) -> None:
    number, code, link = await visit.submit()
    for _ in range(35):
        await visit.send("/follow", number=number, code=code)
        assert visit.path == link


async def test_a_browser_without_cookies_opens_a_case_and_acts_on_it(visit: Visit, site: Site, town: Town) -> None:
    number, code, link = await visit.submit()
    bare = a_visit(site)
    await bare.open("/follow")
    bare.client.cookies.clear()
    page = await bare.client.post("/follow", data={"number": number, "code": code}, follow_redirects=False)
    assert (page.status_code, page.headers["location"]) == (303, link)
    await bare.open(f"{link}/urge")
    bare.client.cookies.clear()
    page = await bare.client.post(f"{link}/add_words", data={"words": "还在继续。"}, follow_redirects=False)
    assert page.status_code == 303
    foreign = {"words": "假的。", "visit": "forged"}
    assert (await visit.client.post(f"{link}/add_words", data=foreign)).status_code == 422


async def test_slips_in_number_and_code_are_said_field_by_field(visit: Visit) -> None:
    await visit.send("/follow", number="123", code="12")
    assert "应该是 13 位数字" in visit.text
    assert "查询码应该是 8 位字母和数字" in visit.text


async def test_the_case_page_tells_the_story_in_plain_words(visit: Visit, town: Town) -> None:
    link = (await visit.submit())[2]
    case = await case_behind(town, link)
    await town.do("dispatch_case", case, OPERATOR, UNIT)
    await town.do("sign_order", (await case_behind(town, link)).orders[0], handler(UNIT))
    await visit.open(link)
    assert "第 2 步，共 3 步" in visit.text
    assert "12月14日前答复您" in visit.text
    assert "潍坊新村街道" in visit.text
    assert "今天上午 9 点" in visit.text
    assert "139" not in visit.text
    for word in ("staff", "operator", "王女士"):
        assert word not in visit.text
    page = await visit.open(link, **{"accept-language": "en"})
    assert page.status_code == 200


async def test_a_survey_on_the_page_closes_the_case_once(visit: Visit, town: Town) -> None:
    link = (await visit.submit())[2]
    await answered(town, link)
    await visit.open(link)
    assert "有答复了，您觉得怎么样？" in visit.text
    assert "已清理占道摊位" in visit.text
    await visit.open(f"{link}/answer_survey")
    fields = {**visit.hidden(), "outcome": "solved", "satisfaction": "satisfied", "words": "谢谢"}
    pages = [await visit.client.post(f"{link}/answer_survey", data=fields) for _ in range(2)]
    assert [page.url.path for page in pages] == [link, link]
    assert (await case_behind(town, link)).case.status == "closed"
    answers = await town.tuples("SELECT count(*) FROM events WHERE city_id = %(city)s AND kind = 'callback.answered'")
    assert answers == [(1,)]


async def test_a_survey_asks_both_questions(visit: Visit, town: Town) -> None:
    link = (await visit.submit())[2]
    await answered(town, link)
    page = await visit.send(f"{link}/answer_survey", words="还在摆")
    assert page.status_code == 422
    assert "请选一项：解决了吗" in visit.text
    assert "请选一项：满意吗" in visit.text
    assert "还在摆" in visit.text


async def test_dissatisfied_goes_to_review_and_satisfied_can_come_back(visit: Visit, town: Town) -> None:
    link = (await visit.submit())[2]
    await answered(town, link)
    await visit.send(f"{link}/answer_survey", outcome="solved", satisfaction="mostly")
    await visit.open(link)
    assert "都可以要求再办" in visit.text
    await visit.send(f"{link}/reopen", words="昨晚又来了。")
    assert (await case_behind(town, link)).case.status == "review"
    assert "收到了，已经交给复核" in visit.text
    assert "昨晚又来了。" in visit.text


@pytest.mark.parametrize(
    ("act", "words", "said"),
    [
        ("add_words", "三点还在摆。", "办事的人看得到"),
        ("urge", "", "已经替您催了"),
        ("ask_withdrawal", "不用了", "热线会和您确认"),
    ],
)
async def test_what_can_be_done_on_the_page_is_done_and_said(
    visit: Visit, town: Town, act: str, words: str, said: str
) -> None:
    link = (await visit.submit())[2]
    await visit.send(f"{link}/{act}", words=words)
    assert (visit.path, said in visit.text, words in visit.text) == (link, True, True)


async def test_a_question_is_answered_on_the_page(visit: Visit, town: Town) -> None:
    link = (await visit.submit())[2]
    await town.do("ask_information", await case_behind(town, link), OPERATOR, "请问具体几点？")
    await visit.open(link)
    assert "请问具体几点？" in visit.text
    await visit.send(f"{link}/give_information", words="每晚十点以后。")
    assert (await case_behind(town, link)).case.status == "screening"


async def test_words_are_kept_when_the_case_moved_meanwhile(visit: Visit, town: Town) -> None:
    link = (await visit.submit())[2]
    await visit.open(f"{link}/add_words")
    await town.do("withdraw_case", await case_behind(town, link), OPERATOR, "电话确认")
    await town.do("confirm_withdrawal", await case_behind(town, link), SHIFT_LEAD, "问过市民")
    page = await visit.press(f"{link}/add_words", words="写了很久的话")
    assert page.status_code == 422
    assert "情况已经变了" in visit.text
    assert "写了很久的话" in page.text


async def test_what_cannot_be_done_leads_back_to_the_case(visit: Visit) -> None:
    link = (await visit.submit())[2]
    await visit.open(f"{link}/reopen")
    assert visit.path == link


async def test_what_was_done_is_said_with_what_comes_of_it_in_both_languages(visit: Visit, town: Town) -> None:
    link = (await visit.submit())[2]
    await answered(town, link)
    await visit.send(f"{link}/answer_survey", outcome="unsolved", satisfaction="dissatisfied", reason="not_solved")
    assert "已经交给复核" in visit.text
    assert "前告诉您结果" in visit.text
    await visit.open(f"{link}?told=answer_survey&language=en")
    assert "It goes to a review" in visit.text
    page = await visit.open(f"{link}?told=<b>")
    assert 'role="status"' not in page.text


async def test_on_paper_no_day_is_called_today(visit: Visit) -> None:
    link = (await visit.submit())[2]
    await visit.open(f"{link}/print")
    assert "打印于 2026年11月23日 上午 9 点" in visit.text
    assert "今天" not in visit.text


async def test_praise_has_a_page_of_its_own(visit: Visit, town: Town) -> None:
    await visit.fill_in(what={"nature": "praise", "praised": "窗口的小李"})
    await visit.press("/submit/check", topic="")
    link = visit.receipt()[2]
    await visit.open(link)
    assert "热线会把您的表扬转达给他们" in visit.text
    file = await town.do("inform_unit", await case_behind(town, link), OPERATOR, UNIT)
    await visit.open(link)
    assert "您的表扬已转告潍坊新村街道办事处" in visit.text
    assert not any(words in visit.text for words in ("第 2 步", "没有好", "撤回"))
    await town.do("note_praise", file, handler(UNIT))
    await visit.open(link)
    assert "潍坊新村街道办事处已收到您的表扬" in visit.text
