"""The live stream: in order and without gaps, from where one left off, to who may hear it, until the session ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from builders.cases import OPERATOR
from builders.listening import listening
from builders.site import AppSite, Seat, a_site, good
from lianxin.cases import IntakeForm, open_case, send_opened
from lianxin.kernel.database import Database
from lianxin.people import Role
from lianxin.web import stream


@pytest.fixture
async def site(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AppSite]:
    """A site whose stream is read as `lianxin serve` reads it, only more often."""
    monkeypatch.setattr(stream, "_EVERY", 0.005)
    async with a_site(database, tmp_path) as opened:
        reading = asyncio.create_task(opened.app.state.hub.run())
        yield opened
        reading.cancel()
        with suppress(asyncio.CancelledError):
            await reading


@pytest.fixture
async def operator(site: AppSite) -> Seat:
    return await site.seat(Role.OPERATOR)


async def position(seat: Seat) -> int:
    return (await seat.read("/api/work", limit=1))["position"]


async def test_what_happens_is_heard_in_order_with_the_case_as_it_is(site: AppSite, operator: Seat):
    before = await position(operator)
    async with listening(site, operator, after=before) as stream_:
        case = await operator.open()
        after = await position(operator)
        facts = await stream_.until(after)
    assert [fact.id for fact in facts] == list(range(before + 1, after + 1))
    assert facts[0].data["kind"] == "case.opened"
    assert {fact.data["card"]["number"] for fact in facts} == {case["number"]}
    assert facts[-1].data["card"] == (await operator.desk("all"))[case["number"]]
    assert set(facts[-1].data["desks"]) == {"all", "intake", "supervision"}  # to be signed today


async def test_who_comes_back_hears_what_was_missed_and_nothing_twice(site: AppSite, operator: Seat):
    before = await position(operator)
    async with listening(site, operator, after=before) as first:
        await operator.open()
        heard = await first.until(await position(operator))
    await operator.open()
    after = await position(operator)
    async with listening(site, operator, after=before, last_id=heard[-1].id) as second:
        missed = await second.until(after)
    assert [fact.id for fact in heard + missed] == list(range(before + 1, after + 1))


async def test_who_is_further_behind_than_memory_is_read_from_the_log(
    site: AppSite, operator: Seat, monkeypatch: pytest.MonkeyPatch
):
    before = await position(operator)
    for _ in range(3):
        await operator.open()
    after = await position(operator)
    hub = site.app.state.hub
    await hub.look()
    while len(hub.kept) > 2:
        hub.kept.popleft()
    async with listening(site, operator, after=before) as stream_:
        assert [fact.id for fact in await stream_.until(after)] == list(range(before + 1, after + 1))


@pytest.mark.parametrize("after", [None, -1, 10**9])
async def test_who_says_no_position_or_one_that_cannot_be_is_told_to_read_again(
    site: AppSite, operator: Seat, after: int | None
):
    await operator.open()
    here = await position(operator)
    async with listening(site, operator, after=after) as stream_:
        told = await stream_.next()
        assert told is not None
        assert (told.event, told.id, told.data) == ("reset", here, {"position": here})
        await operator.open()
        [fact] = await stream_.facts(1)
    assert fact.id == here + 1


async def test_who_is_too_far_behind_is_told_to_read_again(
    site: AppSite, operator: Seat, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(stream, "FURTHEST", 3)
    before = await position(operator)
    await operator.open()
    async with listening(site, operator, after=before) as stream_:
        told = await stream_.next()
    assert told is not None
    assert told.event == "reset"


async def test_a_silent_line_gives_signs_of_life_that_carry_the_position(
    site: AppSite, operator: Seat, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(stream, "BEAT", 0.02)
    unit, before = await site.handler("xuhui"), await position(operator)
    async with listening(site, unit, after=before) as stream_:
        case = await operator.open(unit="pudong-weifang")  # none of xuhui's business
        after = await position(operator)
        beat = await stream_.next()
        while beat and beat.id < after:
            beat = await stream_.next()
    assert case
    assert beat is not None
    assert (beat.event, beat.data) == ("beat", {"position": after})


async def test_a_unit_hears_of_its_own_cases_only(site: AppSite, operator: Seat):
    street, district, other = [await site.handler(unit) for unit in ("pudong-weifang", "pudong", "xuhui")]
    before = await position(operator)
    mine = await operator.open(unit="pudong-weifang")
    theirs = await operator.open(unit="xuhui")
    for seat, own in ((street, mine), (district, mine), (other, theirs)):
        async with listening(site, seat, after=before) as stream_:
            heard = await stream_.facts(3)
        assert {fact.data["card"]["number"] for fact in heard} == {own["number"]}
        assert all("unit" in fact.data["desks"] for fact in heard)


async def test_a_later_dispatch_does_not_reveal_what_was_before(site: AppSite, operator: Seat):
    before = await position(operator)
    draft = await operator.open(then="draft")
    good(await operator.do("add_note", draft["number"], words="先记下"))
    sent_after = await position(operator)
    good(await operator.do("send_case", draft["number"], unit="xuhui"))
    after = await position(operator)
    unit = await site.handler("xuhui")
    async with listening(site, unit, after=before) as stream_:
        heard = await stream_.until(after)
    assert {fact.id > sent_after for fact in heard} == {True}
    assert {fact.data["kind"] for fact in heard} >= {"case.moved", "order.dispatched"}


async def test_a_case_that_becomes_confidential_leaves_the_others_sight(site: AppSite, operator: Seat):
    colleague, lead = await site.seat(Role.OPERATOR), await site.seat(Role.SHIFT_LEAD)
    case = await operator.open()
    before = await position(operator)
    good(await operator.do("correct_case", case["number"], confidential=True))
    hushed = await position(operator)
    good(await operator.do("add_note", case["number"], words="举报人要求保密"))
    seen: dict[str, list[tuple[bool, bool]]] = {}
    kinds: dict[str, set[str]] = {}
    for seat in (operator, colleague, lead):
        async with listening(site, seat, after=before) as stream_:
            heard = await stream_.until(hushed)
        kinds[seat.login] = {fact.data["kind"] for fact in heard}
        seen[seat.login] = [(fact.data["card"] is None, fact.data["desks"] == []) for fact in heard]
        assert {fact.data["case_id"] for fact in heard} == {case["id"]}
    assert set(seen[colleague.login]) == {(True, True)}
    assert kinds[colleague.login] == {"case.gone"}
    assert set(seen[operator.login]) == set(seen[lead.login]) == {(False, False)}
    async with listening(site, colleague, after=hushed) as stream_:
        await operator.open()
        [first] = await stream_.facts(1)
    assert first.data["case_id"] != case["id"]


async def test_a_unit_complained_about_hears_that_the_case_went_and_not_why(site: AppSite, operator: Seat):
    case = await operator.open(unit="pudong-weifang")
    street, officer = await site.handler("pudong-weifang"), await site.seat(Role.RETURN_OFFICER)
    order = (await street.page(case["number"]))["orders"][0]["id"]
    good(await street.do("ask_return", case["number"], order, reason="not_our_duty", claim="该处属市政道路。"))
    good(await officer.do("grant_return", case["number"], order, reason="确不属该街道"))
    before = await position(operator)
    good(await operator.do("correct_case", case["number"], complained=["pudong-weifang"]))
    corrected = await position(operator)
    good(await operator.do("add_note", case["number"], words="市民不愿该街道知情"))
    async with listening(site, street, after=before) as stream_:
        heard = await stream_.until(corrected)
    assert {(fact.data["kind"], fact.data["card"] is None) for fact in heard} == {("case.gone", True)}
    assert all(fact.data["data"] == {} and fact.data["desks"] == [] for fact in heard)
    assert (await street.get(f"/api/cases/{case['number']}")).status_code == 404
    async with listening(site, officer, after=before) as stream_:
        assert (await stream_.until(corrected))[0].data["card"]["number"] == case["number"]
    async with listening(site, street, after=corrected) as stream_:
        mine = await operator.open(unit="pudong-weifang")
        [first] = await stream_.facts(1)
    assert first.data["case_id"] == mine["id"]


async def test_a_session_that_ends_ends_the_stream(site: AppSite, operator: Seat, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(stream, "BEAT", 0.01)
    async with listening(site, operator, after=0) as stream_:
        await operator.client.delete("/api/session")
        while await stream_.next() is not None:
            pass
    assert site.app.state.hub.listeners == 0
    async with listening(site, operator, after=0) as stream_:
        assert stream_.status.result() == 401


async def test_a_database_that_is_away_for_a_moment_does_not_end_the_reading(
    site: AppSite, operator: Seat, monkeypatch: pytest.MonkeyPatch
):
    look, failures = stream.Hub.look, iter(range(3))

    async def failing(hub: stream.Hub) -> int:
        if next(failures, None) is not None:
            raise psycopg.OperationalError("the server closed the connection")
        return await look(hub)

    async with listening(site, operator, after=await position(operator)) as stream_:
        await operator.open()
        here = (await stream_.until(await position(operator)))[-1].id
        monkeypatch.setattr(stream.Hub, "look", failing)
        await operator.open()
        assert (await stream_.facts(1))[0].id == here + 1


async def test_eight_writers_at_once_leave_no_gap_and_every_listener_hears_the_same_order(
    site: AppSite, operator: Seat, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(stream, "FEED_BATCH", 7)
    lead = await site.seat(Role.SHIFT_LEAD)
    before, each = await position(operator), 6

    async def write() -> None:
        for _ in range(each):
            async with site.town.begin(OPERATOR.ref) as work:
                opened = await open_case(work, OPERATOR, IntakeForm(words="路灯不亮，请派人看看。"))
                await send_opened(opened, OPERATOR)

    async with listening(site, operator, after=before) as one, listening(site, lead, after=before) as two:
        await asyncio.gather(*(write() for _ in range(8)))
        after = await position(operator)
        heard = [await one.until(after), await two.until(after)]
    for facts in heard:
        assert [fact.id for fact in facts] == list(range(before + 1, after + 1))
    assert heard[0] == heard[1]
    cases = [fact.data["case_id"] for fact in heard[0]]
    opened = [fact.data["case_id"] for fact in heard[0] if fact.data["kind"] == "case.opened"]
    assert len(opened) == len(set(opened)) == 8 * each
    runs = [case for nth, case in enumerate(cases) if nth == 0 or cases[nth - 1] != case]
    assert runs == opened  # what one commit wrote stays together
