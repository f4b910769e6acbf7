"""The place of a waiting caller, and the wait that follows from seats and latest talks."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from lianxin.calls.control.queue_place import QueuePlace, queue_place
from lianxin.calls.routing.waiting import CallNeeds, SeatSkills, enqueue_call, ready_seat
from lianxin.calls.rules.expected_wait import SaidPlace
from lianxin.calls.rules.routing import RoutingRules
from lianxin.calls.rules.words import Queue
from lianxin.kernel.clock import ManualClock
from lianxin.kernel.database import Database
from lianxin.kernel.work import UnitOfWork

CITY = "shanghai"
START = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)


@pytest.fixture
async def clock(database: Database) -> ManualClock:
    database.wall = ManualClock(START)
    async with database.begin(CITY) as work:
        await work.run("INSERT INTO cities (city_id, city_start, real_start) VALUES (%(city)s, %(now)s, %(now)s)")
    return database.wall


async def wait_in(work: UnitOfWork, queue: Queue) -> QueuePlace:
    """A call joins a queue; returns its place."""
    call_id = uuid4()
    row = {"id": call_id, "channel": "phone", "state": "queued", "queue": queue.value, "started_at": work.now}
    work.add("calls", row)
    await work.flush()
    await enqueue_call(work, call_id, CallNeeds(2, queue), RoutingRules())
    await work.flush()
    place = await queue_place(work, call_id)
    assert place is not None
    return place


def talked(work: UnitOfWork, queue: Queue, seconds: float) -> None:
    facts = {
        "call_id": uuid4(),
        "nth": 1,
        "direction": "in",
        "queue": queue.value,
        "skills": list[str](),
        "rung_back": False,
    }
    times = {"came_at": work.now - timedelta(hours=1), "talk": seconds - 20, "hold": 0.0, "wrap_up": 20.0}
    work.add("call_visits", {**facts, **times, "handed": False})


async def test_the_place_counts_only_the_own_queue(database: Database, clock: ManualClock):
    async with database.begin(CITY) as work:
        for queue in (Queue.GENERAL, Queue.EXPERT, Queue.GENERAL):
            await wait_in(work, queue)
            clock.move(timedelta(seconds=1))
    async with database.begin(CITY) as work:
        place = await wait_in(work, Queue.GENERAL)
        assert place == QueuePlace("queued", waits=True, ahead=2, seats=0, talks=0, handling=0.0)
        assert place.said == SaidPlace("position", 2)
        assert await queue_place(work, uuid4()) is None


async def test_the_wait_follows_seats_and_the_latest_talks(database: Database, clock: ManualClock):
    async with database.begin(CITY) as work:
        for nth in range(3):
            await ready_seat(work, f"staff:{nth}", SeatSkills(), RoutingRules())
        for _ in range(5):
            talked(work, Queue.GENERAL, 300)
            talked(work, Queue.EXPERT, 3000)
        await wait_in(work, Queue.GENERAL)
        clock.move(timedelta(seconds=1))
    async with database.begin(CITY) as work:
        place = await wait_in(work, Queue.GENERAL)
        assert place == QueuePlace("queued", waits=True, ahead=1, seats=3, talks=5, handling=300.0)
        assert place.said == SaidPlace("position_wait", 1, 4)
