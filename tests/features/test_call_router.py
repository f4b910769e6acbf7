"""The SQL that serves matches calls and seats as the rule says; reservations end; one router decides at a time."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest

from builders.rows import tuples_of
from lianxin.calls.routing.router import route_calls
from lianxin.calls.routing.statements import ELECT_ROUTER
from lianxin.calls.routing.waiting import (
    CallNeeds,
    NothingRings,
    SeatSkills,
    answer_offer,
    enqueue_call,
    leave_queue,
    ready_seat,
)
from lianxin.calls.rules.routing import (
    ReadySeat,
    Relaxation,
    RoutingRules,
    WaitingCall,
    all_matches,
    demands_of,
    offers_of,
    rested_at,
)
from lianxin.calls.rules.words import Queue
from lianxin.kernel.clock import ManualClock
from lianxin.kernel.database import Database
from lianxin.kernel.work import UnitOfWork

CITY = "shanghai"
START = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
RULES = RoutingRules(relaxed={"yue": Relaxation(30.0), "tax": Relaxation(20.0, least=0)}, kept_free=1, unanswered=2)
NEEDS = ({}, {}, {"yue": 1}, {"yue": 3}, {"tax": 2}, {"yue": 2, "tax": 1}, {"sign": 1})
LEVELS = ({}, {}, {"yue": 1}, {"yue": 3}, {"tax": 2}, {"yue": 3, "tax": 3}, {"sign": 1})
QUEUES = (Queue.GENERAL, Queue.GENERAL, Queue.EXPERT)


@pytest.fixture
async def clock(database: Database) -> ManualClock:
    database.wall = ManualClock(START)
    async with database.begin(CITY) as work:
        await work.run("INSERT INTO cities (city_id, city_start, real_start) VALUES (%(city)s, %(now)s, %(now)s)")
    return database.wall


@dataclass
class Plain:
    """The same floor as plain lists, matched by the rule."""

    chance: Random
    calls: dict[str, WaitingCall] = field(default_factory=dict)
    seats: dict[str, ReadySeat] = field(default_factory=dict)
    ringing: dict[str, tuple[WaitingCall, ReadySeat, int]] = field(default_factory=dict)
    silent: dict[str, int] = field(default_factory=dict)
    made: int = 0

    async def arrive(self, work: UnitOfWork) -> None:
        self.made += 1
        call_id = UUID(int=self.chance.getrandbits(128))
        needs = CallNeeds(self.chance.choice((0, 1, 2, 2)), self.chance.choice(QUEUES), self.chance.choice(NEEDS))
        await enqueue_call(work, call_id, needs, RULES)
        demands = demands_of(needs.levels, needs.priority, RULES)
        self.calls[str(call_id)] = WaitingCall(
            str(call_id), needs.priority, work.real.timestamp(), needs.queue, demands
        )

    async def get_ready(self, work: UnitOfWork) -> None:
        self.made += 1
        staff = f"staff:{UUID(int=self.chance.getrandbits(128))}"
        queues = (Queue.GENERAL,) if self.chance.random() < 0.6 else (Queue.GENERAL, Queue.EXPERT)
        skills = SeatSkills(self.chance.randrange(4), queues, self.chance.choice(LEVELS), self.chance.random() * 600)
        await ready_seat(work, staff, skills, RULES)
        rested = rested_at(work.real.timestamp(), skills.talk, skills.abusive, RULES)
        self.seats[staff] = ReadySeat(staff, skills.group, rested, frozenset(queues), offers_of(skills.levels))

    async def hang_up(self, work: UnitOfWork) -> None:
        known = sorted({*self.calls, *(call.id for call, _, _ in self.ringing.values())})
        if not known:
            return
        gone = self.chance.choice(known)
        assert await leave_queue(work, UUID(gone))
        self.calls.pop(gone, None)
        for staff, (call, seat, _) in list(self.ringing.items()):
            if call.id == gone:
                del self.ringing[staff]
                self.seats[staff] = seat

    async def answer(self, work: UnitOfWork) -> None:
        now = work.real.timestamp()
        if still := sorted(staff for staff, (_, _, until) in self.ringing.items() if until > now):
            staff = self.chance.choice(still)
            call, _, _ = self.ringing.pop(staff)
            assert await answer_offer(work, staff) == UUID(call.id)
            self.silent.pop(staff, None)

    def end_reservations(self, now: float) -> None:
        for staff, (call, seat, until) in list(self.ringing.items()):
            if until <= now:
                del self.ringing[staff]
                self.calls[call.id] = replace(call, refused=call.refused | {staff})
                self.silent[staff] = self.silent.get(staff, 0) + 1
                if self.silent[staff] < RULES.unanswered:
                    self.seats[staff] = seat

    def route(self, now: float) -> list[tuple[str, str]]:
        self.end_reservations(now)
        made = all_matches(self.calls.values(), self.seats.values(), now, RULES.kept_free)
        for match in made:
            del self.calls[match.call.id]
            del self.seats[match.seat.id]
            self.ringing[match.seat.id] = (match.call, match.seat, now + RULES.lease)
        return [(match.call.id, match.seat.id) for match in made]


@pytest.mark.once
@pytest.mark.parametrize("seed", range(3))
async def test_the_statements_match_what_the_rule_matches(database: Database, clock: ManualClock, seed: int):
    plain, offered = Plain(Random(seed)), 0
    for _ in range(30):
        clock.move(timedelta(seconds=plain.chance.choice((0.5, 3, 9, 21))))
        async with database.begin(CITY) as work:
            busy = plain.chance.random() < 0.5
            doings = [plain.arrive] * (4 if busy else 2) + [plain.get_ready] * 2 + [plain.answer] * 2 + [plain.hang_up]
            for doing in plain.chance.choices(doings, k=4):
                await doing(work)
            served = [(str(one.id), one.staff) for one in await route_calls(work, RULES)]
            assert served == plain.route(work.real.timestamp())
            offered += len(served)
    assert offered > 12
    async with database.read(CITY) as work:
        [(waiting,)] = await tuples_of(
            work, "SELECT count(*) FROM waiting_calls WHERE city_id = %(city)s AND seat IS NULL"
        )
        [(events,)] = await tuples_of(work, "SELECT count(*) FROM events WHERE kind = 'call.offered'")
    assert (waiting, events) == (len(plain.calls), offered)


async def test_a_seat_that_does_not_answer_is_set_aside_and_the_call_keeps_its_place(
    database: Database, clock: ManualClock
):
    rules, call_id = RoutingRules(unanswered=1), UUID(int=7)
    async with database.begin(CITY) as work:
        await enqueue_call(work, call_id, CallNeeds(2), rules)
        await ready_seat(work, "staff:a", SeatSkills(), rules)
        assert [offer.staff for offer in await route_calls(work, rules)] == ["staff:a"]
    clock.move(timedelta(seconds=21))
    async with database.begin(CITY) as work:
        await enqueue_call(work, UUID(int=8), CallNeeds(2), rules)
        await ready_seat(work, "staff:b", SeatSkills(), rules)
        [offer] = await route_calls(work, rules)
        assert (offer.id, offer.staff, offer.since) == (call_id, "staff:b", START)
        rows = await tuples_of(work, "SELECT staff, state FROM seats WHERE city_id = %(city)s ORDER BY staff")
    assert rows == [("staff:a", "away"), ("staff:b", "reserved")]


async def test_an_answer_after_the_reservation_ended_is_refused(database: Database, clock: ManualClock):
    async with database.begin(CITY) as work:
        await enqueue_call(work, UUID(int=7), CallNeeds(2), RoutingRules())
        await ready_seat(work, "staff:a", SeatSkills(), RoutingRules())
        assert await route_calls(work, RoutingRules())
    clock.move(timedelta(seconds=20))
    async with database.begin(CITY) as work:
        with pytest.raises(NothingRings):
            await answer_offer(work, "staff:a")


async def test_a_citizen_who_hangs_up_while_it_rings_frees_the_seat(database: Database, clock: ManualClock):
    async with database.begin(CITY) as work:
        await enqueue_call(work, UUID(int=7), CallNeeds(2), RoutingRules())
        await ready_seat(work, "staff:a", SeatSkills(), RoutingRules())
        assert await route_calls(work, RoutingRules())
        assert await leave_queue(work, UUID(int=7))
        assert not await leave_queue(work, UUID(int=7))
        assert await tuples_of(work, "SELECT state, call_id FROM seats") == [("ready", None)]


async def test_a_ring_back_takes_the_place_of_its_call(database: Database, clock: ManualClock):
    async with database.begin(CITY) as work:
        await enqueue_call(work, UUID(int=1), CallNeeds(2), RoutingRules())
        earlier = CallNeeds(2, since=START - timedelta(minutes=30))
        await enqueue_call(work, UUID(int=2), earlier, RoutingRules())
        await ready_seat(work, "staff:a", SeatSkills(), RoutingRules())
        assert [offer.id for offer in await route_calls(work, RoutingRules())] == [UUID(int=2)]


async def test_while_one_router_decides_another_leaves_its_pass_out(database: Database, clock: ManualClock):
    async with database.begin(CITY) as first, database.begin(CITY) as second:
        assert await first.value(ELECT_ROUTER)
        await enqueue_call(second, UUID(int=1), CallNeeds(2), RoutingRules())
        await ready_seat(second, "staff:a", SeatSkills(), RoutingRules())
        assert await route_calls(second, RoutingRules()) == []
