"""Ring-backs keep their place; a person dials only what is in hand, within a budget; duty telephones ring in turn."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

import pytest

from builders.cases import shanghai
from builders.dialled import DUTY_UNIT as UNIT
from builders.dialled import UNIT_ABOVE as ABOVE
from builders.dialled import FakeLine, NoSeatPhones, a_controller_lives, outgoing, with_roster
from builders.kept_sound import SAID, keep_sound
from builders.site import AppSite, Seat, a_site, good
from lianxin.calls import DialParty, NumberWithheld, OutgoingCalls, StaffToRing, promise_ring_back, ring_staff
from lianxin.calls.control.numbers import caller_cells
from lianxin.calls.events import CallAnswered
from lianxin.calls.media.holds import HOLD_LASTS, expire_holds
from lianxin.calls.media.recordings import Shelf
from lianxin.calls.media.talks import MediaNode
from lianxin.calls.outgoing.duty_rings import follow_orders
from lianxin.calls.outgoing.listed_calls import follow_served
from lianxin.calls.outgoing.ring_backs import CallToRingBack, list_ring_back, strike_off_number
from lianxin.calls.outgoing.trunk_line import TrunkLine, TrunkWay
from lianxin.calls.routing.waiting import CallNeeds, SeatSkills, enqueue_call, leave_queue, ready_seat
from lianxin.calls.rules.dialling import StrikeReason
from lianxin.calls.rules.routing import RoutingRules
from lianxin.city import adopt_profile
from lianxin.kernel.clock import ManualClock
from lianxin.kernel.database import Database
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.feed import read_feed
from lianxin.people import Role

PHONE, OTHER = "13812345678", "13987654321"
AWAY = "UPDATE seats SET state = 'away', rested_at = NULL WHERE staff = %(staff)s RETURNING staff"
SPOKEN = (
    "INSERT INTO calls (city_id, id, channel, seat, started_at, ended_at, citizen_id)"
    " SELECT city_id, gen_random_uuid(), 'phone', %(me)s, %(now)s, %(now)s, id FROM citizens WHERE city_id = %(city)s"
    " RETURNING id"
)
Phones = tuple[OutgoingCalls, FakeLine]


@pytest.fixture
async def site(database: Database, tmp_path: Path) -> AsyncIterator[AppSite]:
    async with a_site(database, tmp_path) as opened:
        database.wall = ManualClock(opened.town.clock.now())
        await a_controller_lives(database, opened.town.id)
        async with opened.town.begin() as work:
            await adopt_profile(work, with_roster())
        yield opened


@pytest.fixture
def phones(site: AppSite, database: Database) -> Phones:
    return outgoing(database, site.town.id)


async def missed(
    site: AppSite, number: str = PHONE, *, promised: bool = False, ago: float = 60, priority: int = 2
) -> UUID:
    """Puts a call on the list of ring-backs that took its place so many seconds ago."""
    call = uuid4()
    async with site.town.begin() as work:
        since = work.real - timedelta(seconds=ago)
        await list_ring_back(work, shanghai(), CallToRingBack(call, number, promised, since, 2))
    return call


def later(site: AppSite, by: timedelta) -> None:
    """Moves the real time."""
    wall = site.town.database.wall
    assert isinstance(wall, ManualClock)
    wall.move(by)


async def a_ready_seat(site: AppSite, staff: str = "staff:a") -> None:
    async with site.town.begin() as work:
        await ready_seat(work, staff, SeatSkills(), RoutingRules())


async def facts(site: AppSite, kind: str) -> list[dict[str, Any]]:
    rows = await site.town.tuples(
        "SELECT data FROM events WHERE city_id = %(city)s AND kind = %(kind)s ORDER BY position", kind=kind
    )
    return [data for (data,) in rows]


# ring-backs


async def test_a_caller_is_rung_back_when_a_seat_is_free_and_waits_at_the_old_place(site: AppSite, phones: Phones):
    calls, line = phones
    call = await missed(site, promised=True, ago=600)
    await calls.run()
    assert line.placed == []  # no seat is ready
    await a_ready_seat(site)
    await calls.run()
    assert line.numbers == [PHONE]
    await calls.answered(line.last, DialParty.CALLED)
    assert line.did == [("tell_recorded", line.last, "ring_back")]
    await calls.told(line.last)
    assert line.did[1:] == [("let_wait", line.last, str(call))]
    rows = await site.town.tuples("SELECT id, since FROM waiting_calls WHERE city_id = %(city)s")
    assert rows == [(call, site.town.database.wall.now() - timedelta(seconds=600))]
    assert [one["result"] for one in await facts(site, "call.dial_over")] == ["answered"]


async def test_one_number_has_one_row_and_one_attempt(site: AppSite, phones: Phones):
    calls, line = phones
    first = await missed(site, ago=300)
    await missed(site, promised=True, ago=20)
    [(row, promised, merged)] = await site.town.tuples("SELECT id, promised, cardinality(merged) FROM ring_backs")
    assert (row, promised, merged) == (first, True, 1)
    for staff in ("staff:a", "staff:b"):
        await a_ready_seat(site, staff)
    await calls.run()
    await calls.run()
    assert line.numbers == [PHONE]


async def test_a_silent_number_is_tried_again_after_a_pause_and_then_struck_off(site: AppSite, phones: Phones):
    calls, line = phones
    await a_ready_seat(site)
    await missed(site)
    rule = shanghai().telephone.outgoing
    for attempt in range(1, rule.attempts + 1):
        await calls.run()
        assert len(line.placed) == attempt
        await calls.over(line.last, 486)
        await calls.run()
        assert len(line.placed) == attempt  # not before the pause
        later(site, timedelta(minutes=rule.retry_minutes))
        await a_controller_lives(site.town.database, site.town.id)
    assert [one["result"] for one in await facts(site, "call.dial_over")] == ["busy"] * rule.attempts
    assert [one["reason"] for one in await facts(site, "ring_back.struck_off")] == ["unreached"]
    assert await site.town.tuples("SELECT state, number_sealed FROM ring_backs") == [("struck_off", None)]


async def test_missed_calls_wait_for_the_hours_of_calls_a_first_promise_does_not(site: AppSite, phones: Phones):
    calls, line = phones
    site.town.clock.move(timedelta(hours=13))  # 22:00
    for staff in ("staff:a", "staff:b"):
        await a_ready_seat(site, staff)
    await missed(site)
    await missed(site, OTHER, promised=True)
    await calls.run()
    assert line.numbers == [OTHER]


async def test_citizens_on_the_line_come_before_missed_calls(site: AppSite, phones: Phones):
    calls, line = phones
    await missed(site, ago=900)
    async with site.town.begin() as work:
        await enqueue_call(work, uuid4(), CallNeeds(2), RoutingRules())
    await a_ready_seat(site)
    await calls.run()
    assert line.placed == []


async def test_a_caller_who_was_served_meanwhile_is_not_rung_back(site: AppSite, phones: Phones):
    calls, line = phones
    call = await missed(site)
    async with site.town.begin() as work:
        assert await strike_off_number(work, work.vault.index(PHONE), StrikeReason.SERVED) == call
    await a_ready_seat(site)
    await calls.run()
    assert line.placed == []


async def test_the_list_shows_masked_numbers_and_an_operator_rings_or_strikes_off(site: AppSite, phones: Phones):
    calls, line = phones
    operator, handler = await site.seat(Role.OPERATOR), await site.handler(UNIT)
    call, other = await missed(site), await missed(site, OTHER, ago=50)
    listed = await operator.read("/api/ring-backs")
    assert [(one["id"], one["phone"]) for one in listed["items"]] == [
        (str(call), "138****5678"),
        (str(other), "139****4321"),
    ]
    assert (await handler.get("/api/ring-backs")).status_code == 403
    good(await operator.post(f"/api/ring-backs/{other}/strike-off", {"reason": "declined"}))
    assert await dial(operator, call_id=str(call)) == (409, "calls.seat_not_free")
    await a_ready_seat(site, operator.ref)
    began = good(await operator.post("/api/telephone/dial", {"call_id": str(call)}))
    assert (began["phone"], began["purpose"]) == ("138****5678", "missed")
    refused = await operator.post(f"/api/ring-backs/{call}/strike-off", {"reason": "declined"})
    assert refused.json()["code"] == "calls.ring_back_in_progress"
    await calls.run()
    await calls.answered(line.last, DialParty.CALLED)
    await calls.told(line.last)
    assert line.did[1:] == [("let_wait", line.last, str(line.last))]
    assert await state_of(site, line.last) == "offered"
    assert (await operator.read("/api/ring-backs"))["count"] == 0


@pytest.mark.parametrize("voice", ["phone", "mobile"])
async def test_the_telephone_of_a_seat_rings_first_and_the_citizens_only_once_it_is_answered(
    site: AppSite, phones: Phones, voice: str
):
    calls, line = phones
    operator, call = await site.seat(Role.OPERATOR), await missed(site)
    await a_ready_seat(site, operator.ref)
    async with site.town.begin() as work:
        await work.run("UPDATE seats SET voice = %(voice)s WHERE city_id = %(city)s", voice=voice)
    good(await operator.post("/api/telephone/dial", {"call_id": str(call)}))
    await calls.run()
    [(did, dial_id, staff)] = line.did
    assert (did, staff, line.placed) == ("ring_seat", operator.ref, [])
    assert (await operator.read("/api/telephone/dial"))["call"]["state"] == "caller_rings"
    await calls.answered(dial_id, DialParty.DESK)
    assert line.placed == [(dial_id, DialParty.CALLED, PHONE)]


# dialling


async def test_a_volunteer_places_the_call_of_a_case_in_hand_and_keeps_off_the_ring_backs(site: AppSite):
    volunteer, operator = await site.seat(Role.VOLUNTEER), await site.seat(Role.OPERATOR)
    call = await missed(site, OTHER)
    assert (await volunteer.get("/api/ring-backs")).status_code == 403
    assert (await volunteer.post(f"/api/ring-backs/{call}/strike-off", {"reason": "served"})).status_code == 403
    await a_ready_seat(site, volunteer.ref)
    assert await dial(volunteer, call_id=str(call)) == (403, "people.not_permitted")
    own, theirs = [(await one.open(contact={"phone": PHONE}))["number"] for one in (volunteer, operator)]
    assert await dial(volunteer, case=own) == (409, "cases.not_in_hand")  # the case is sent, and there is no call
    assert await dial(volunteer, case=theirs) == (404, "cases.no_case")
    await site.town.tuples(SPOKEN, me=volunteer.ref, now=site.town.clock.now())
    began = good(await volunteer.post("/api/telephone/dial", {"case": own}))
    assert (began["phone"], began["purpose"]) == ("138****5678", "case")
    assert (await operator.read("/api/ring-backs"))["count"] == 1


async def dial(seat: Seat, **wish: Any) -> tuple[int, str]:
    answered = await seat.post("/api/telephone/dial", wish)
    return answered.status_code, answered.json().get("code", "")


async def test_digits_cannot_be_dialled_and_a_refusal_is_recorded(site: AppSite):
    operator, unit = await site.seat(Role.OPERATOR), await site.handler(UNIT)
    number = (await operator.open(unit=UNIT, contact={"phone": PHONE}))["number"]
    assert await dial(operator, number=PHONE) == (422, "calls.dial_unclear")
    await a_ready_seat(site, operator.ref)
    assert await dial(operator, case=PHONE) == (422, "cases.bad_number")
    assert await dial(operator, case=number) == (409, "cases.not_in_hand")
    assert await dial(await site.handler(ABOVE), callback=PHONE) == (422, "cases.bad_number")
    assert await dial(unit, case=number, callback=number) == (422, "calls.dial_unclear")
    refused = await facts(site, "call.dial_refused")
    assert [one["why"] for one in refused] == ["cases.bad_number", "cases.not_in_hand", "cases.bad_number"]
    assert PHONE not in str(refused)


async def test_a_units_telephone_rings_before_the_citizens(site: AppSite, phones: Phones):
    calls, line = phones
    operator, unit = await site.seat(Role.OPERATOR), await site.handler(UNIT)
    number = (await operator.open(unit=UNIT, contact={"phone": PHONE}))["number"]
    order = (await unit.page(number))["orders"][0]["id"]
    began = good(await unit.post("/api/telephone/dial", {"order": order}))
    assert (began["phone"], bool(began["desk"])) == ("138****5678", True)
    assert await dial(unit, order=order) == (409, "calls.already_dialled")
    await calls.run()
    assert line.placed[0][1] is DialParty.DESK
    await calls.answered(line.last, DialParty.DESK)
    assert line.placed[1][1:] == (DialParty.CALLED, PHONE)
    await calls.answered(line.last, DialParty.CALLED)
    assert line.did == [("tell_recorded", line.last, "called_by_unit")]
    await calls.told(line.last)
    assert line.did[1:] == [("connect", line.last, "")]
    assert (await unit.read("/api/telephone/dial"))["call"]["state"] == "talking"
    good(await unit.post(f"/api/telephone/dial/{line.last}/hang-up"))
    await calls.run()
    assert line.did[-1] == ("end", line.last, "")
    await calls.told(line.last)
    assert line.did[-1] == ("end", line.last, "")  # whoever hung up during the announcement is not joined
    assert (await unit.read("/api/telephone/dial"))["call"]["result"] == "answered"
    [(sealed, desk)] = await site.town.tuples("SELECT number_sealed, desk_sealed FROM dialled_calls")
    assert (sealed, desk) == (None, None)


async def test_a_units_call_is_on_its_case_where_the_hotline_hears_it_and_the_unit_reads_it(
    site: AppSite, phones: Phones, tmp_path: Path
):
    calls, line = phones
    operator, unit, lead = await site.seat(Role.OPERATOR), await site.handler(UNIT), await site.seat(Role.SHIFT_LEAD)
    case = await operator.open(unit=UNIT, contact={"phone": PHONE})
    order = (await unit.page(case["number"]))["orders"][0]["id"]
    good(await unit.post("/api/telephone/dial", {"order": order}))
    await calls.run()
    call, path = line.last, f"/api/cases/{case['number']}/recordings"
    assert (await lead.read(path))["calls"] == []
    await keep_sound(site.town, Shelf(tmp_path, tmp_path), call, tmp_path)
    [told] = (await lead.read(path))["calls"]
    assert (told["call_id"], told["reason"], told["may_hear"], len(told["items"])) == (str(call), "contact", True, 1)
    for seat in (unit, operator):
        [told] = (await seat.read(path))["calls"]
        assert (told["may_hear"], told["items"], told["transcribed"]) == (False, [], True)
    spoken = await unit.read(f"/api/cases/{case['number']}/transcript?call={call}")
    assert [one["text"] for one in spoken["lines"]] == [SAID]
    [(bound,)] = await site.town.tuples("SELECT citizen_id IS NOT NULL FROM transcripts WHERE city_id = %(city)s")
    assert bound  # erasing the citizen erases it
    other = await site.handler("xuhui")
    assert (await other.get(path)).status_code == 404


async def test_a_call_that_its_controller_left_when_it_died_ends_for_everybody(site: AppSite, phones: Phones):
    calls, line = phones
    operator, unit = await site.seat(Role.OPERATOR), await site.handler(UNIT)
    number = (await operator.open(unit=UNIT, contact={"phone": PHONE}))["number"]
    good(await unit.post("/api/telephone/dial", {"order": (await unit.page(number))["orders"][0]["id"]}))
    await calls.run()
    await calls.begin_again()
    assert line.did == [("end", line.last, "")]
    assert (await unit.read("/api/telephone/dial"))["call"]["state"] == "over"


async def test_nobody_dials_without_a_telephone(site: AppSite):
    operator = await site.seat(Role.OPERATOR)
    later(site, timedelta(minutes=1))
    assert await dial(operator, call_id=str(await missed(site))) == (409, "calls.no_telephone")


async def test_a_callback_that_does_not_reach_the_citizen_records_its_attempt(site: AppSite, phones: Phones):
    calls, line = phones
    operator, agent = await site.seat(Role.OPERATOR), await site.seat(Role.CALLBACK_AGENT)
    number = await a_callback(site, operator)
    good(await agent.client.put(f"/api/cases/{number}/callback", json={}))
    assert await dial(agent, callback=number) == (409, "calls.seat_not_free")
    await a_ready_seat(site, agent.ref)
    await site.town.tuples(AWAY, staff=agent.ref)
    good(await agent.post("/api/telephone/dial", {"callback": number}))
    await calls.run()
    await calls.over(line.last, 486)
    sheet = await agent.read(f"/api/cases/{number}/callback")
    assert [one["result"] for one in sheet["attempts"]] == ["busy"]
    assert await site.town.tuples("SELECT state, call_id FROM seats WHERE city_id = %(city)s") == [("away", None)]
    assert await state_of(site, line.last) == "ended"


async def a_callback(site: AppSite, operator: Seat) -> str:
    """Brings a case to its callback by telephone."""
    number = (await operator.open(unit=UNIT, urgency="critical", contact={"phone": PHONE}))["number"]
    unit, checker = await site.handler(UNIT), await site.seat(Role.CHECKER)
    order = (await unit.page(number))["orders"][0]["id"]
    good(await unit.do("sign_order", number, order))
    good(await unit.do("reply_order", number, order, outcome="solved", reply="已经清走摊位，油烟已消除。"))
    good(await checker.do("pass_check", number))
    return number


async def test_a_budget_ends_dialling_and_alarms_the_leads(site: AppSite, phones: Phones):
    calls, line = phones
    operator, unit = await site.seat(Role.OPERATOR), await site.handler(UNIT)
    number = (await operator.open(unit=UNIT, contact={"phone": PHONE}))["number"]
    order = (await unit.page(number))["orders"][0]["id"]
    most = shanghai().telephone.outgoing.case_day
    for _ in range(most):
        good(await unit.post("/api/telephone/dial", {"order": order}))
        await calls.run()
        await calls.over(line.last, 487)
    assert await dial(unit, order=order) == (429, "calls.dials_used_up")
    assert [one["why"] for one in await facts(site, "call.dial_refused")] == ["calls.dials_used_up"]


# duty telephones and staff


async def test_people_called_in_press_a_key(site: AppSite, phones: Phones):
    calls, line = phones
    async with site.town.begin() as work:
        await ring_staff(work, "staff:lead", [StaffToRing("staff:a", PHONE), StaffToRing("staff:b", OTHER)])
    await calls.run()
    first, second = (one[0] for one in line.placed)
    await calls.answered(first, DialParty.CALLED)
    await calls.answered(second, DialParty.CALLED)
    await calls.pressed(first, "5")
    await calls.pressed(first, "1")
    await calls.over(second, 200)
    over = await facts(site, "call.dial_over")
    assert [(one["staff"], one.get("acknowledged", False)) for one in over] == [("staff:a", True), ("staff:b", False)]


async def test_a_critical_order_rings_each_person_on_duty_until_one_acknowledges(site: AppSite, phones: Phones):
    calls, line = phones
    desk = await site.seat(Role.OPERATOR, Role.DISPATCHER)
    number = (await desk.open(unit=UNIT, urgency="critical"))["number"]
    async with site.town.begin() as work:
        await follow_orders(work, await read_feed(work, 0))
    await calls.run()
    assert line.numbers == ["021-62345671"]
    await calls.over(line.last, 487)
    await calls.run()
    assert line.numbers == ["021-62345671", "021-62345674"]
    await calls.answered(line.last, DialParty.CALLED)
    await calls.over(line.last, 200)  # an answer without the key is nobody's word
    await calls.run()
    await calls.answered(line.last, DialParty.CALLED)
    assert line.did[-1] == ("announce", line.last, "duty_ring")
    await calls.pressed(line.last, "1")
    await calls.run()
    assert line.numbers == ["021-62345671", "021-62345674", "021-62345671"]
    told = [one["data"] for one in (await desk.page(number))["history"] if one["data"].get("record") == "ring"]
    assert [one["status"] for one in told] == ["no_answer", "no_answer", "reached"]
    assert [one["data"]["unit"] for one in told] == [UNIT, ABOVE, UNIT]


@pytest.mark.parametrize(("signed", "rung"), [(False, ["021-62345671"]), (True, [])])
async def test_a_case_that_becomes_critical_later_rings_unless_its_order_is_signed(
    site: AppSite, phones: Phones, signed: bool, rung: list[str]
):
    calls, line = phones
    desk, unit = await site.seat(Role.OPERATOR, Role.DISPATCHER), await site.handler(UNIT)
    number = (await desk.open(unit=UNIT))["number"]
    if signed:
        good(await unit.do("sign_order", number, (await unit.page(number))["orders"][0]["id"]))
    good(await desk.do("append_words", number, words="楼上着火了，有人被困在里面"))
    for _ in range(2):
        async with site.town.begin() as work:
            await follow_orders(work, await read_feed(work, 0))
    await calls.run()
    assert line.numbers == rung


# calls of the telephone


async def a_waiting_call(site: AppSite, number: str, ago: float = 120) -> UUID:
    """Adds a call that waits in the queue."""
    call = uuid4()
    async with site.town.begin() as work:
        cells = vars(await caller_cells(work, number))
        since = work.real - timedelta(seconds=ago)
        row = {"id": call, "channel": "phone", "state": "queued", "queue": "general", "started_at": work.now}
        row["language"] = "en"
        work.add("calls", {**row, "arrived_at": since, "queued_at": since, **cells})
        await enqueue_call(work, call, CallNeeds(2, since=since), RoutingRules())
    return call


async def state_of(site: AppSite, call: UUID) -> str:
    [(state,)] = await site.town.tuples("SELECT state FROM calls WHERE id = %(id)s", id=call)
    return state


async def test_a_waiting_caller_accepts_a_ring_back_and_keeps_the_place(site: AppSite, phones: Phones):
    calls, line = phones
    call, withheld = await a_waiting_call(site, PHONE), await a_waiting_call(site, "anonymous")
    async with site.town.begin() as work:
        assert await promise_ring_back(work, call) == call
    assert await state_of(site, call) == "ring_back"
    async with site.town.begin() as work:
        with pytest.raises(NumberWithheld):
            await promise_ring_back(work, withheld)
        await work.conn.rollback()
    assert await state_of(site, withheld) == "queued"
    async with site.town.begin() as work:
        assert await leave_queue(work, withheld)
    await a_ready_seat(site)
    await calls.run()
    assert await state_of(site, call) == "dialling"
    await calls.answered(line.last, DialParty.CALLED)
    assert line.did[-1] == ("tell_recorded", line.last, "ring_back en")
    assert await state_of(site, call) == "dialling"  # nobody is joined before the citizen has heard it
    await calls.told(line.last)
    assert await state_of(site, call) == "queued"
    [(waits, since)] = await site.town.tuples("SELECT id, since FROM waiting_calls WHERE city_id = %(city)s")
    assert (waits, since) == (call, site.town.database.wall.now() - timedelta(seconds=120))


async def test_an_answer_to_another_call_and_a_case_since_then_end_a_ring_back(site: AppSite, phones: Phones):
    await missed(site)
    await missed(site, OTHER)
    again = await a_waiting_call(site, PHONE)
    operator = await site.seat(Role.OPERATOR)
    async with site.town.begin() as work:
        await follow_served(work, await read_feed(work, 0))
        record = CallAnswered(again, operator.ref, 3.0)
        work.record(record, about=SubjectRef("call", str(again)), audience=frozenset({"desk"}))
    await operator.open(contact={"phone": OTHER})
    async with site.town.begin() as work:
        await follow_served(work, await read_feed(work, 0))
    assert [one["reason"] for one in await facts(site, "ring_back.struck_off")] == ["served", "served"]


class StubTelephone:
    """An agent and a media server of which only a leg and a port are asked."""

    async def place(self, _call: object) -> Any:
        return SimpleNamespace(id=uuid4())

    async def offer(self, *_: str, **_more: bool) -> str:
        return "v=0\r\n"


async def test_what_a_long_call_holds_is_renewed(site: AppSite, database: Database, tmp_path: Path):
    stub = cast("Any", StubTelephone())
    node = MediaNode(stub, stub, Shelf(tmp_path, tmp_path))
    line = TrunkLine(
        database, site.town.id, stub, node, TrunkWay("12345", "edge", "trunk"), stub, stub, stub, NoSeatPhones()
    )
    await line.place(uuid4(), DialParty.CALLED, PHONE, 30.0)
    later(site, HOLD_LASTS - timedelta(seconds=1))
    await line.renew()
    later(site, timedelta(seconds=2))
    async with site.town.begin() as work:
        assert await expire_holds(work) == 0
