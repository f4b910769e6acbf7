"""Tip-offs about officials are sealed: only two named people of the office see them, and hand them over."""

from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest

from builders.cases import NOISE, WEIFANG
from builders.life import EVERYTHING
from builders.site import AppSite, Seat, a_site, good
from lianxin.cases.reads.live_cards import live_cards
from lianxin.insight import keep_facts
from lianxin.kernel.database import Database
from lianxin.kernel.feed import read_feed
from lianxin.people import Role
from lianxin.web.stream import framed

WORDS = "城管中队的人每周收摊主的钱，收了钱就不管占道设摊。"
READS = ("work?desk=all", "work?desk=dispatch", "work?desk=confirm", "search?q=摊主", "records", "precedents",
         "looks", "floor", "figures", "board", "inbox", "own/outcomes", "callbacks", "supervision/units",
         "supervision/exits")  # fmt: skip
DISCIPLINE = {"reason": "discipline", "remedy": "已移交纪检监察机关，由其与您联系。"}


@pytest.fixture
async def site(database: Database, tmp_path: Path) -> AsyncIterator[AppSite]:
    async with a_site(database, tmp_path) as site:
        yield site


async def told(seat: Seat, words: str = WORDS, **more: str) -> str:
    """Takes down a tip-off and sends it; returns its number."""
    given: dict[str, object] = {
        "words": words,
        "nature": "tip_off",
        "topic": NOISE,
        "street": WEIFANG,
        "complained": [],
        "then": "send",
    }
    return good(await seat.post("/api/cases", {**given, **more}))["number"]


async def test_nobody_but_the_keepers_sees_a_tip_off_about_officials(site: AppSite):
    keeper, other = await site.seat(Role.SEALED_KEEPER), await site.seat(Role.SEALED_KEEPER)
    operator, boss = await site.seat(Role.OPERATOR), await site.seat(*EVERYTHING, Role.ADMINISTRATOR)
    number = await told(operator)
    street, district = await site.handler("pudong-weifang"), await site.handler("pudong")
    for seat in (operator, boss, street, district):
        assert (await seat.get(f"/api/cases/{number}")).status_code == 404
        assert (await seat.post(f"/api/cases/{number}/pass_case", {}, version="*")).status_code == 404
        reveal = await seat.post(f"/api/cases/{number}/reveal", {"reason": "correction", "note": "核对市民的号码"})
        assert reveal.status_code == 404
        for read in READS:
            assert number not in (await seat.get(f"/api/{read}")).text, read
        exported = await seat.post("/api/exports", {"desk": "all"})
        assert number not in exported.text
    page = await keeper.page(number)
    assert (page["case"]["status"], page["orders"], page["case"]["confidential"]) == ("screening", [], True)
    assert number in (await other.get("/api/work", desk="dispatch")).text
    town = site.town
    async with town.database.read(town.id) as work:
        events = await read_feed(work, 0, 1000)
        frames = await framed(work, events)
        for seat in (operator, boss, street, district):
            assert number.encode() not in b"".join(one.frame(seat.tokens) for one in frames)
        assert number.encode() in b"".join(one.frame(keeper.tokens) for one in frames)
    async with town.begin() as work:
        await keep_facts(work, events)
        assert await work.value("SELECT count(*) FROM case_facts WHERE city_id = %(city)s") == 0
        assert await work.value("SELECT count(*) FROM events WHERE city_id = %(city)s AND kind = 'looks.recorded'") == 1


async def test_one_keeper_hands_a_tip_off_over_and_the_other_confirms(site: AppSite):
    keeper, other = await site.seat(Role.SEALED_KEEPER), await site.seat(Role.SEALED_KEEPER)
    boss = await site.seat(*EVERYTHING)
    number = await told(await site.seat(Role.OPERATOR))
    good(await keeper.post(f"/api/cases/{number}/refuse_case", DISCIPLINE, version="*"))
    assert (await keeper.post(f"/api/cases/{number}/confirm_refusal", {}, version="*")).status_code == 409
    assert (await boss.post(f"/api/cases/{number}/confirm_refusal", {}, version="*")).status_code == 404
    good(await other.post(f"/api/cases/{number}/confirm_refusal", {}, version="*"))
    assert (await keeper.page(number))["case"]["status"] == "not_accepted"
    assert (await boss.get(f"/api/cases/{number}")).status_code == 404


async def test_a_tip_off_that_is_not_about_officials_is_opened_by_a_keeper_for_everybody(site: AppSite):
    keeper, boss = await site.seat(Role.SEALED_KEEPER), await site.seat(*EVERYTHING)
    number = await told(await site.seat(Role.OPERATOR))
    good(await keeper.post(f"/api/cases/{number}/pass_case", {}, version="*"))
    assert (await boss.page(number))["orders"][0]["unit"] == "pudong"
    town = site.town
    async with town.database.read(town.id) as work:
        events = await read_feed(work, 0, 1000)
    async with town.begin() as work:
        await keep_facts(work, events)
    [counted] = await town.tuples("SELECT number, status, unit, accepted_at IS NOT NULL FROM case_facts")
    assert counted == (number, "handling", "pudong", True), "figures count it from here on"
    clocks = {kind for (kind,) in await town.tuples("SELECT kind FROM clock_facts")}
    assert {"answer", "sign"} <= clocks
    other = await told(await site.seat(Role.OPERATOR), "有人夜里占道设摊，垃圾乱扔，请管一管。")
    assert (await boss.page(other))["case"]["status"] == "handling"


async def test_a_case_that_turns_out_to_be_a_tip_off_about_officials_is_sealed_then(site: AppSite):
    keeper, boss = await site.seat(Role.SEALED_KEEPER), await site.seat(*EVERYTHING)
    number = await told(await site.seat(Role.OPERATOR), nature="complaint", topic="", street="")
    assert (await boss.page(number))["case"]["status"] == "pending_dispatch"
    good(await boss.post(f"/api/cases/{number}/correct_case", {"nature": "tip_off"}, version="*"))
    assert (await boss.get(f"/api/cases/{number}")).status_code == 404
    assert (await keeper.page(number))["case"]["nature"] == "tip_off"
    town = site.town
    async with town.database.read(town.id) as work:
        events = await read_feed(work, 0, 1000)
    async with town.begin() as work:
        await keep_facts(work, events)
        assert await work.value("SELECT count(*) FROM case_facts WHERE city_id = %(city)s") == 0
    good(await keeper.post(f"/api/cases/{number}/refuse_case", DISCIPLINE, version="*"))


async def test_the_city_names_two_keepers_of_its_own_and_without_one_a_person_screens_as_before(site: AppSite):
    admin, boss = await site.seat(Role.ADMINISTRATOR), await site.seat(*EVERYTHING)
    number = await told(await site.seat(Role.OPERATOR))
    assert (await boss.page(number))["case"]["status"] == "handling"
    keeper = {"name": "周正", "roles": ["sealed_keeper"]}
    refused = await admin.post("/api/staff", {**keeper, "login": "k0", "employer": "provider"})
    assert orjson.loads(refused.content)["code"] == "people.role_not_for_employer"
    assert "服务商" in refused.text
    for login, status in (("k1", 201), ("k2", 201), ("k3", 409)):
        assert (await admin.post("/api/staff", {**keeper, "login": login})).status_code == status


async def test_the_live_card_of_a_sealed_tip_off_is_for_its_keepers(site: AppSite):
    await site.seat(Role.SEALED_KEEPER)
    number = await told(await site.seat(Role.OPERATOR))
    async with site.town.database.read(site.town.id) as work:
        [(case_id,)] = await site.town.tuples("SELECT id FROM cases WHERE city_id = %(city)s")
        [card] = (await live_cards(work, [case_id])).values()
    assert (card.card.number, card.seen_by) == (number, frozenset({"sealed"}))
