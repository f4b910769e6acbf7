"""`lianxin serve` owns its media servers; `lianxin calls check` tries each part and says what fails."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import msgspec
import orjson
import psutil
import pytest
from typer.testing import CliRunner

from builders.leg_store import MemoryLegs
from builders.listening_sockets import listening_addresses, own_address
from builders.rtp import LOOPBACK, PCMA, Telephone
from builders.telephone import a_telephone
from builders.telephone_line import CITIZEN, PROGRAMS, SEAT, until
from lianxin.calls import EdgeNote
from lianxin.calls.edge.checking import check_edge
from lianxin.calls.media.checking import MEDIA_PROGRAMS, TelephonePart, TriedPart, check_media
from lianxin.calls.media.citizen_leg import answer_leg, join_leg, offer_leg
from lianxin.calls.media.janus_messages import RtpPlace
from lianxin.calls.media.mjr import FIRST_OF_SEATS
from lianxin.calls.media.processes import read_note
from lianxin.calls.media.rooms import CallSide
from lianxin.calls.media.sdp import address_in, plain_sdp, port_of
from lianxin.calls.media.talks import MediaNode
from lianxin.calls.transcript.testing import ScriptedRecogniser
from lianxin.cli.calls import RUN_BOOK, RUN_BOOK_PAGES, said_of_part
from lianxin.cli.main import app
from lianxin.kernel.settings import Settings
from lianxin.runtime.telephone import media_running

BEHIND_THE_EDGE = {TelephonePart.EDGE_FILES, TelephonePart.EDGE, TelephonePart.AGENT}
ONLY_IF_SET = {TelephonePart.RELAY, TelephonePart.ADDRESSES}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "home", "", "", "", "", "")


@pytest.fixture(autouse=True)
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in memory, so that a test leaves nothing in the machine's."""
    folder = tmp_path / "memory"
    folder.mkdir(mode=0o700)
    for module in ("lianxin.calls.media.checking", "lianxin.runtime.telephone"):
        monkeypatch.setattr(f"{module}.capture_folder", lambda _home: folder)
    return folder


def content(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def test_the_programs_of_the_tests_are_those_of_the_check():
    assert MEDIA_PROGRAMS == PROGRAMS


async def test_every_part_works_with_the_servers_of_a_running_program_or_with_own_ones(
    settings: Settings, memory: Path
):
    tried = [part for part in TelephonePart if part not in BEHIND_THE_EDGE | ONLY_IF_SET]
    *works, recogniser = [TriedPart(part, works=True) for part in tried]
    assert await check_media(settings, seconds=0.5) == works
    assert not settings.media.exists()
    async with media_running(settings, set()) as node:
        async with ScriptedRecogniser({}).serve() as url:
            asked = replace(settings, asr_url=url)
            assert await check_media(asked, seconds=0.5) == [*works, recogniser]
        assert (await check_media(asked, seconds=0.5))[-1].works is False
        assert (await node.rooms.listed(), await node.rtpengine.calls()) == ([], [])
        for server in ("rtpengine", "janus"):
            note = read_note(settings.media / server)
            assert note is not None
            assert listening_addresses(note.pid) == {"127.0.0.1"}, server
    assert content(memory) == []


async def test_sound_arrives_at_the_address_of_the_city_and_janus_hears_it_on_loopback(settings: Settings):
    city = replace(settings, media_address=own_address())
    tried = await check_media(city, seconds=0.5)
    assert {one.part for one in tried if one.works} >= {TelephonePart.ADDRESSES, TelephonePart.TONE}
    async with media_running(city, set()) as node, Telephone() as citizen, Telephone() as seat:
        leg = await answer_leg(node.rtpengine, "a call", "citizen", plain_sdp(LOOPBACK, citizen.port, PCMA))
        assert address_in(leg.answer) == city.media_address
        citizen.target = (city.media_address, port_of(leg.answer))
        await node.rooms.create(42, "a call", None)
        await join_leg(node.rtpengine, leg, node.rooms, 42)
        joined = await node.rooms.join_rtp(42, FIRST_OF_SEATS, CallSide.SEAT, RtpPlace(LOOPBACK, seat.port), "pcma")
        assert joined.place is not None
        seat.target = (LOOPBACK, joined.place.port)
        citizen.play(CITIZEN)
        seat.play(SEAT)
        await until(lambda: citizen.hears(SEAT) > 0.8 and seat.hears(CITIZEN) > 0.8)
        offer = await offer_leg(node.rtpengine, "another call")
        assert address_in(offer) == city.media_address
        assert await node.rooms.destroy(42)
        for call in ("a call", "another call"):
            await node.rtpengine.delete(call)


async def test_a_killed_server_is_restarted_and_the_next_program_claims_the_session(settings: Settings):
    down = set[str]()

    async def killed(node: MediaNode) -> None:
        note = read_note(settings.media / "janus")
        assert note is not None
        psutil.Process(note.pid).kill()
        await until(lambda: node.rooms.janus.sessions == 2)

    async with media_running(settings, down) as node:
        await killed(node)
        assert await node.rooms.listed() == []
        await until(lambda: down == set())
        assert int((settings.media / "session").read_text()) == node.rooms.janus.session
        note, rtpengine = read_note(settings.media / "janus"), read_note(settings.media / "rtpengine")
        assert note is not None
        assert rtpengine is not None
        city = replace(
            settings,
            home=settings.home / "second",
            rtpengine=f"127.0.0.1:{rtpengine.port}",
            janus_url=f"ws://127.0.0.1:{note.port}",
            janus_secret=note.secret,
        )
        async with media_running(city, down) as second:
            await second.rooms.create(41, "a call", None)
            assert [one.room for one in await node.rooms.listed()] == [41]
        assert not (city.media / "janus").exists()
    with suppress(psutil.NoSuchProcess):
        assert not psutil.Process(note.pid).is_running()


def test_a_missing_program_is_named_with_the_one_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("lianxin.cli.calls.try_telephone", check_media)
    monkeypatch.setenv("LIANXIN_HOME", str(tmp_path / "home"))
    said = CliRunner().invoke(app, ["calls", "check", "--locale", "en"])
    missing = "missing rtpengine, janus, janus-pp-rec, sox, ffmpeg; type: sudo tools/system-packages"
    assert (said.exit_code, said.stdout) == (3, f"programs: {missing} (see docs/runbook/programs.md)\n")
    json = CliRunner().invoke(app, ["calls", "check", "--json"])
    assert orjson.loads(json.stdout)["ok"] is False


async def test_the_edge_and_its_agent_are_tried_and_what_fails_has_a_page(tmp_path: Path):
    own = await check_edge(tmp_path / "none")
    assert own == [TriedPart(part, works=True) for part in (TelephonePart.EDGE_FILES, TelephonePart.EDGE)]
    folder = tmp_path / "edge"
    async with a_telephone(MemoryLegs(), folder=folder) as telephone:
        plan = telephone.plan
        note = EdgeNote(plan.listen, plan.inner, plan.controllers[0], "c0")
        (folder / "addresses.json").write_bytes(msgspec.json.encode(note))
        assert await check_edge(folder) == [*own, TriedPart(TelephonePart.AGENT, works=True)]
        await telephone.agent.stop()
        assert await check_edge(folder) == [*own, TriedPart(TelephonePart.AGENT, works=False, reason="no answer")]
        (folder / "kamailio.cfg").write_text("loadmodule nothing")
        [broken] = await check_edge(folder)
        assert (broken.part, broken.works) == (TelephonePart.EDGE_FILES, False)
        assert "kamailio.cfg" in broken.reason


def test_each_part_has_a_page_of_the_run_book_and_each_page_is_linked():
    assert set(RUN_BOOK_PAGES) == set(TelephonePart)
    checkout = Path(__file__).parents[2]
    found = {page.name for page in (checkout / RUN_BOOK).glob("*.md")}
    assert set(RUN_BOOK_PAGES.values()) <= found
    calls = (checkout / "docs/features/calls.md").read_text(encoding="utf-8")
    assert {page for page in found if f"(../runbook/{page})" not in calls} == set()


def test_a_part_is_said_in_both_languages():
    failed = TriedPart(TelephonePart.TONE, works=False, reason="0.0 s recorded")
    page = "docs/runbook/tone.md"
    assert said_of_part(failed, chinese=True) == f"两秒测试音录入左声道：不正常——0.0 s recorded（见 {page}）"
    english = f"a tone of two seconds in the left channel: fails: 0.0 s recorded (see {page})"
    assert said_of_part(failed, chinese=False) == english
    assert said_of_part(TriedPart(TelephonePart.JANUS, works=True), chinese=True) == "Janus（通话房间）：正常"


async def test_a_server_that_cannot_start_is_named_and_later_parts_are_not_tried(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("lianxin.calls.media.servers.JanusServer.words", lambda _self: ("--no-such-option",))
    tried = await check_media(settings)
    found = [(one.part, one.works) for one in tried[-2:]]
    assert found == [(TelephonePart.RTPENGINE, True), (TelephonePart.JANUS, False)]
    assert tried[-1].reason
