"""The citizen's pages as a browser without scripts sees them: telling, in three steps and a check."""

import asyncio
import copy
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from builders.cases import NOISE, Town, a_town, shanghai
from builders.portal import STEPS, UNIT, Visit, a_site, a_visit, answered, case_behind
from lianxin.city import Profile, adopt_profile
from lianxin.kernel.database import Database
from lianxin.kernel.site import Site
from lianxin.web.portal.visitor import VISIT

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


async def test_three_steps_and_a_check_make_a_case(visit: Visit, town: Town) -> None:
    number, code, link = await visit.submit()
    assert visit.path == "/submit/done"
    assert len(code) == 8
    case = (await case_behind(town, link)).case
    assert (case.number, case.status, case.channel, case.nature) == (number, "screening", "web", "complaint")
    assert (case.district, case.street, case.address) == ("310115", "310115004", "张杨路500弄门口")


async def test_the_company_concerned_is_told_in_fields_of_its_own(visit: Visit, town: Town) -> None:
    facts = {"company": "某某餐饮", "order_number": "240915-1234567", "paid": "128元"}
    await visit.fill_in(what=facts)
    assert "公司、店家名称：某某餐饮" in visit.text
    await visit.press("/submit/check", topic="")
    case = (await case_behind(town, visit.receipt()[2])).case
    assert (case.company, case.order_number, case.paid, case.paid_on) == ("某某餐饮", "240915-1234567", "128元", "")
    await visit.fill_in(what={**facts, "nature": "praise"})
    assert "某某餐饮" not in visit.text


async def test_a_spot_is_kept_as_coordinates_and_only_its_page_may_ask_for_the_location(
    visit: Visit, town: Town
) -> None:
    await visit.send("/submit/what", **STEPS["what"])
    asks = [(await visit.open(path)).headers["permissions-policy"] for path in ("/submit/where", "/", "/follow")]
    assert ["geolocation=(self)" in one for one in asks] == [True, False, False]
    await visit.fill_in(where={**STEPS["where"], "spot": "31.22957,121.52550"})
    assert "位置：31.22957,121.52550" in visit.text
    await visit.press("/submit/check", topic="")
    case = (await case_behind(town, visit.receipt()[2])).case
    assert (case.latitude, case.longitude) == (31.22957, 121.5255)
    for wrong in ("北", "95.1,121.5", "31.2", "31.2,181"):
        await visit.submit(where={"spot": wrong})
        assert (await case_behind(town, visit.receipt()[2])).case.latitude is None


async def test_tiles_are_allowed_only_where_the_city_names_them(visit: Visit, town: Town) -> None:
    document: Any = copy.deepcopy(dict(shanghai().to_document()))
    document["city"]["public"] = {"summaries": False, "tiles": "https://tiles.example/{z}/{x}/{y}.png"}
    document["version"] = "0123456789ac"
    await visit.send("/submit/what", **STEPS["what"])
    before = await visit.open("/submit/where")
    town.clock.move(timedelta(minutes=1))
    async with town.begin() as work:
        await adopt_profile(work, Profile.from_document(document))
    after = await visit.open("/submit/where")
    policies = [page.headers["content-security-policy"] for page in (before, after)]
    assert ["https://tiles.example" in one for one in policies] == [False, True]
    assert ["data-map" in page.text for page in (before, after)] == [False, True]
    assert "leaflet.js" not in re.sub("data-script=[^ ]+", "", after.text)


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


async def test_the_next_person_at_the_browser_sees_no_number_and_can_delete_the_draft(visit: Visit, town: Town) -> None:
    await visit.fill_in()
    for page in ("/submit/contact", "/submit/check"):
        await visit.open(page)
        assert visit.page is not None
        assert "139****5678" in visit.page.text
        assert "1234" not in visit.page.text.replace("12345", "")
    await visit.send("/submit/contact", phone="139****5678", name="王女士")
    assert visit.path == "/submit/check"
    await visit.press("/submit/check", topic="")
    link = visit.receipt()[2]
    assert (await case_behind(town, link)).case.citizen_id is not None
    kept = await town.tuples("SELECT count(*) FROM citizens WHERE city_id = %(city)s AND phone_index IS NOT NULL")
    assert kept == [(1,)]
    await visit.send("/submit/what", **STEPS["what"])
    await visit.open("/")
    await visit.press("/submit/clear", leaving="1")
    assert visit.path == "/"
    assert "上次没写完" not in visit.text
    assert await town.tuples("SELECT count(*) FROM drafts WHERE city_id = %(city)s") == [(0,)]
    await visit.open("/submit/done")
    assert visit.path == "/follow"


async def test_a_planted_cookie_owns_no_draft(visit: Visit, site: Site) -> None:
    planted = "a" * 43
    for value in (planted, f"{planted}.{planted[:32]}", f"{planted}.", ".", "秘密.秘密"):
        someone = a_visit(site, cookie=f"{VISIT}={quote(value)}")
        await someone.open("/submit/what")
        assert someone.client.cookies.get(VISIT, "") not in {"", value}
    issued = visit.client.cookies
    await visit.send("/submit/what", **STEPS["what"])
    again = a_visit(site, cookie=f"{VISIT}={issued[VISIT]}")
    await again.open("/submit/what")
    assert STEPS["what"]["words"] in again.text


async def test_without_cookies_the_form_says_what_it_needs_and_keeps_the_words(visit: Visit) -> None:
    await visit.open("/submit/what")
    for _ in range(2):
        visit.client.cookies.clear()
        page = await visit.press("/submit/what", **STEPS["what"])
        assert page.status_code == 422
        assert "Cookie" in visit.text
        assert "12345" in visit.text
        assert STEPS["what"]["words"] in page.text


async def test_a_carriers_address_sends_for_thousands(site: Site) -> None:
    for nth in range(35):
        someone = a_visit(site)
        words = {"words": f"{nth} 号楼下夜里有人占道设摊。"}
        await someone.submit(what={**STEPS["what"], **words}, contact={"phone": f"139123400{nth:02}"})
        assert someone.path == "/submit/done"


async def test_one_number_sends_ten_times_an_hour_and_keeps_its_words(site: Site, town: Town) -> None:
    for nth in range(11):
        someone = a_visit(site)
        await someone.fill_in(what={**STEPS["what"], "words": f"第 {nth} 件事。"})
        page = await someone.press("/submit/check", topic="")
    assert page.status_code == 429
    assert int(page.headers["retry-after"]) <= 3600
    assert "这一件还没有提交" in someone.text
    assert "您写的都已经存好" in someone.text
    assert "12345" in someone.text
    await someone.open("/submit/check")
    assert "第 10 件事。" in someone.text
    assert await town.tuples("SELECT count(*) FROM cases WHERE city_id = %(city)s") == [(10,)]
    other = a_visit(site, address="198.51.100.7")
    await other.submit()
    assert other.path == "/submit/done"


async def test_the_same_words_for_many_strangers_are_stopped(site: Site) -> None:
    for nth in range(21):
        someone = a_visit(site)
        await someone.fill_in(contact={"phone": f"139123400{nth:02}"})
        page = await someone.press("/submit/check", topic="")
    assert page.status_code == 429


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
        ("what", "words", "长" * 10_001, "最多 10000 个字，现在有 10001 个"),
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
    assert "“坏的.exe”这种文件不能传" in visit.text
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


async def test_danger_in_the_words_shows_the_number_to_call_first(visit: Visit) -> None:
    await visit.fill_in(what={"words": "隔壁楼道冒浓烟，着火了。"})
    assert "请先拨打 119" in visit.text
    assert visit.page is not None
    assert '<a href="tel:119">' in visit.page.text


async def test_a_written_emergency_becomes_a_critical_case_that_says_why(visit: Visit, town: Town) -> None:
    await visit.submit(what={"words": "我爸爸昏倒了，没有呼吸"})
    assert await town.tuples("SELECT urgency FROM cases WHERE city_id = %(city)s") == [("critical",)]
    [(status, data)] = await town.tuples(
        "SELECT status, data FROM side_records WHERE city_id = %(city)s AND kind = 'danger'"
    )
    assert (status, data["service"]) == ("found", "120")
    assert "没有呼吸" in data["words"]


async def test_the_receipt_of_an_emergency_names_the_number_and_no_date(visit: Visit) -> None:
    await visit.submit(what={"words": "我爸爸昏倒了，没有呼吸"})
    assert visit.page is not None
    assert '<a href="tel:120">' in visit.page.text
    assert "我们会在" not in visit.text


@pytest.mark.parametrize("path", ["/", "/submit/what"])
async def test_the_first_pages_have_numbers_to_dial(visit: Visit, path: str) -> None:
    await visit.open(path)
    assert visit.page is not None
    above = visit.page.text.split("<footer", maxsplit=1)[0]
    assert all(f'href="tel:{number}"' in above for number in ("110", "119", "120"))
    assert "format-detection" not in visit.page.text


async def test_a_past_emergency_stays_an_ordinary_case(visit: Visit, town: Town) -> None:
    await visit.submit(what={"words": "去年隔壁着火之后楼道一直没修"})
    assert await town.tuples("SELECT urgency FROM cases WHERE city_id = %(city)s") == [("normal",)]


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
