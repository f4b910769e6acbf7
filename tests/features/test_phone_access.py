"""A citizen opens their own cases by telephone number and a code in a text message, and gets a lost code renewed."""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

import pytest

from builders.cases import Town, a_town
from builders.portal import Visit, a_site, a_visit, case_behind
from lianxin.cases import link_of_code
from lianxin.cases.core.citizen_rights import NoLink
from lianxin.kernel.database import Database
from lianxin.kernel.feed import react
from lianxin.kernel.site import Site
from lianxin.notify import (
    READER,
    Letter,
    Outbox,
    SendMessage,
    case_reader,
    silence_in_force,
    templates_in_force,
)

PHONE = "139 1234 5678"


@dataclass
class Telephones:
    """Every text message that was delivered."""

    letters: list[Letter] = field(default_factory=list)

    async def deliver(self, letter: Letter) -> str:
        self.letters.append(letter)
        return "1"

    @property
    def code(self) -> str:
        """The code in the latest message."""
        [code] = re.findall(r"验证码(\d{6})", self.letters[-1].text)
        return code


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


@pytest.fixture
def site(town: Town, tmp_path: Path) -> Site:
    plain = a_site(town, tmp_path)
    return replace(plain, settings=replace(plain.settings, sms_url="http://127.0.0.1:1"))


async def sent(site: Site, phones: Telephones) -> list[Letter]:
    """Lets the outbox read the events and deliver every message that waits; returns the codes among them."""
    outbox = Outbox({"sms": phones}, templates_in_force, case_reader("http://city"), silence_in_force)
    await react(site.database, site.city_id, READER, outbox.react)
    async with site.database.read(site.city_id) as work:
        waiting = await work.column(UUID, "SELECT id FROM messages WHERE city_id = %(city)s AND status = 'queued'")
    for one in waiting:
        await outbox.send_message(site, SendMessage(str(one)))
    return [letter for letter in phones.letters if "验证码" in letter.text]


async def entered(visit: Visit, site: Site, phones: Telephones) -> None:
    """Opens the list of own cases in this browser."""
    await visit.open("/mine")
    await visit.press("/mine/code", phone=PHONE)
    assert "6 位验证码" in visit.text
    await sent(site, phones)
    await visit.press("/mine/enter", code=phones.code)
    assert visit.path == "/mine"


async def test_a_lost_code_is_renewed_by_a_text_message_and_it_is_on_record(site: Site, town: Town) -> None:
    visit, phones = a_visit(site), Telephones()
    number, old_code, old_link = await visit.submit()
    browser = a_visit(site)
    await browser.open("/mine")
    assert number[:6] not in browser.text
    await browser.press("/mine/code", phone=PHONE)
    [letter] = await sent(site, phones)
    assert letter.to == "13912345678"
    assert number not in letter.text
    await browser.press("/mine/enter", code=phones.code)
    assert "占道设摊" in browser.text
    await browser.press("/mine/renew", number=number)
    assert browser.path == "/submit/done"
    same, code, link = browser.receipt()
    assert same == number
    assert code != old_code
    token = await link_of_code(town.database, town.id, number, code)
    assert link == f"/c/{token}" != old_link
    with pytest.raises(NoLink):
        await case_behind(town, old_link)
    file = await case_behind(town, link)
    assert [one["checked"] for one in await town.events(file, "case.access_renewed")] == ["text_message"]
    assert len(await town.events(file, "case.access_code_asked")) == 1
    entered = await town.tuples(
        "SELECT data FROM events WHERE city_id = %(city)s AND kind = 'case.access_code_entered'"
    )
    assert len(entered) == 1


async def test_the_link_in_a_message_confirms_the_number_and_the_link_on_the_page_does_not(
    site: Site, town: Town
) -> None:
    visit, phones = a_visit(site), Telephones()
    _, _, link = await visit.submit()
    await a_visit(site).submit()
    await sent(site, phones)
    assert len(phones.letters) == 1  # the number is not confirmed, so the second request has no receipt
    used = "SELECT count(*) FROM messages WHERE city_id = %(city)s AND used_at IS NOT NULL"
    await visit.open(link)
    assert await town.tuples(used) == [(0,)]
    [said] = re.findall(r"http://city(/c/\S+)", phones.letters[0].text)
    await a_visit(site).open(said)
    assert await town.tuples(used) == [(1,)]
    await a_visit(site).submit()
    await sent(site, phones)
    assert len(phones.letters) == 2


async def test_the_code_is_kept_nowhere_and_opens_once_in_the_browser_that_asked(site: Site, town: Town) -> None:
    await a_visit(site).submit()
    visit, other, phones = a_visit(site), a_visit(site), Telephones()
    await visit.open("/mine")
    await visit.press("/mine/code", phone=PHONE)
    await sent(site, phones)
    rows = await town.tuples("SELECT facts::text FROM messages WHERE city_id = %(city)s")
    rows += await town.tuples("SELECT data::text FROM events WHERE city_id = %(city)s AND kind LIKE '%%access_code%%'")
    assert not any(phones.code in text for (text,) in rows)
    await other.open("/mine")
    await other.press("/mine/code", phone="13800000000")
    await other.press("/mine/enter", code=phones.code)
    assert "验证码不对" in other.text
    await visit.press("/mine/enter", code=phones.code)
    assert visit.path == "/mine"
    await visit.press("/mine/leave")
    await visit.open("/mine")
    assert "手机号" in visit.text
    await visit.press("/mine/enter", code=phones.code)
    assert "验证码不对" in visit.text


async def test_an_unknown_number_gets_the_same_answer_and_no_message(site: Site) -> None:
    await a_visit(site).submit()
    pages: list[str] = []
    for phone in (PHONE, "13800000000"):
        visit = a_visit(site)
        await visit.open("/mine")
        await visit.press("/mine/code", phone=phone)
        pages.append(visit.text)
    assert pages[0] == pages[1]
    assert len(await sent(site, Telephones())) == 1


async def test_wrong_codes_end_in_the_browser_that_guesses_and_messages_are_bounded(site: Site) -> None:
    await a_visit(site).submit()
    owner, guesser, phones = a_visit(site), a_visit(site, address="192.0.2.9"), Telephones()
    await guesser.open("/mine")
    await guesser.press("/mine/code", phone=PHONE)
    await sent(site, phones)
    wrong = f"{(int(phones.code) + 1) % 1_000_000:06}"
    for _ in range(5):
        await guesser.press("/mine/enter", code=wrong)
        assert "验证码不对" in guesser.text
    await guesser.press("/mine/enter", code=phones.code)
    assert "输错太多次" in guesser.text
    await entered(owner, site, phones)
    answers: list[int] = []
    for _ in range(3):
        await guesser.open("/mine")
        answers.append((await guesser.press("/mine/code", phone=PHONE)).status_code)
    assert answers == [200, 200, 429]
    assert "没有发短信" in guesser.text


async def test_a_stranger_session_renews_nothing_of_others_and_confidential_titles_are_not_listed(site: Site) -> None:
    number, _, link = await a_visit(site).submit(contact={"phone": "13800000000", "name": ""})
    visit, phones = a_visit(site), Telephones()
    await visit.submit(what={"words": "举报楼下无证经营。", "nature": "tip_off"})
    await entered(visit, site, phones)
    assert "保密的诉求" in visit.text
    assert "无证经营" not in visit.text
    page = await visit.press("/mine/renew", number=number)
    assert page.status_code == 404
    await visit.open(link)
    assert visit.page is not None
    assert visit.page.status_code == 200


async def test_where_no_messages_are_sent_the_page_names_the_hotline(town: Town, tmp_path: Path) -> None:
    visit = a_visit(a_site(town, tmp_path))
    page = await visit.open("/mine")
    assert "/mine/code" not in page.text
    assert "12345" in visit.text
