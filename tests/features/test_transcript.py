"""A call is transcribed while both sides talk: each with its own words, sealed, masked for whoever was not the seat."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from builders.listening import listening
from builders.site import AppSite, Seat
from builders.telephone_line import CITIZEN, SEAT, Line, Servers, a_line, until
from lianxin.calls import Scribe, TranscriptBoard
from lianxin.calls.media.citizen_leg import join_leg
from lianxin.calls.media.hearing import CALL_CASES_READER, follow_cases
from lianxin.calls.media.reaper import Reaper
from lianxin.calls.media.recordings import Shelf
from lianxin.calls.media.rooms import RoomLeg
from lianxin.calls.media.talks import MediaNode, end_media, open_room, take_leg
from lianxin.calls.transcript.testing import ScriptedRecogniser
from lianxin.kernel.feed import react
from lianxin.kernel.ids import CitizenId
from lianxin.people import SYSTEM, Role, erase_citizen

CITIZENS = ["我是欧阳明月，潍坊路的路灯坏了三天。", "我的电话是一三九，", "一二三四，", "五六七八。"]
SEATS = ["您好，上海一二三四五。", "请留一个电话。"]
LONG = "请稍等，" * 3000  # four minutes of voice


@pytest.fixture
async def line(servers: Servers, request: pytest.FixtureRequest) -> AsyncIterator[Line]:
    async with a_line(servers, request.node.name) as opened:
        yield opened


@dataclass
class Talk:
    """A call whose sound is forwarded to a recogniser."""

    site: AppSite
    line: Line
    media: MediaNode
    call: UUID
    seat: RoomLeg
    operator: Seat
    recogniser: ScriptedRecogniser
    scribe: Scribe
    board: TranscriptBoard

    def said(self) -> list[tuple[str, str]]:
        """The sentences so far."""
        live = self.board.live(self.call)
        return [(one.speaker, one.text) for one in live.lines] if live else []

    def spoken(self, speaker: str) -> list[str]:
        return [text for one, text in self.said() if one == speaker]


@asynccontextmanager
async def a_talk(site: AppSite, line: Line, tmp_path: Path, *more: str) -> AsyncGenerator[Talk]:
    """An operator with a caller in a room; both telephones are silent. `more`: what the seat says after SEATS."""
    database, city, call = site.town.database, site.town.id, uuid4()
    operator = await site.seat(Role.OPERATOR)
    board: TranscriptBoard = site.app.state.transcripts
    async with site.town.begin() as work:
        work.add("calls", {"id": call, "channel": "phone", "seat": operator.ref, "started_at": work.now})
    recogniser = ScriptedRecogniser({"citizen": CITIZENS, "seat": [*SEATS, *more]}, character=0.02)
    async with recogniser.serve() as url:
        scribe = Scribe(database, city, line.rooms, url, board)
        shelf = Shelf(tmp_path / "raw", tmp_path / "recordings")
        media = MediaNode(line.rtpengine, line.rooms, shelf, scribe)
        leg = line.answered(await take_leg(database, city, media, call, "citizen", line.offer))
        room = (await open_room(database, city, media, call)).room
        await join_leg(line.rtpengine, leg, line.rooms, room)
        seat = await line.seated(room)
        await until(lambda: len(recogniser.names) == 2)
        try:
            yield Talk(site, line, media, call, seat, operator, recogniser, scribe, board)
        finally:
            await end_media(database, city, media, call)
            await until(lambda: board.live(call) is None)
            await scribe.close()


async def test_each_side_speaks_its_own_words_and_a_muted_one_none(site: AppSite, line: Line, tmp_path: Path):
    async with a_talk(site, line, tmp_path) as talk:
        assert sorted(talk.recogniser.names) == [f"call-{talk.call}-{side}" for side in ("citizen", "seat")]
        await asyncio.sleep(0.4)
        assert talk.said() == []  # both are silent
        await line.rooms.mute(talk.seat, muted=True)
        line.citizen.play(CITIZEN)
        line.seat.play(SEAT)
        await until(lambda: talk.spoken("citizen") == CITIZENS)
        assert talk.spoken("seat") == []
        line.citizen.play(0)
        await line.rooms.mute(talk.seat, muted=False)
        await until(lambda: talk.spoken("seat") == SEATS)
        assert talk.spoken("citizen") == CITIZENS
        shown = await talk.operator.read(f"/api/calls/{talk.call}/transcript")
        assert [one["text"] for one in shown["lines"]] == [*CITIZENS, *SEATS]
        assert shown["live"] is True
        lead = await site.seat(Role.SHIFT_LEAD)
        await asyncio.sleep(0)
    shown = await lead.read(f"/api/calls/{talk.call}/transcript")
    assert [one["text"] for one in shown["lines"]][1:4] == ["我的电话是***，", "****，", "****。"]
    stored = await site.town.tuples("SELECT to_jsonb(l)::text FROM transcript_lines l WHERE city_id = %(city)s")
    assert len(stored) == len(CITIZENS) + len(SEATS)
    assert "路灯" not in str(stored)
    [(data,)] = await site.town.tuples("SELECT data FROM events WHERE city_id = %(city)s AND kind = 'call.transcribed'")
    assert data == {"call_id": str(talk.call), "lines": 6}


async def test_a_broken_recogniser_loses_no_sentence_and_no_call(
    site: AppSite, line: Line, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    async with a_talk(site, line, tmp_path) as talk:
        talk.recogniser.faults = 1
        line.citizen.play(CITIZEN)
        await until(lambda: len(talk.spoken("citizen")) == 1 + len(CITIZENS))
        assert talk.spoken("citizen") == ["我是欧", *CITIZENS]  # the script begins again with the connection
        await talk.scribe.close()  # as a controller that ends; the next one goes on
        assert talk.board.live(talk.call) is None
        await Reaper(site.town.database, site.town.id, talk.media).run()
        await until(lambda: talk.spoken("citizen") == CITIZENS)
        shown = await talk.operator.read(f"/api/calls/{talk.call}/transcript")
        assert [one["text"] for one in shown["lines"]] == ["我是欧", *CITIZENS, *CITIZENS]
    logs = capfd.readouterr()
    assert "路灯" not in logs.out + logs.err


async def test_units_read_it_masked_and_the_citizen_can_erase_it(site: AppSite, line: Line, tmp_path: Path):
    unit, other = [await site.handler(code) for code in ("pudong-weifang", "xuhui")]
    async with a_talk(site, line, tmp_path) as talk:
        line.citizen.play(CITIZEN)
        await until(lambda: talk.spoken("citizen") == CITIZENS)
    contact = {"phone": "13912345678", "name": "欧阳明月"}
    case = await talk.operator.open(contact=contact, call_id=str(talk.call), confidential=True)
    await react(site.town.database, site.town.id, CALL_CASES_READER, follow_cases)
    path = f"/api/cases/{case['number']}/transcript"
    await talk.operator.do("send_case", case["number"], unit="pudong-weifang")
    shown = await unit.read(path)
    assert [one["text"] for one in shown["lines"]] == [
        "我是欧阳**，潍坊路的路灯坏了三天。", "我的电话是***，", "****，", "****。"
    ]  # fmt: skip
    assert (await other.get(path)).status_code == 404
    assert (await unit.get(f"/api/calls/{talk.call}/transcript")).status_code == 403
    second = await talk.operator.open(contact=contact, call_id=str(talk.call), then="draft")
    await react(site.town.database, site.town.id, CALL_CASES_READER, follow_cases)
    shown = await unit.read(path)
    assert (shown["withheld"], shown["lines"]) == (True, []), second["number"]
    [(citizen,)] = await site.town.tuples("SELECT citizen_id FROM transcripts WHERE city_id = %(city)s")
    async with site.town.begin() as work:
        await erase_citizen(work, SYSTEM, CitizenId(citizen))
    shown = await talk.operator.read(path)
    assert (shown["erased"], shown["lines"]) == (True, [])


async def test_the_operators_page_follows_the_words_while_they_are_spoken(site: AppSite, line: Line, tmp_path: Path):
    other, shown, spoken, live = await site.seat(Role.OPERATOR), list[str](), "", True
    async with AsyncExitStack() as stack:
        async with a_talk(site, line, tmp_path, LONG) as talk:
            path = f"/api/calls/{talk.call}/transcript/live"
            assert (await other.get(path)).status_code == 403
            page = await stack.enter_async_context(listening(site, talk.operator, path=path))
            line.seat.play(SEAT)
            while not (shown == SEATS and spoken):
                frame = await page.next()
                assert frame is not None, shown
                shown += [one["text"] for one in frame.data["lines"]]
                spoken = frame.data["spoken_now"].get("seat", "")
            assert LONG.startswith(spoken)
        while (frame := await page.next()) is not None:
            shown += [one["text"] for one in frame.data["lines"]]
            live = frame.data["live"]
    assert (shown[:-1], live) == (SEATS, False)
    assert LONG.startswith(shown[-1])
