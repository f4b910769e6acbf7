"""A server fails while citizens talk and wait: Janus, rtpengine, PostgreSQL, the controller itself."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import psutil
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier

from builders.hotline import MUSIC, Hotline, a_hotline, answers, rings
from builders.hotline_process import a_hotline_process, answers_there
from builders.rtp import LOOPBACK, PCMA, Telephone
from builders.sipp import Caller, Phone, sipp
from builders.site import AppSite, Seat, good
from builders.telephone import an_edge, free_port, plan_for, until_true
from builders.telephone_line import CITIZEN, SEAT, Servers, until
from lianxin.calls.media.errors import MediaUnreachable
from lianxin.calls.media.processes import read_note
from lianxin.calls.media.reaper import Reaper
from lianxin.calls.media.rtpengine import RtpengineClient
from lianxin.calls.media.sdp import plain_sdp
from lianxin.calls.sip.legs import Leg
from lianxin.calls.sip.plain_phone import PlainPhone
from lianxin.calls.sip.succession import Succession
from lianxin.kernel.postgres import Postgres
from lianxin.people import Role
from lianxin.runtime.background import repeat
from lianxin.runtime.children import watch

PHONE = "13912345678"


@pytest.fixture
async def hotline(site: AppSite, servers: Servers, tmp_path: Path) -> AsyncIterator[Hotline]:
    plan = plan_for(2)
    async with a_hotline(site, servers, plan, tmp_path) as running, an_edge(plan, tmp_path / "edge"):
        await until_true(lambda: running.agent.joined)
        yield running


@pytest.fixture
async def seat(site: AppSite) -> Seat:
    seat = await site.seat(Role.OPERATOR)
    good(await seat.post("/api/telephone/seat", {"state": "ready"}))
    return seat


async def talk(hotline: Hotline, seat: Seat, citizen: Telephone, operator: Telephone, number: str = PHONE) -> Phone:
    """A citizen calls, the seat answers, and both hear each other. The citizen's phone waits for our BYE."""
    phone = await hotline.calls(number, citizen, lambda caller: caller.hears("BYE", timeout=60000).answers(200))
    call = await rings(seat)
    await hotline.connect(citizen, UUID(call["id"]))
    await answers(seat, call["id"], operator)
    citizen.play(CITIZEN)
    operator.play(SEAT)
    await heard(citizen, operator)
    return phone


async def heard(citizen: Telephone, operator: Telephone) -> None:
    """Waits until both hear each other from now on."""
    citizen.heard.clear()
    operator.heard.clear()
    await until(lambda: citizen.hears(SEAT) > 0.8 and operator.hears(CITIZEN) > 0.8)


async def call_of(seat: Seat) -> str:
    return (await seat.read("/api/telephone/seat"))["call"]["id"]


async def wrap_up(seat: Seat) -> None:
    done = {"next": "ready", "kind": "dropped"}
    good(await seat.post(f"/api/telephone/calls/{await call_of(seat)}/wrapped-up", done))


def a_city_phone(hotline: Hotline, number: str) -> PlainPhone:
    return PlainPhone(hotline.plan.listen, "12345", number)


async def in_state(site: AppSite, state: str) -> list[UUID]:
    """Returns the calls in a state, the oldest first."""
    rows = await site.town.tuples(
        "SELECT id FROM calls WHERE city_id = %(city)s AND state = %(state)s ORDER BY arrived_at", state=state
    )
    return [call for (call,) in rows]


async def until_in_state(site: AppSite, state: str, count: int = 1) -> list[UUID]:
    async with asyncio.timeout(20):
        while len(found := await in_state(site, state)) < count:  # noqa: ASYNC110 - the database is asked
            await asyncio.sleep(0.05)
    return found


@pytest.mark.parametrize("name", ["rtpengine", "janus"])
async def test_calls_on_a_killed_media_server_are_rung_back_and_later_ones_talk(
    hotline: Hotline, seat: Seat, servers: Servers, name: str
):
    server = next(one for one in servers if one.name == name)
    hotline.tasks.append(asyncio.create_task(repeat(0.1, "call_watch", hotline.controller.watching.look, set())))
    async with Telephone() as citizen, Telephone() as operator:
        phone = await talk(hotline, seat, citizen, operator)
        note = read_note(server.folder)
        assert note is not None
        psutil.Process(note.pid).kill()
        if name == "rtpengine":  # a new call goes elsewhere: no other controller lives here
            async with a_city_phone(hotline, "13900000001") as other:
                assert (await other.call(), other.status) == (False, 503)
        watching = asyncio.create_task(watch(server, set(), 0.1))
        [dropped] = await until_in_state(hotline.site, "ring_back")
        await phone.done()
        watching.cancel()
        await asyncio.wait([watching])
    assert await hotline.site.town.tuples(
        "SELECT id, promised, state FROM ring_backs WHERE city_id = %(city)s AND promised"
    ) == [(dropped, True, "waiting")]
    assert (await seat.read("/api/telephone/seat"))["state"] == "wrap_up"
    await wrap_up(seat)
    async with Telephone() as citizen, Telephone() as operator:
        phone = await talk(hotline, seat, citizen, operator, "13912345679")
        good(await seat.post(f"/api/telephone/calls/{await call_of(seat)}/hang-up"))
        await phone.done()


async def test_calls_of_a_media_server_that_stays_dead_are_dropped(hotline: Hotline, seat: Seat):
    async with Telephone() as citizen, Telephone() as operator:
        phone = await talk(hotline, seat, citizen, operator)
        switch, watching = hotline.controller.switch, hotline.controller.watching
        async with RtpengineClient(("127.0.0.1", free_port()), tries=(0.05,)) as nobody:
            switch.media = replace(switch.media, rtpengine=nobody)
            with pytest.raises(MediaUnreachable):
                await watching.look()
            watching.given_up_after = 0.0
            await watching.look()
            await phone.done()
    assert await in_state(hotline.site, "ring_back")


@asynccontextmanager
async def postgres_away(server: Postgres, dsn: str, keep: int) -> AsyncGenerator[None]:
    """Ends all connections to the database of the test and refuses new ones, except that of the fixtures."""
    name = str(conninfo_to_dict(dsn)["dbname"])
    allow = SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    async with await psycopg.AsyncConnection.connect(server.database("postgres"), autocommit=True) as above:
        await above.execute(allow.format(Identifier(name), False))
        try:
            await above.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> %s", (name, keep)
            )
            yield
        finally:
            await above.execute(allow.format(Identifier(name), True))


async def test_while_postgresql_is_away_talks_go_on_and_nothing_that_happens_is_lost(
    hotline: Hotline, seat: Seat, server: Postgres, dsn: str, emptying: psycopg.Connection
):
    async with (
        Telephone() as citizen,
        Telephone() as operator,
        a_city_phone(hotline, "13900000001") as waits,
        a_city_phone(hotline, "13900000002") as leaves,
        a_city_phone(hotline, "13900000003") as chooses,
    ):
        phone = await talk(hotline, seat, citizen, operator)
        assert await waits.call()
        [waiting] = await until_in_state(hotline.site, "queued")
        assert await leaves.call()
        _, left = await until_in_state(hotline.site, "queued", 2)
        place = await hotline.site.town.tuples("SELECT since FROM waiting_calls WHERE id = %(id)s", id=waiting)
        hotline.patient_callers()
        assert await chooses.call()
        [chosen] = await until_in_state(hotline.site, "menu")
        async with postgres_away(server, dsn, emptying.info.backend_pid):
            await heard(citizen, operator)
            hotline.controller.press(waiting, "9")  # its place would be said again now
            hotline.controller.press(chosen, "0")
            leaving = asyncio.create_task(leaves.hang_up())
            await heard(citizen, operator)
        await hotline.until("missed", left)
        await leaving
        await hotline.until("queued", chosen)
        assert await hotline.site.town.tuples("SELECT since FROM waiting_calls WHERE id = %(id)s", id=waiting) == place
        good(await seat.post(f"/api/telephone/calls/{await call_of(seat)}/hang-up"))
        await phone.done()
        await wrap_up(seat)
        assert (await rings(seat))["id"] == str(waiting)


async def talks_on(seat: Seat, call: UUID, citizen: Telephone, operator: Telephone) -> None:
    """The seat offers again to the controller that took its call over, holds it, resumes it and hangs up."""
    await answers(seat, str(call), operator)
    await heard(citizen, operator)
    for act in ("hold", "resume"):
        good(await seat.post(f"/api/telephone/calls/{call}/{act}"))
    await heard(citizen, operator)
    good(await seat.post(f"/api/telephone/calls/{call}/hang-up"))


async def serves_who_waited(site: AppSite, seat: Seat, call: UUID, caller: PlainPhone, operator: Telephone) -> None:
    """The caller who waited over the take-over is answered, and hangs up."""
    assert (await rings(seat))["id"] == str(call)
    await answers(seat, str(call), operator)
    assert await until_in_state(site, "talking") == [call]
    await caller.hang_up()
    await until_in_state(site, "ended", 2)


async def leaves_nothing(hotline: Hotline) -> None:
    """After the reaper, no room and no port is held."""
    media, town = hotline.controller.switch.media, hotline.site.town
    await Reaper(town.database, town.id, media, orphan_after=0).run()
    assert (await media.rooms.listed(), await media.rtpengine.calls()) == ([], [])


async def test_another_controller_goes_on_with_the_calls_of_a_killed_process_and_nothing_is_left_in_the_end(
    site: AppSite, servers: Servers, dsn: str, tmp_path: Path
):
    plan, seat = plan_for(2), await site.seat(Role.OPERATOR)
    async with (
        a_hotline_process(dsn, site.town.id, servers, plan, tmp_path) as first,
        an_edge(plan, tmp_path / "edge"),
        Telephone() as citizen,
        Telephone() as operator,
        Telephone() as again,
        PlainPhone(plan.listen, "12345", "13900000001") as waits,
        PlainPhone(plan.listen, "12345", "13900000002") as later,
    ):
        await first.until("all joined")
        script = Caller(name=PHONE).invites(sdp=plain_sdp(LOOPBACK, citizen.port, PCMA)).hears(200).acks()
        script = script.hears("BYE", timeout=60000).answers(200)
        phone = await sipp(script, plan.listen, free_port(), tmp_path / PHONE)
        [call] = await until_in_state(site, "queued")
        assert await waits.call()
        _, waiting = await until_in_state(site, "queued", 2)
        place = await site.town.tuples("SELECT since FROM waiting_calls WHERE id = %(id)s", id=waiting)
        async with a_hotline(site, servers, plan, tmp_path, 1) as second:
            second.succession.silent_after = 3.0
            await until_true(lambda: second.agent.joined)
            await second.connect(citizen, call)
            good(await seat.post("/api/telephone/seat", {"state": "ready"}))
            assert (await rings(seat))["id"] == str(call)
            await answers_there(first, seat.ref, str(call), operator)
            citizen.play(CITIZEN)
            operator.play(SEAT)
            await heard(citizen, operator)
            assert not await second.controller.succeed(second.succession)
            await first.kill()
            await heard(citizen, operator)
            await second.succeeds()
            assert await site.town.tuples("SELECT since FROM waiting_calls WHERE id = %(id)s", id=waiting) == place
            again.play(SEAT)
            await talks_on(seat, call, citizen, again)
            await phone.done()
            await wrap_up(seat)
            await serves_who_waited(site, seat, waiting, waits, again)
            assert await later.call()
            await until_in_state(site, "queued")
            await later.hang_up()
            await until_in_state(site, "missed")
            await leaves_nothing(second)
    assert "call.taken_over" in [kind for (kind,) in await site.town.tuples("SELECT kind FROM events")]


@dataclass
class SilenceAsked:
    """Legs of a controller of which only the silence is looked at after which others are taken for dead."""

    asked: list[float] = field(default_factory=list[float])
    name: str = "c0"

    async def take_over(self, silence: float) -> list[Leg]:
        self.asked.append(silence)
        return []


async def test_after_postgresql_was_away_other_controllers_have_time_to_say_that_they_live(
    monkeypatch: pytest.MonkeyPatch,
):
    times = iter([100.0, 101.0, 101.0, 131.0, 131.0, 132.0, 132.0])
    monkeypatch.setattr("lianxin.calls.sip.succession.stopwatch", lambda: next(times))
    rows: Any = SilenceAsked()
    succession = Succession(cast("Any", None), rows, silent_after=5.0)
    for _ in range(4):
        await succession.look()
    assert rows.asked == [5.0, 5.0, 35.0, 5.0]


@dataclass
class Clock:
    """Seconds that pass only when a test says so."""

    seconds: float = 1000.0

    def read(self) -> float:
        return self.seconds

    async def run(self, act: Callable[[], Awaitable[None]], seconds: int) -> None:
        """Does something every five seconds for some seconds."""
        for _ in range(seconds // 5):
            self.seconds += 5
            await act()


async def seen_before(hotline: Hotline, seat: Seat, seconds: float) -> None:
    """Lets the page of a seat have said so many seconds ago for the last time that it is there."""
    async with hotline.site.town.database.begin(hotline.site.town.id) as work:
        seen = work.real - timedelta(seconds=seconds)
        await work.run("UPDATE seats SET seen_at = %(seen)s WHERE staff = %(staff)s", seen=seen, staff=seat.ref)


async def test_the_citizen_of_a_seat_that_vanished_waits_again_before_all_others(
    hotline: Hotline, seat: Seat, monkeypatch: pytest.MonkeyPatch
):
    clock = Clock()
    monkeypatch.setattr("lianxin.calls.parties.vanishing.stopwatch", clock.read)
    async with Telephone() as citizen, Telephone() as operator, a_city_phone(hotline, "13900000001") as waits:
        phone = await talk(hotline, seat, citizen, operator)
        call = await call_of(seat)
        assert await waits.call()
        await until_in_state(hotline.site, "queued")
        assert (await seat.client.put("/api/telephone/seat/here")).status_code == 204
        look = hotline.controller.vanishing.look
        await clock.run(look, 30)
        assert await in_state(hotline.site, "talking") == [UUID(call)]  # its page was there
        await seen_before(hotline, seat, 26)
        clock.seconds += 60  # a pause, as of a restart: pages have time
        await clock.run(look, 20)
        assert await in_state(hotline.site, "talking") == [UUID(call)]
        await clock.run(look, 10)
        await until(lambda: citizen.hears(MUSIC) > 0.5)
        now = await seat.read("/api/telephone/seat")
        assert (now["state"], now["call"]) == ("away", None)
        good(await seat.post("/api/telephone/seat", {"state": "ready"}))
        assert (await rings(seat))["id"] == call
        await seat.post("/api/telephone/seat", {"state": "signed_out"})
        citizen.play(0)
        await hotline.controller.endings.hung_up(UUID(call))
        await phone.done()
    kinds = [kind for (kind,) in await hotline.site.town.tuples("SELECT kind FROM events ORDER BY position")]
    assert {"call.passed", "seat.lost"} <= set(kinds)


async def test_a_ready_seat_that_vanished_gets_no_calls(hotline: Hotline, seat: Seat, monkeypatch: pytest.MonkeyPatch):
    clock = Clock()
    monkeypatch.setattr("lianxin.calls.parties.vanishing.stopwatch", clock.read)
    look = hotline.controller.vanishing.look
    await look()
    await seen_before(hotline, seat, 80)
    await clock.run(look, 95)
    assert (await seat.read("/api/telephone/seat"))["state"] == "ready"
    await seen_before(hotline, seat, 91)
    await look()
    assert (await seat.read("/api/telephone/seat"))["state"] == "away"
