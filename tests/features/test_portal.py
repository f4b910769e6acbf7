"""The citizen's pages as a browser without scripts sees them."""

import asyncio
import html
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from builders.cases import CHECKER, NOISE, OFFICE, OPERATOR, SUPERVISOR, Town, a_town, handler
from builders.portal import STEPS, Visit, a_site, a_visit
from lianxin.cases import CaseFile, case_of_link
from lianxin.cases.rules.number import check_digit
from lianxin.kernel.database import Database
from lianxin.kernel.settings import Settings
from lianxin.web.portal.forms import FOLLOWS
from lianxin.web.portal.page import TEMPLATES
from lianxin.web.portal.words import sentences
from lianxin.web.requests import Site

UNIT = "pudong-weifang"
JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300" + "01" * 64 + "ffc0000b080001000101011100"
    "ffc40014000100000000000000000000000000000000ffc40014100100000000000000000000000000000000"
    "ffda0008010100003f007fffd9"
)


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


@pytest.fixture
def site(town: Town, tmp_path: Path) -> Site:
    return a_site(town, tmp_path)


@pytest.fixture
def visit(site: Site) -> Visit:
    return a_visit(site)


async def case_behind(town: Town, link: str) -> CaseFile:
    async with town.database.read(town.id) as work:
        return await town.look(await case_of_link(work, link.removeprefix("/c/")))


async def answered(town: Town, link: str) -> None:
    """Dispatched, signed, replied to and checked."""
    case = await case_behind(town, link)
    if case.case.status == "pending_dispatch":
        await town.do("dispatch_case", case, OPERATOR, UNIT)
    order = (await case_behind(town, link)).orders[-1]
    await town.do("sign_order", order, handler(UNIT))
    await town.do("reply_order", order, handler(UNIT), "solved", "已清理占道摊位，每晚巡查。")
    await town.do("pass_check", case, CHECKER)


async def test_three_steps_and_a_check_make_a_case(visit: Visit, town: Town) -> None:
    number, code, link = await visit.submit()
    assert visit.path == "/submit/done"
    assert len(code) == 6
    case = (await case_behind(town, link)).case
    assert (case.number, case.status, case.channel, case.nature) == (number, "pending_dispatch", "web", "complaint")
    assert (case.district, case.street, case.address) == ("310115", "310115004", "张杨路500弄门口")


async def test_a_text_message_is_promised_only_where_one_is_sent(town: Town, tmp_path: Path) -> None:
    plain = a_site(town, tmp_path)
    sending = replace(plain, settings=replace(plain.settings, sms_url="http://127.0.0.1:1"))
    promised = []
    for site, phone in ((plain, "13912345678"), (sending, "13912345678"), (sending, "021-62345678")):
        someone = a_visit(site)
        await someone.submit(contact={"phone": phone})
        promised.append("发短信" in someone.text)
    assert promised == [False, True, False]


async def test_a_topic_chosen_from_ones_own_words_goes_straight_to_the_unit(visit: Visit, town: Town) -> None:
    await visit.fill_in()
    assert "占道设摊" in visit.text
    await visit.press("/submit/check", topic=NOISE)
    assert (await case_behind(town, visit.receipt()[2])).case.lead_unit == UNIT
    assert "答复您" in visit.text


async def test_pressing_send_twice_makes_one_case_and_shows_the_same_receipt(visit: Visit, town: Town) -> None:
    await visit.fill_in()
    fields = visit.hidden()
    both = await asyncio.gather(*(visit.client.post("/submit/check", data=fields) for _ in range(2)))
    receipts = []
    for page in both:
        visit.page = page
        receipts.append(visit.receipt())
    assert receipts[0] == receipts[1]
    assert await town.tuples("SELECT count(*) FROM cases WHERE city_id = %(city)s") == [(1,)]
    await visit.open("/submit/what")
    assert STEPS["what"]["words"] not in visit.text


async def test_the_code_is_kept_nowhere_in_the_clear(visit: Visit, town: Town) -> None:
    _, code, link = await visit.submit()
    kept = await town.tuples("SELECT key, answer FROM requests WHERE city_id = %(city)s")
    assert len(kept) == 1
    assert code.encode() not in bytes(kept[0][1])
    assert link.removeprefix("/c/").encode() not in bytes(kept[0][1])


async def test_what_was_entered_is_still_there_after_closing_the_page(visit: Visit, town: Town) -> None:
    await visit.send("/submit/what", **STEPS["what"])
    await visit.open("/")
    assert "上次没写完，接着写" in visit.text
    await visit.open("/submit/what")
    assert STEPS["what"]["words"] in visit.text
    kept = await town.tuples("SELECT owner, sealed FROM drafts WHERE city_id = %(city)s")
    assert STEPS["what"]["words"].encode() not in bytes(kept[0][1])
    await visit.press("/submit/clear")
    assert STEPS["what"]["words"] not in visit.text


async def test_nobody_elses_browser_sees_the_draft(visit: Visit, site: Site) -> None:
    await visit.send("/submit/what", **STEPS["what"])
    other = a_visit(site)
    await other.open("/submit/what")
    assert STEPS["what"]["words"] not in other.text


async def test_a_later_step_waits_for_the_earlier_ones(visit: Visit) -> None:
    await visit.open("/submit/check")
    assert visit.path == "/submit/what"
    await visit.send("/submit/what", **STEPS["what"])
    await visit.open("/submit/check")
    assert visit.path == "/submit/contact"


@pytest.mark.parametrize(
    ("step", "field", "value", "said"),
    [
        ("what", "words", "", "请写下发生了什么事"),
        ("what", "words", "长" * 5001, "最多 5000 个字，现在有 5001 个"),
        ("what", "nature", "nonsense", "请选一项"),
        ("where", "district", "999999", "请从列表里选一个区"),
        ("where", "street", "310101002", "这个街道不在您选的区"),
        ("contact", "phone", "", "请写电话号码"),
        ("contact", "phone", "139123", "这个电话号码不对"),
    ],
)
async def test_what_is_wrong_is_said_on_top_and_beside_the_field(
    visit: Visit, step: str, field: str, value: str, said: str
) -> None:
    await visit.send("/submit/what", **STEPS["what"])
    page = await visit.send(f"/submit/{step}", **{**STEPS[step], field: value})
    assert page.status_code == 422
    assert visit.text.count(said) == 2
    assert f'<a href="#{field}">' in page.text
    assert f'id="{field}-trouble"' in page.text
    assert 'aria-invalid="true"' in page.text
    assert "有错误：" in page.text


async def test_what_was_typed_stays_when_something_is_wrong(visit: Visit) -> None:
    await visit.send("/submit/what", **STEPS["what"])
    page = await visit.send("/submit/contact", phone="12", name="王女士")
    assert 'value="12"' in page.text
    assert 'value="王女士"' in page.text


async def test_a_form_from_elsewhere_does_nothing(visit: Visit, town: Town) -> None:
    await visit.fill_in()
    page = await visit.client.post("/submit/check", data={**visit.hidden(), "visit": "forged"})
    assert page.status_code == 422
    assert await town.tuples("SELECT 1 FROM cases WHERE city_id = %(city)s") == []


async def test_a_page_left_open_too_long_keeps_the_words(site: Site) -> None:
    fresh = a_visit(site)
    page = await fresh.client.post("/submit/what", data={"visit": "of yesterday", **STEPS["what"]})
    fresh.page = page
    assert "请再按一次" in fresh.text
    assert STEPS["what"]["words"] in page.text
    await fresh.press("/submit/what", **STEPS["what"])
    assert fresh.path == "/submit/where"


async def test_changing_the_language_in_a_form_keeps_what_was_typed(visit: Visit) -> None:
    await visit.open("/submit/what")
    page = await visit.press("/submit/what", words="A hole in the road", nature="help", switch="language=en")
    assert page.status_code == 200
    assert "What happened?" in visit.text
    assert "A hole in the road" in visit.text
    assert '<html lang="en">' in page.text


async def test_photos_are_taken_removed_and_given_to_the_case(visit: Visit, town: Town) -> None:
    await visit.send("/submit/what", **STEPS["what"])
    await visit.open("/submit/where")
    two = [("files", ("夜里.jpg", JPEG, "image/jpeg")), ("files", ("坏的.exe", b"MZ\x90\x00\x03" * 20, "image/jpeg"))]
    page = await visit.press("/submit/where", two, **STEPS["where"])
    assert "“坏的.exe”这种文件收不了" in visit.text
    assert "夜里.jpg" in visit.text
    digest = re.findall(r'name="remove" value="(\w+)"', page.text)[0]
    await visit.press("/submit/where", [("files", ("", b"", ""))], **STEPS["where"], remove=digest)
    assert "夜里.jpg" not in visit.text
    await visit.press("/submit/where", two[:1], **STEPS["where"])
    await visit.send("/submit/contact", **STEPS["contact"])
    assert "夜里.jpg" in visit.text
    await visit.press("/submit/check", topic="")
    link = visit.receipt()[2]
    await visit.open(link)
    [address] = re.findall(rf'href="({link}/files/[^"]+)"', visit.page.text if visit.page else "")
    file = await visit.client.get(address)
    assert (file.status_code, file.headers["content-type"]) == (200, "image/jpeg")
    assert file.headers["content-security-policy"] == "default-src 'none'; sandbox"


async def test_a_made_up_file_cannot_be_claimed(visit: Visit, town: Town) -> None:
    claim = '[{"sha256": "%s", "size": 1, "media_type": "image/jpeg", "kind": "photo", "name": "x.jpg"}]' % ("a" * 64)
    await visit.send("/submit/what", **STEPS["what"])
    await visit.open("/submit/where")
    fields = {**visit.hidden(), **STEPS["where"], "files": claim}
    await visit.client.post("/submit/where", data=fields)
    await visit.send("/submit/contact", **STEPS["contact"])
    await visit.press("/submit/check", topic="")
    assert visit.path == "/submit/done"
    assert await town.tuples("SELECT 1 FROM attachments WHERE city_id = %(city)s") == []


async def test_number_and_code_lead_to_the_case_without_telling_them_to_the_address(visit: Visit, site: Site) -> None:
    number, code, link = await visit.submit()
    other = a_visit(site)
    wide = code.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    await other.send("/follow", number=f"{number[:4]} {number[4:]}", code=wide)
    assert other.path == link
    assert other.page is not None
    assert all(number not in str(step.url) and code not in str(step.url) for step in other.page.history)


async def test_wrong_codes_are_said_and_then_told_to_wait(visit: Visit) -> None:
    number, code, _ = await visit.submit()
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        page = await visit.send("/follow", number=number, code=wrong)
        assert page.status_code == 422
        assert "编号和查询码对不上" in visit.text
    page = await visit.send("/follow", number=number, code=code)
    assert page.status_code == 429
    assert "请过 15 分钟再试" in visit.text
    assert int(page.headers["retry-after"]) <= 900


async def test_whoever_tries_many_numbers_is_told_to_wait_and_nobody_else(site: Site, visit: Visit) -> None:
    number, code, link = await visit.submit()
    for tail in range(9000, 9000 + FOLLOWS - 1):
        other = f"{number[:-5]}{tail}"
        await visit.send("/follow", number=other + check_digit(other), code="000000")
        assert "编号和查询码对不上" in visit.text
    await visit.send("/follow", number=number, code=code)
    assert visit.path == link
    assert (await visit.send("/follow", number=number, code=code)).status_code == 429
    elsewhere = a_visit(site, address="10.0.0.9")
    await elsewhere.send("/follow", number=number, code=code)
    assert elsewhere.path == link


async def test_slips_in_number_and_code_are_said_field_by_field(visit: Visit) -> None:
    await visit.send("/follow", number="123", code="12")
    assert "应该是 13 位数字" in visit.text
    assert "查询码应该是 6 位数字" in visit.text


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


async def test_more_time_and_a_suspension_are_told_with_why(visit: Visit, town: Town) -> None:
    link = (await visit.submit())[2]
    case = await town.do("dispatch_case", await case_behind(town, link), OPERATOR, UNIT)
    [order] = case.orders
    await town.do("sign_order", order, handler(UNIT))
    await town.do("ask_extension", order, handler(UNIT), 2, "设备要从外地调来。")
    await town.do("grant_extension", case, SUPERVISOR, "设备在路上，请再等两天。")
    await visit.open(link)
    assert re.search(r"办理期限延长到12月\d+日.*设备在路上，请再等两天。", visit.text)
    await town.do("ask_suspension", order, handler(UNIT), "雨季后施工", town.clock.now() + timedelta(days=20))
    await town.do("grant_suspension", case, OFFICE, "雨季结束就施工。")
    await visit.open(link)
    assert "列入计划，定期再看 雨季结束就施工。" in visit.text
    page = await visit.client.get(f"{link}?language=en", follow_redirects=True)
    assert "More time to handle it, until" in html.unescape(page.text)


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
    assert (await case_behind(town, link)).case.status == "pending_dispatch"


async def test_words_are_kept_when_the_case_moved_meanwhile(visit: Visit, town: Town) -> None:
    link = (await visit.submit())[2]
    await visit.open(f"{link}/add_words")
    await town.do("withdraw_case", await case_behind(town, link), OPERATOR, "电话确认")
    page = await visit.press(f"{link}/add_words", words="写了很久的话")
    assert page.status_code == 422
    assert "情况已经变了" in visit.text
    assert "写了很久的话" in page.text


async def test_what_cannot_be_done_leads_back_to_the_case(visit: Visit) -> None:
    link = (await visit.submit())[2]
    await visit.open(f"{link}/reopen")
    assert visit.path == link


@pytest.mark.parametrize("path", ["/c/nonsense", "/c/nonsense/add_words", "/c/nonsense/print", "/submit/else", "/else"])
async def test_an_address_that_opens_nothing_is_a_page_that_helps(visit: Visit, path: str) -> None:
    page = await visit.open(path)
    assert page.status_code == 404
    assert "打不开这一页" in visit.text
    assert "/follow" in page.text


async def test_programs_still_get_problem_documents(visit: Visit) -> None:
    page = await visit.open("/api/else")
    assert page.headers["content-type"] == "application/problem+json"


async def test_every_page_is_guarded_and_a_case_is_never_kept_or_found(visit: Visit) -> None:
    link = (await visit.submit())[2]
    for path in ("/", "/submit/what", "/follow", link, f"{link}/print", f"{link}/add_words", "/c/nonsense"):
        page = await visit.open(path)
        assert "script-src 'self'" in page.headers["content-security-policy"]
        assert "unsafe" not in page.headers["content-security-policy"]
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-content-type-options"] == "nosniff"
        assert ("noindex" in page.headers.get("x-robots-tag", "")) == (path != "/")
        assert not re.search(r"<script(?![^>]*src=)|\son\w+=|style=|javascript:|https?://", page.text), path


async def test_cookies_are_closed_to_scripts_and_other_sites(visit: Visit, town: Town, tmp_path: Path) -> None:
    secure = a_visit(a_site(town, tmp_path, "https://12345.example"))
    for cookie in (await secure.open("/")).headers.get_list("set-cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Secure" in cookie


async def test_the_language_follows_the_browser_until_it_is_chosen(visit: Visit, site: Site) -> None:
    english = a_visit(site, **{"accept-language": "en-GB,en;q=0.9"})
    await english.open("/")
    assert "How can we help?" in english.text
    await english.open("/?language=zh-CN")
    assert "您有什么事？" in english.text
    assert str(english.page.url) == "http://city/" if english.page else False
    await english.open("/follow")
    assert "看看办到哪一步了" in english.text


async def test_large_type_is_one_press_and_is_remembered(visit: Visit) -> None:
    page = await visit.open("/?care=1")
    assert '<html lang="zh-CN" class="care">' in page.text
    assert 'class="care"' in (await visit.open("/follow")).text
    assert 'class="care"' not in (await visit.open("/follow?care=0")).text


async def test_a_mobile_browser_is_a_mobile_channel(site: Site, town: Town) -> None:
    phone = a_visit(site, **{"user-agent": "Mozilla/5.0 (Linux; Android 9; Mobile)"})
    link = (await phone.submit())[2]
    assert (await case_behind(town, link)).case.channel == "mobile"


async def test_an_english_citizen_gets_english_pages_with_chinese_names_marked(site: Site, town: Town) -> None:
    english = a_visit(site, **{"accept-language": "en"})
    link = (await english.submit())[2]
    case = await case_behind(town, link)
    assert case.case.language == "en"
    await town.do("dispatch_case", case, OPERATOR, UNIT)
    page = await english.open(link)
    assert "You hear from us by 14 December" in english.text
    assert re.search(r'<span lang="zh-CN">[^<]*潍坊新村街道', page.text)


async def test_danger_in_the_words_shows_the_number_to_call_first(visit: Visit) -> None:
    await visit.fill_in(what={"words": "隔壁楼道冒浓烟，着火了。"})
    assert "请先拨打 119" in visit.text


async def test_a_form_larger_than_any_is_refused(visit: Visit) -> None:
    page = await visit.client.post("/submit/what", content=b"words=" + b"a" * 70_000)
    assert page.status_code == 413


def test_both_languages_say_everything_with_the_same_facts() -> None:
    chinese, english = sentences("zh-CN"), sentences("en")
    assert chinese.keys() == english.keys()
    holes = re.compile(r"\{(\w+)\}")
    unequal = [key for key in chinese if set(holes.findall(chinese[key])) < set(holes.findall(english[key]))]
    assert unequal == []
    assert [key for key in english if not english[key].strip()] == []
    assert [key for key in english if re.search("[一-鿿]", english[key]) and not key.startswith("site.other")] == []


def test_templates_hold_no_words_of_their_own() -> None:
    for name in TEMPLATES.list_templates():
        source = (Path(TEMPLATES.loader.searchpath[0]) / name).read_text("utf-8")  # pyright: ignore
        bare = re.sub(r"\{[{%#].*?[}%#]\}|<[^>]*>", "", source, flags=re.DOTALL)
        assert not re.search(
            r"[A-Za-z一-鿿]{2,}", bare.replace("aria-describedby", "").replace("aria-invalid", "").replace("true", "")
        ), (
            name,
            bare.split(),
        )


def test_every_sentence_a_template_asks_for_exists() -> None:
    known = sentences("en")
    for name in TEMPLATES.list_templates():
        source = (Path(TEMPLATES.loader.searchpath[0]) / name).read_text("utf-8")  # pyright: ignore
        for key in re.findall(r"""\bt\(["']([\w.]+)["']\s*[,)]""", source):
            assert key in known, (name, key)


@pytest.mark.parametrize(
    ("reach", "speak", "kept"),
    [("text", "ja", ("text", "ja")), ("video", "", ("video", "zh-CN")), ("any", "en", ("any", "en"))],
)
async def test_who_cannot_hear_or_speaks_another_language_says_so(
    visit: Visit, town: Town, reach: str, speak: str, kept: tuple[str, str]
) -> None:
    link = (await visit.submit(contact={"phone": "13912345678", "reach": reach, "speak": speak}))[2]
    people = await town.tuples("SELECT contact_preference, language FROM citizens WHERE city_id = %(city)s")
    assert people == [kept]
    await answered(town, link)
    [(method, language)] = await town.tuples("SELECT method, language FROM callbacks WHERE city_id = %(city)s")
    assert (method, language) == ("phone" if reach == "any" else "message", kept[1])


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"phone": "021-62345678", "reach": "text"}, "这个号码收不到短信"),
        ({"phone": "13912345678", "reach": "letter"}, "请选一项"),
        ({"phone": "13912345678", "speak": "tlh"}, "请选一项"),
    ],
)
async def test_a_way_to_be_reached_that_does_not_work_is_said(visit: Visit, fields: dict[str, str], said: str) -> None:
    await visit.send("/submit/what", **STEPS["what"])
    page = await visit.send("/submit/contact", **fields)
    assert (page.status_code, visit.text.count(said)) == (422, 2)


async def test_words_in_a_language_the_pages_do_not_know_are_not_called_chinese(visit: Visit) -> None:
    link = (
        await visit.submit(
            what={"words": "工事の音がうるさい", "nature": "help"}, contact={"phone": "13912345678", "speak": "ja"}
        )
    )[2]
    page = await visit.open(link)
    assert '<h1 lang="">' in page.text


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


@pytest.mark.parametrize(
    ("method", "path", "status", "said"),
    [
        ("POST", "/", 405, "打不开这一页"),
        ("POST", "/public", 405, "打不开这一页"),
        ("DELETE", "/follow", 405, "打不开这一页"),
    ],
)
async def test_every_refusal_is_a_page(visit: Visit, method: str, path: str, status: int, said: str) -> None:
    page = visit.page = await visit.client.request(method, path)
    assert (page.status_code, said in visit.text) == (status, True)
    assert page.headers["cache-control"] == "no-store"


async def test_without_a_database_the_page_says_to_wait(tmp_path: Path) -> None:
    away = Database("host=/nowhere dbname=nobody connect_timeout=1")
    away.pool.timeout = 0.2
    async with away:
        visit = a_visit(Site(away, "shanghai", Settings(tmp_path, "", "", "", "", "http://localhost")))
        page = await visit.open("/")
    assert (page.status_code, page.headers["retry-after"]) == (503, "60")
    assert "现在有点忙" in visit.text


async def test_a_crash_is_a_page_that_tells_nothing_of_it(visit: Visit, town: Town) -> None:
    vault = town.database.store.pop("vault")
    try:
        page = await visit.open("/")
    finally:
        town.database.store["vault"] = vault
    assert page.status_code == 500
    assert "出了点问题" in visit.text
    assert "vault" not in page.text
    assert "script-src" in page.headers["content-security-policy"]


async def test_styles_and_scripts_are_packed_and_kept(visit: Visit) -> None:
    page = await visit.open("/")
    for address in re.findall(r'(?:href|src)="(/static/portal/portal[^"]+)"', page.text):
        file = await visit.client.get(address)
        assert file.headers["content-encoding"] == "gzip"
        assert "immutable" in file.headers["cache-control"]
        assert "immutable" not in (await visit.client.get(address.partition("?")[0])).headers.get("cache-control", "")
