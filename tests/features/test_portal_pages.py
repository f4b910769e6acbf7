"""The citizen's pages without scripts: what holds on every one of them, and what is said when something is wrong."""

import re
from pathlib import Path

import pytest

from builders.cases import OPERATOR, Town, a_town
from builders.portal import Visit, a_site, a_visit, case_behind
from lianxin.kernel.database import Database
from lianxin.kernel.settings import Settings
from lianxin.kernel.site import Site
from lianxin.web.portal.page import PAGES
from lianxin.web.portal.words import portal_sentences


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


@pytest.fixture
def site(town: Town, tmp_path: Path) -> Site:
    return a_site(town, tmp_path)


@pytest.fixture
def visit(site: Site) -> Visit:
    return a_visit(site)


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


async def test_an_english_citizen_gets_english_pages_with_english_names_of_bureaus(site: Site, town: Town) -> None:
    english = a_visit(site, **{"accept-language": "en"})
    link = (await english.submit())[2]
    case = await case_behind(town, link)
    assert case.case.language == "en"
    await town.do("dispatch_case", case, OPERATOR, "huangpu-chengguan")
    await english.open(link)
    assert "You will hear from us by 14 December" in english.text
    assert "Sent to Huangpu District Urban Management Enforcement Bureau" in english.text


async def test_a_form_larger_than_any_is_refused(visit: Visit) -> None:
    page = await visit.client.post("/submit/what", content=b"words=" + b"a" * 200_000)
    assert page.status_code == 413


def test_both_languages_say_everything_with_the_same_facts() -> None:
    chinese, english = portal_sentences("zh-CN"), portal_sentences("en")
    assert chinese.keys() == english.keys()
    holes = re.compile(r"\{(\w+)\}")
    unequal = [key for key in chinese if set(holes.findall(chinese[key])) < set(holes.findall(english[key]))]
    assert unequal == []
    assert [key for key in english if not english[key].strip()] == []
    assert [key for key in english if re.search("[一-鿿]", english[key]) and not key.startswith("site.other")] == []


def test_templates_hold_no_words_of_their_own() -> None:
    for name in PAGES.list_templates():
        source = (Path(PAGES.loader.searchpath[0]) / name).read_text("utf-8")  # pyright: ignore
        bare = re.sub(r"\{[{%#].*?[}%#]\}|<[^>]*>", "", source, flags=re.DOTALL)
        assert not re.search(
            r"[A-Za-z一-鿿]{2,}", bare.replace("aria-describedby", "").replace("aria-invalid", "").replace("true", "")
        ), (
            name,
            bare.split(),
        )


def test_every_sentence_a_template_asks_for_exists() -> None:
    known = portal_sentences("en")
    for name in PAGES.list_templates():
        source = (Path(PAGES.loader.searchpath[0]) / name).read_text("utf-8")  # pyright: ignore
        for key in re.findall(r"""\bt\(["']([\w.]+)["']\s*[,)]""", source):
            assert key in known, (name, key)


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
    vault, town.database.shared.vault = town.database.shared.vault, None
    try:
        page = await visit.open("/")
    finally:
        town.database.shared.vault = vault
    assert page.status_code == 500
    assert "出了点问题" in visit.text
    assert "NotOpened" not in page.text
    assert "script-src" in page.headers["content-security-policy"]


async def test_styles_and_scripts_are_packed_and_kept(visit: Visit) -> None:
    page = await visit.open("/")
    for address in re.findall(r'(?:href|src)="(/static/portal/portal[^"]+)"', page.text):
        file = await visit.client.get(address)
        assert file.headers["content-encoding"] == "gzip"
        assert "immutable" in file.headers["cache-control"]
        assert "immutable" not in (await visit.client.get(address.partition("?")[0])).headers.get("cache-control", "")
