"""Real rtpengine and Janus on loopback: a citizen of plain RTP waits, talks with a seat, and both are recorded."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from builders.rtp import LOOPBACK, PCMA, channels
from builders.telephone_line import CITIZEN, SEAT, WITHIN, Line, Servers, a_line, media_servers, until
from lianxin.calls.media.citizen_leg import CitizenLeg, join_leg, leg_answered, offer_leg, part_leg
from lianxin.calls.media.errors import MediaRefused, MediaUnreachable
from lianxin.calls.media.janus import JanusClient
from lianxin.calls.media.keypad import KeypadListener, KeyPressed
from lianxin.calls.media.mixing import mix, run_program, tapes_in
from lianxin.calls.media.mjr import FIRST_OF_SEATS
from lianxin.calls.media.rooms import CallSide, Rooms
from lianxin.calls.media.sdp import plain_sdp, port_of
from lianxin.calls.media.servers import JanusServer
from lianxin.calls.media.tones import tone_share


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with media_servers(tmp_path_factory.mktemp("media")) as servers:
        yield servers


@pytest.fixture
async def line(media: Servers, request: pytest.FixtureRequest) -> AsyncIterator[Line]:
    async with a_line(media, request.node.name) as opened:
        yield opened


async def test_a_citizen_waits_talks_and_waits_again_at_one_port_and_both_sides_are_recorded(
    line: Line, tmp_path: Path
):
    leg = await line.waiting()
    await line.rooms.create(21, "a call", tmp_path)
    citizen = await join_leg(line.rtpengine, leg, line.rooms, 21)
    seat = await line.seated(21)
    await line.talk()
    await part_leg(line.rtpengine, leg, line.rooms, citizen)
    assert [one.id for one in await line.rooms.participants(21)] == [FIRST_OF_SEATS]
    again = await join_leg(line.rtpengine, leg, line.rooms, 21, number=2)
    await until(lambda: len(line.citizen.heard) > 25)
    line.citizen.heard.clear()
    await until(lambda: line.citizen.hears(SEAT) > 0.9)
    await line.rooms.leave(again)
    await line.rooms.leave(seat)
    assert await line.rooms.destroy(21)
    tapes = tapes_in(tmp_path)
    assert sorted(tape.name.participant for tape in tapes) == [1, 2, FIRST_OF_SEATS]
    mixed = await asyncio.to_thread(mix, tapes, tmp_path / "call.wav")
    left, right = channels(mixed.path)
    assert len(left) / 8000 == pytest.approx(mixed.seconds)
    assert mixed.seconds > 0.5
    assert (tone_share(left, CITIZEN) > 0.8, tone_share(left, SEAT) < 0.01) == (True, True)
    assert (tone_share(right, SEAT) > 0.8, tone_share(right, CITIZEN) < 0.01) == (True, True)


async def test_two_telephones_that_we_called_talk_in_a_room(line: Line):
    legs: list[CitizenLeg] = []
    for telephone, tag in ((line.citizen, "called"), (line.seat, "desk")):
        call = f"{line.call}-{tag}"
        offer = await offer_leg(line.rtpengine, call)
        telephone.target = (LOOPBACK, port_of(offer))
        legs.append(await leg_answered(line.rtpengine, call, tag, offer, plain_sdp(LOOPBACK, telephone.port, PCMA)))
    await line.rooms.create(22, "called telephones", None)
    await join_leg(line.rtpengine, legs[0], line.rooms, 22)
    await join_leg(line.rtpengine, legs[1], line.rooms, 22, FIRST_OF_SEATS, CallSide.SEAT)
    await line.talk()
    await line.rooms.destroy(22)
    for leg in legs:
        await line.rtpengine.delete(leg.call)


async def test_a_waiting_citizen_hears_music_and_presses_keys(line: Line, media: Servers, tmp_path: Path):
    run_program("sox", "-n", "-r", "8000", "-c", "1", "-b", "16", tmp_path / "music.wav", "synth", "1", "sine", "600")
    pressed: list[KeyPressed] = []
    async with KeypadListener((LOOPBACK, media[0].second_port), pressed.append):
        leg = await line.waiting()
        assert await line.rtpengine.play(leg.call, leg.tag, str(tmp_path / "music.wav"), times=50) == pytest.approx(1.0)
        await until(lambda: line.citizen.hears(600) > 0.9)
        for count, key in enumerate("5#", 1):
            line.citizen.press(key)
            await until(lambda count=count: len(pressed) == count)
        await line.rtpengine.stop_playing(leg.call, leg.tag)
    assert [(one.call, one.tag, one.key, one.milliseconds) for one in pressed] == [
        (leg.call, "citizen", "5", 80),
        (leg.call, "citizen", "#", 80),
    ]


async def test_a_call_is_listed_counted_and_deleted_once(line: Line):
    await line.waiting()
    async with asyncio.timeout(WITHIN):
        while (await line.rtpengine.query(line.call)).totals.RTP.packets == 0:
            assert line.call in await line.rtpengine.calls()
    assert line.call in await line.rtpengine.calls()
    assert await line.rtpengine.delete(line.call)
    assert not await line.rtpengine.delete(line.call)
    with pytest.raises(MediaRefused, match="Unknown call"):
        await line.rtpengine.query(line.call)


async def test_a_call_whose_controller_died_goes_on_and_is_claimed(line: Line, media: Servers):
    _, janus = media
    dead = JanusClient(janus.url, janus.secret)
    await dead.__aenter__()
    rooms = Rooms(dead)
    await rooms.create(22, "a call", None)
    leg = await line.waiting()
    joined = await join_leg(line.rtpengine, leg, rooms, 22)
    await line.seated(22)
    line.seat.play(SEAT)
    await dead.__aexit__(None, None, None)
    line.citizen.heard.clear()
    await until(lambda: line.citizen.hears(SEAT) > 0.9)
    async with JanusClient(janus.url, janus.secret, session=dead.session) as claimed:
        assert (claimed.session, claimed.sessions) == (dead.session, 0)
        assert await Rooms(claimed).leave(joined)
        assert [one.id for one in await line.rooms.participants(22)] == [FIRST_OF_SEATS]
        await claimed.end_session()
    await line.rooms.destroy(22)


async def test_a_session_that_janus_no_longer_knows_is_replaced(media: Servers):
    async with JanusClient(media[1].url, media[1].secret, session=4711) as client:
        assert client.session not in (0, 4711)
        assert client.sessions == 1
        await client.end_session()
        with pytest.raises(MediaRefused) as refused:
            await Rooms(client).listed()
        assert refused.value.facts["error"] == 458
        await until(lambda: client.sessions == 2)
        assert await Rooms(client).listed() == []
        await client.end_session()


async def test_janus_refuses_a_wrong_secret_and_an_unknown_room(line: Line, media: Servers):
    with pytest.raises(MediaUnreachable):
        await JanusClient(media[1].url, "wrong").connected(within=0.2)
    with pytest.raises(MediaRefused) as refused:
        await line.rooms.participants(99)
    assert refused.value.facts["error"] == 485
    assert not await line.rooms.destroy(99)


async def test_a_killed_server_is_started_again_at_its_port_and_a_left_one_is_taken_over(tmp_path: Path):
    server = JanusServer(tmp_path / "janus")
    await asyncio.to_thread(server.start)
    try:
        async with JanusClient(server.url, server.secret) as client:
            await Rooms(client).create(23, "a call", None)
            server._process.kill()  # pyright: ignore
            await until(lambda: not server.alive())
            await asyncio.to_thread(server.start)
            await until(lambda: client.sessions == 2)
            rooms = Rooms(client)
            assert await rooms.listed() == []
            await rooms.create(24, "a call", None)
            heir = JanusServer(tmp_path / "janus")
            await asyncio.to_thread(heir.start)
            assert (heir.url, heir.alive()) == (server.url, True)
            assert [one.room for one in await rooms.listed()] == [24]
        heir.stop()
        assert not server.alive()
    finally:
        server.stop()
