"""Another controller goes on with the calls of one that is silent, those of browsers, too."""

from pathlib import Path
from uuid import UUID

from builders.hotline import MUSIC, Hotline, a_hotline, answers, rings
from builders.rtp import LOOPBACK, PCMA, Telephone
from builders.site import AppSite, good
from builders.telephone import an_edge, plan_for
from builders.telephone_line import CITIZEN, SEAT, Servers, until
from lianxin.calls import BrowserCaller, promise_ring_back
from lianxin.calls.media.sdp import plain_sdp, port_of
from lianxin.kernel.ids import new_id
from lianxin.people import Role


async def browses(hotline: Hotline, handset: Telephone, number: str) -> UUID:
    """A citizen calls without a SIP leg, as from a browser, and waits."""
    caller = BrowserCaller(new_id(), plain_sdp(LOOPBACK, handset.port, PCMA), number, "zh-CN")
    handset.target = (LOOPBACK, port_of(await hotline.controller.take_browser(caller)))
    await hotline.until("queued", caller.line)
    return caller.line


async def hears_promise(hotline: Hotline, handset: Telephone, number: str) -> UUID:
    """A citizen in a browser has accepted a ring-back when the controller falls silent."""
    call = await browses(hotline, handset, number)
    hotline.controller.switch.stop(call)
    async with hotline.site.town.begin() as work:
        await promise_ring_back(work, call)
    return call


async def loses_sound(hotline: Hotline, *calls: UUID) -> None:
    """The media server loses calls, and the controller looks."""
    for call in calls:
        await hotline.controller.switch.media.rtpengine.delete(str(call))
    await hotline.controller.watching.look()


async def test_browser_calls_of_a_silent_controller_go_on_with_another_and_are_rung_back_if_their_sound_is_lost(
    site: AppSite, servers: Servers, tmp_path: Path
):
    plan, seat = plan_for(2), await site.seat(Role.OPERATOR)
    async with (
        an_edge(plan, tmp_path / "edge"),
        a_hotline(site, servers, plan, tmp_path) as silent,
        Telephone() as citizen,
        Telephone() as waiting,
        Telephone() as promised,
        Telephone() as operator,
        Telephone() as again,
    ):
        talk = await browses(silent, citizen, "13900000001")
        good(await seat.post("/api/telephone/seat", {"state": "ready"}))
        assert (await rings(seat))["id"] == str(talk)
        await answers(seat, str(talk), operator)
        good(await seat.post(f"/api/telephone/calls/{talk}/hold"))
        wait = await browses(silent, waiting, "13900000002")
        place = await site.town.tuples("SELECT queued_at FROM calls WHERE id = %(id)s", id=wait)
        left = await hears_promise(silent, promised, "13900000003")
        async with a_hotline(site, servers, plan, tmp_path, 1) as other:
            await other.succeeds()
            await silent.controller.watching.look()
            assert silent.controller.switch.busy == set()
            assert wait in other.controller.switch.busy
            await until(lambda: citizen.hears(MUSIC) > 0.5)
            assert str(left) not in await other.controller.switch.media.rtpengine.calls()
            await answers(seat, str(talk), again)
            assert ("call.taken_over",) in await site.town.tuples("SELECT kind FROM events WHERE city_id = %(city)s")
            good(await seat.post(f"/api/telephone/calls/{talk}/resume"))
            citizen.play(CITIZEN)
            again.play(SEAT)
            await until(lambda: citizen.hears(SEAT) > 0.8 and again.hears(CITIZEN) > 0.8)
            await until(lambda: waiting.hears(MUSIC) > 0.5)
            await loses_sound(other, talk, wait)
    assert (await seat.read("/api/telephone/seat"))["state"] == "wrap_up"
    assert await site.town.tuples("SELECT state FROM calls WHERE city_id = %(city)s") == [("ring_back",)] * 3
    assert await site.town.tuples("SELECT 1 FROM call_parties WHERE city_id = %(city)s AND state <> 'left'") == []
    listed = await site.town.tuples("SELECT since, promised, state FROM ring_backs WHERE id = %(id)s", id=wait)
    assert listed == [(*place[0], True, "waiting")]
