"""Measures the router with 1,000 seats and 5,000 waiting calls, on PostgreSQL with its default durability.

Latency: one seat becomes ready, and its call is matched and committed. Throughput: passes of the router over many
ready seats. Every match is compared with the rule in plain Python.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from statistics import quantiles
from typing import Any, LiteralString
from uuid import UUID

from bench.stage import CITY, database_of, stage
from lianxin.calls.routing.router import SeatOffer, route_calls
from lianxin.calls.routing.waiting import CallNeeds, SeatSkills, enqueue_call, ready_seat
from lianxin.calls.rules.routing import (
    CallPriority,
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
from lianxin.kernel.clock import ManualClock, stopwatch
from lianxin.kernel.database import Database
from lianxin.kernel.work import UnitOfWork

SEATS, WAITING = 1000, 5000
SINGLE, PASSES, READY_IN_PASS = 400, 30, 50
WANTED_MS, WANTED_RATE = 20.0, 300.0
RULES = RoutingRules(relaxed={"yue": Relaxation(30.0), "tax": Relaxation(20.0, least=0)}, lease=3600.0)
NEEDS: tuple[dict[str, int], ...] = ({}, {}, {}, {"yue": 2}, {"tax": 2}, {"en": 1}, {"yue": 1, "tax": 1}, {"sign": 1})
LEVELS: tuple[dict[str, int], ...] = (
    {},
    {"yue": 1},
    {"yue": 3},
    {"tax": 3},
    {"en": 2, "tax": 1},
    {"yue": 2, "sign": 1},
)
ENDED: LiteralString = "DELETE FROM waiting_calls w WHERE w.city_id = %(city)s AND w.seat IS NOT NULL"


@dataclass
class Floor:
    """The same calls and seats as plain lists."""

    chance: Random
    calls: dict[str, WaitingCall]
    seats: dict[str, ReadySeat]
    passes: int = 0
    out_of_order: int = 0

    async def arrive(self, work: UnitOfWork, since: datetime) -> None:
        call_id, chance = UUID(int=self.chance.getrandbits(128)), self.chance
        priority = chance.choices(list(CallPriority), (1, 5, 94))[0]
        queue = chance.choices((Queue.GENERAL, Queue.ENTERPRISE, Queue.EXPERT), (8, 1, 1))[0]
        needs = CallNeeds(priority, queue, chance.choice(NEEDS), since)
        await enqueue_call(work, call_id, needs, RULES)
        demands = demands_of(needs.levels, priority, RULES)
        self.calls[str(call_id)] = WaitingCall(str(call_id), priority, since.timestamp(), queue, demands)

    async def get_ready(self, work: UnitOfWork, nth: int) -> None:
        staff, levels = f"staff:{UUID(int=nth)}", LEVELS[nth % len(LEVELS)]
        queues = (Queue.GENERAL, Queue.ENTERPRISE) if nth % 3 else (Queue.GENERAL, Queue.EXPERT)
        await ready_seat(work, staff, SeatSkills(nth % 4, queues, levels), RULES)
        rested = rested_at(work.real.timestamp(), 0.0, 0, RULES)
        self.seats[staff] = ReadySeat(staff, nth % 4, rested, frozenset(queues), offers_of(levels))

    def check(self, offers: list[SeatOffer], now: float) -> None:
        """Compares the matches of a pass with the rule in plain Python, and counts those that differ."""
        wanted = [
            (match.call.id, match.seat.id) for match in all_matches(self.calls.values(), self.seats.values(), now)
        ]
        made = [(str(offer.id), offer.staff) for offer in offers]
        self.passes += 1
        self.out_of_order += made != wanted[: len(made)] or (len(made) < READY_IN_PASS and made != wanted)
        for call_id, staff in made:
            self.calls.pop(call_id, None)
            self.seats.pop(staff, None)


async def measure() -> list[dict[str, Any]]:
    """Returns the P99 of one assignment in milliseconds and the assignments per second."""
    async with stage("bench_routing") as place, database_of(place) as database:
        clock = ManualClock(database.wall.now())
        database.wall = clock
        floor = Floor(Random("routing"), {}, {})
        await fill_floor(database, floor, clock)
        times = [await one_pass(database, floor, clock, [nth % SEATS]) for nth in range(SINGLE)]
        p99 = 1000 * quantiles([seconds for seconds, made in times if made], n=100)[98]
        several = [await one_pass(database, floor, clock, seats_from(nth * READY_IN_PASS)) for nth in range(PASSES)]
        rate = sum(made for _, made in several) / sum(seconds for seconds, _ in several)
    size, broken = f"{SEATS} seats, {WAITING} waiting", floor.out_of_order
    return [
        {"name": f"routing, {size}, P99", "ms": round(p99, 1), "wanted": WANTED_MS, "met": p99 < WANTED_MS},
        {"name": f"routing, {size}, order", "passes": floor.passes, "out_of_order": broken, "met": not broken},
        {"name": f"routing, {size}", "per_second": round(rate), "wanted": WANTED_RATE, "met": rate >= WANTED_RATE},
    ]  # fmt: skip


def seats_from(first: int) -> list[int]:
    """Returns the numbers of the seats that become ready in one pass."""
    return [(first + more) % SEATS for more in range(READY_IN_PASS)]


async def fill_floor(database: Database, floor: Floor, clock: ManualClock) -> None:
    """Adds the waiting calls and the seats, and gives every seat a call."""
    async with database.begin(CITY) as work:
        for nth in range(WAITING + SEATS):
            await floor.arrive(work, clock.at - timedelta(seconds=(WAITING + SEATS - nth) * 0.05))
        for nth in range(SEATS):
            await floor.get_ready(work, nth)
    async with database.begin(CITY) as work:
        floor.check(await route_calls(work, RULES, SEATS), clock.at.timestamp())
        await work.run(ENDED)
    async with database.read(CITY) as work:
        await work.run("ANALYZE waiting_calls")
        await work.run("ANALYZE seats")


async def one_pass(database: Database, floor: Floor, clock: ManualClock, ready: list[int]) -> tuple[float, int]:
    """Makes seats ready and routes; returns the seconds of routing until the commit, and how many calls were matched.

    As many calls arrive as were matched before, so that the number of waiting calls stays.
    """
    clock.move(timedelta(seconds=0.05))
    async with database.begin(CITY) as work:
        await work.run(ENDED)
        for nth in ready:
            await floor.get_ready(work, nth)
        while len(floor.calls) < WAITING:
            await floor.arrive(work, clock.at)
    began = stopwatch()
    async with database.begin(CITY) as work:
        offers = await route_calls(work, RULES, READY_IN_PASS)
    seconds = stopwatch() - began
    floor.check(offers, clock.at.timestamp())
    return seconds, len(offers)
