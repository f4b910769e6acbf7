"""Recordings are sealed after every call, bound to call, case and citizen; each listening is an event; orphans end."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from builders.rtp import channels
from builders.site import AppSite, Seat, good
from builders.telephone_line import CITIZEN, SEAT, Line, Servers, a_line
from lianxin.calls.media.citizen_leg import join_leg
from lianxin.calls.media.hearing import (
    CALL_CASES_READER,
    HEARING_LASTS,
    HearingOver,
    NoRecording,
    RecordingErased,
    follow_cases,
    hear_recording,
    heard_sound,
    recordings_of_call,
    records_of_case,
)
from lianxin.calls.media.holds import HOLD_LASTS, HeldKind, names_held, renew_holds
from lianxin.calls.media.mixing import run_program
from lianxin.calls.media.reaper import Reaper
from lianxin.calls.media.recordings import Recording, Shelf, seal_ended, sweep_tapes
from lianxin.calls.media.talks import MediaNode, end_media, open_room, take_leg
from lianxin.calls.media.tones import tone_share
from lianxin.kernel.clock import ManualClock
from lianxin.kernel.feed import react
from lianxin.kernel.ids import CitizenId
from lianxin.people import SYSTEM, NotPermitted, Person, Role, erase_citizen, keep_citizen

PHONE = "13912345678"


@pytest.fixture
async def line(servers: Servers, request: pytest.FixtureRequest) -> AsyncIterator[Line]:
    async with a_line(servers, request.node.name) as opened:
        yield opened


@pytest.fixture
def media(line: Line, tmp_path: Path) -> MediaNode:
    return MediaNode(line.rtpengine, line.rooms, Shelf(tmp_path / "raw", tmp_path / "recordings"))


async def recorded(site: AppSite, line: Line, media: MediaNode, *, ended: bool = True) -> tuple[UUID, UUID]:
    """A call in which citizen and seat hear each other; returns the ids of call and recording."""
    database, city, call = site.town.database, site.town.id, uuid4()
    leg = line.answered(await take_leg(database, city, media, call, "citizen", line.offer))
    begun = await open_room(database, city, media, call)
    await join_leg(line.rtpengine, leg, line.rooms, begun.room)
    await line.seated(begun.room)
    await line.talk()
    if ended:
        await over(site, media, call)
    return call, begun.id


async def over(site: AppSite, media: MediaNode, call: UUID) -> None:
    """Ends a call; a moment later its recording is sealed."""
    await end_media(site.town.database, site.town.id, media, call)
    await seal_ended(site.town.database, site.town.id, media.shelf)


async def heard(site: AppSite, seat: Seat, recording: UUID, media: MediaNode) -> bytes:
    async with site.town.begin(seat.actor.ref) as work:
        opened = await hear_recording(work, seat.actor, recording, media.shelf)
    async with site.town.database.read(site.town.id) as work:
        sound = await heard_sound(work, seat.actor, recording, opened.token, media.shelf)
        return b"".join(sound.read())


async def a_dialled_citizen(site: AppSite, call: UUID) -> UUID:
    """Makes a call one that a unit placed to a citizen; returns who that is."""
    async with site.town.begin() as work:
        citizen = (await keep_citizen(work, Person(phone=PHONE))).id
        row = {"id": call, "purpose": "contact", "state": "over", "made_by": "staff:a", "number_hash": "x"}
        work.add("dialled_calls", {**row, "citizen_id": citizen, "asked_at": work.real, "ended_at": work.real})
    return citizen


async def kinds(site: AppSite, call: UUID) -> list[str]:
    rows = await site.town.tuples(
        "SELECT kind FROM events WHERE city_id = %(city)s AND subject_kind = 'call' AND subject_id = %(call)s"
        " ORDER BY position",
        call=str(call),
    )
    return [kind for (kind,) in rows]


async def test_a_call_is_recorded_sealed_and_heard_with_both_voices(
    site: AppSite, line: Line, media: MediaNode, tmp_path: Path
):
    call, recording = await recorded(site, line, media)
    sealed = media.shelf.file(recording)
    assert sealed.read_bytes()[:8] == b"LXSEAL1\n"
    assert b"fLaC" not in sealed.read_bytes()
    assert list(media.shelf.raw.iterdir()) == []
    lead = await site.seat(Role.SHIFT_LEAD)
    (tmp_path / "heard.flac").write_bytes(await heard(site, lead, recording, media))
    await asyncio.to_thread(run_program, "sox", tmp_path / "heard.flac", tmp_path / "heard.wav")
    left, right = channels(tmp_path / "heard.wav")
    assert min(tone_share(left, CITIZEN), tone_share(right, SEAT)) > 0.8
    assert max(tone_share(left, SEAT), tone_share(right, CITIZEN)) < 0.01
    assert await kinds(site, call) == ["call.recorded", "call.heard"]
    async with site.town.database.read(site.town.id) as work:
        [shown] = await recordings_of_call(work, lead.actor, call)
        assert await names_held(work, HeldKind.LEG) == set()
    assert shown.seconds == pytest.approx(len(left) / 8000)
    assert str(call) not in await line.rtpengine.calls()
    [(tapes,)] = await site.town.tuples("SELECT tapes FROM recordings WHERE city_id = %(city)s")
    assert [len(tapes["tapes"]), len(tapes["marks"]), tapes["changed"]] == [2, 2, []]


async def test_a_case_of_the_call_finds_its_recording_and_its_citizen_can_erase_it(
    site: AppSite, line: Line, media: MediaNode
):
    operator = await site.seat(Role.OPERATOR)
    call, recording = await recorded(site, line, media)
    case = await operator.open(contact={"phone": PHONE}, call_id=str(call))
    await react(site.town.database, site.town.id, CALL_CASES_READER, follow_cases)
    async with site.town.database.read(site.town.id) as work:
        [[shown]] = [one.items for one in await records_of_case(work, operator.actor, case["number"])]
    assert (shown.id, shown.sealed) == (recording, True)
    assert (await heard(site, operator, recording, media))[:4] == b"fLaC"
    for other in (await site.seat(Role.OPERATOR), await site.handler("pudong-weifang"), await site.seat(Role.ANALYST)):
        with pytest.raises(NotPermitted):
            await heard(site, other, recording, media)
    listed = await operator.read(f"/api/cases/{case['number']}/recordings")
    assert [one["id"] for one in listed["calls"][0]["items"]] == [str(recording)]
    opened = good(await operator.post(f"/api/recordings/{recording}/hearing"))
    assert (len(opened["citizen"]), len(opened["seat"])) == (600, 600)
    assert min(sorted(one)[300] for one in (opened["citizen"], opened["seat"])) > 30  # both played a tone
    path, token = f"/api/recordings/{recording}", opened["token"]
    whole = await operator.get(path, hearing=token)
    assert (whole.status_code, whole.headers["content-type"], whole.content[:4]) == (200, "audio/flac", b"fLaC")
    part = await operator.client.get(f"{path}?hearing={token}", headers={"Range": "bytes=4-9"})
    assert (part.status_code, part.content) == (206, whole.content[4:10])
    assert part.headers["content-range"] == f"bytes 4-9/{len(whole.content)}"
    assert await kinds(site, call) == ["call.recorded", "call.heard", "call.heard"]  # one for each opening
    lead = await site.seat(Role.SHIFT_LEAD)
    for other, proof in ((lead, token), (operator, ""), (operator, f"{token}x")):
        assert (await other.get(path, hearing=proof)).json()["code"] == "calls.hearing_over"
    handler = await site.handler("pudong-weifang")
    listed = await handler.read(f"/api/cases/{case['number']}/recordings")
    assert [(one["items"], one["may_hear"]) for one in listed["calls"]] == [([], False)]
    assert (await handler.post(f"/api/recordings/{recording}/hearing")).status_code == 403
    database = site.town.database
    database.wall = wall = ManualClock(database.wall.now())
    wall.move(HEARING_LASTS + timedelta(seconds=1))
    with pytest.raises(HearingOver):
        async with database.read(site.town.id) as work:
            await heard_sound(work, operator.actor, recording, token, media.shelf)
    [(citizen,)] = await site.town.tuples("SELECT citizen_id FROM recordings WHERE city_id = %(city)s")
    async with site.town.begin() as work:
        await erase_citizen(work, SYSTEM, CitizenId(citizen))
    with pytest.raises(RecordingErased):
        await heard(site, operator, recording, media)


async def test_after_a_crash_orphans_end_and_the_recording_is_sealed(site: AppSite, line: Line, media: MediaNode):
    database, city = site.town.database, site.town.id
    call, recording = await recorded(site, line, media, ended=False)
    database.wall = wall = ManualClock(database.wall.now())
    await line.rooms.create(31, "nobody's", None)
    await line.waiting()
    patient, reaper = Reaper(database, city, media), Reaper(database, city, media, orphan_after=0)
    await patient.run()
    assert len(await line.rooms.listed()) == 2
    await reaper.run()
    assert [one.description for one in await line.rooms.listed()] == [str(call)]
    assert await line.rtpengine.calls() == [str(call)]
    wall.move(HOLD_LASTS / 2)
    async with site.town.begin() as work:
        await renew_holds(work, [call])
    wall.move(HOLD_LASTS - timedelta(seconds=1))
    await reaper.run()
    assert len(await line.rooms.listed()) == 1
    wall.move(timedelta(seconds=2))
    citizen = await a_dialled_citizen(site, call)
    await reaper.run()
    assert (await line.rooms.listed(), await line.rtpengine.calls()) == ([], [])
    assert await sweep_tapes(database, city, media.shelf) == 0  # what is not sealed stays
    shutil.copytree(media.shelf.tapes(recording), kept := media.shelf.raw / "kept")
    assert await seal_ended(database, city, media.shelf) == 1
    shutil.move(kept, media.shelf.tapes(recording))  # as if it had crashed after sealing
    assert (await sweep_tapes(database, city, media.shelf), list(media.shelf.raw.iterdir())) == (1, [])
    assert await site.town.tuples("SELECT citizen_id FROM recordings WHERE city_id = %(city)s") == [(citizen,)]
    lead = await site.seat(Role.SHIFT_LEAD)
    assert (await heard(site, lead, recording, media))[:4] == b"fLaC"


async def ended_room(site: AppSite, media: MediaNode) -> Recording:
    """A recording whose call is over and which is not sealed yet."""
    begun = await open_room(site.town.database, site.town.id, media, uuid4())
    await end_media(site.town.database, site.town.id, media, begun.call_id)
    return begun


async def test_a_room_without_sound_is_said_to_have_none_by_the_machine_that_has_its_tapes(
    site: AppSite, line: Line, media: MediaNode
):
    database, city = site.town.database, site.town.id
    begun = await ended_room(site, media)
    elsewhere = Shelf(media.shelf.raw / "other machine", media.shelf.sealed)
    assert await seal_ended(database, city, elsewhere) == 0  # the machine that has the tapes seals them
    assert await seal_ended(database, city, media.shelf) == 1
    assert await kinds(site, begun.call_id) == ["call.not_recorded"]
    shutil.rmtree(media.shelf.tapes((await ended_room(site, media)).id))
    assert await seal_ended(database, city, media.shelf) == 0
    database.wall = ManualClock(database.wall.now() + timedelta(days=1, seconds=1))
    assert await seal_ended(database, city, media.shelf) == 1
    with pytest.raises(NoRecording):
        await heard(site, await site.seat(Role.SHIFT_LEAD), begun.id, media)


async def test_a_tape_changed_while_it_was_written_is_noticed(site: AppSite, line: Line, media: MediaNode):
    call, recording = await recorded(site, line, media, ended=False)
    await Reaper(site.town.database, site.town.id, media).run()
    tape = next(media.shelf.tapes(recording).glob("*.mjr"))
    content = bytearray(tape.read_bytes())
    content[200] ^= 1
    tape.write_bytes(content)
    await over(site, media, call)
    [(data,)] = await site.town.tuples("SELECT data FROM events WHERE city_id = %(city)s AND kind = 'call.recorded'")
    assert data["intact"] is False
