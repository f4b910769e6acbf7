"""Keeps a served demonstration city active: simulated staff act at a visible pace and leave work for the viewer."""

import asyncio
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import psycopg
import structlog
from psycopg_pool import PoolClosed

from lianxin.cases import OPEN_CASE, IntakeForm, whole_city
from lianxin.city import NoSuchProfile, Profile, profile_folder
from lianxin.kernel.cities import is_demo
from lianxin.kernel.database import Database
from lianxin.kernel.errors import DomainError
from lianxin.people import NotADemo
from lianxin.simulation.memory import seen_since
from lianxin.simulation.requests import due_in, invented_requests, sample_requests, varied
from lianxin.simulation.run import staged
from lianxin.simulation.stage import Planned, Stage

log = structlog.get_logger("lianxin")

PACE = 1.5  # real seconds between two steps
STOCK = 140  # open cases below which citizens call
LEFT_ALONE = timedelta(minutes=10)  # real time without simulated steps after a person acted on a case
_REMEMBERED = 4000
DRAWN = 3
_CALLS = 0.35  # share of steps that are calls while there are fewer open cases than STOCK
_KEPT: Mapping[str, int] = {
    "draft": 2,
    "not_accepted": 1,
    "emergency_transferred": 1,
    "screening": 3,
    "pending_dispatch": 5,
    "handling": 40,
    "needs_information": 2,
    "responsibility_review": 2,
    "suspended": 2,
    "checking": 6,
    "callback_pending": 8,
    "review": 4,
    "merged": 2,
    "returns": 3,
    "extensions": 2,
    "office": 2,
}
"""The number of cases that stay in each state or at each desk for the viewer to work on."""
DECIDED_AT: Mapping[str, str] = {
    "grant_return": "returns",
    "refuse_return": "returns",
    "grant_extension": "extensions",
    "refuse_extension": "extensions",
    "grant_suspension": "office",
    "refuse_suspension": "office",
    "grant_exclusion": "office",
    "refuse_exclusion": "office",
}


class Life:
    """The simulation of a served city, and the cases it leaves alone because a person works on them."""

    def __init__(self, stage: Stage, samples: list[tuple[IntakeForm, float | None]], seed: int) -> None:
        self.stage = stage
        self.samples = samples
        self.position = stage.position
        self.chance = Random(f"life {seed}")  # noqa: S311 - nothing here is secret
        self.own: deque[datetime] = deque(maxlen=_REMEMBERED)
        self.left_alone: dict[UUID, datetime] = {}

    async def turn(self) -> None:
        """Reads what others did since the last turn, then takes one step."""
        stage, clock = self.stage, self.stage.database.clock
        async with stage.database.read(stage.city_id) as work:
            self.position, seen = await seen_since(work, self.position)
        touched = {one.case_id for one in seen if one.by_somebody and one.at not in self.own}
        until = clock.now() + LEFT_ALONE * clock.speed
        self.left_alone |= dict.fromkeys(touched, until)
        await stage.take_up({one.case_id for one in seen if one.at not in self.own}, clock.now())
        await self.act(clock.now())

    async def act(self, now: datetime) -> None:
        """Takes the next step of a case, or opens a new one."""
        planned = self.choose(now)
        wanted = sum(status in OPEN_CASE for status in self.stage.status.values()) < STOCK
        if planned is None or (wanted and self.chance.random() < _CALLS):
            planned = self.call(now)
        else:
            planned = replace(planned, at=now)
        self.own.append(now)
        self.stage.heap.clear()
        await self.stage.act([planned])

    def choose(self, now: datetime) -> Planned | None:
        """Returns the earliest of a few random planned steps whose desks keep enough cases; None without one."""
        lying = {case_id: self.desk_of(planned) for case_id, planned in self.stage.meant.items()}
        counts = Counter(lying.values())
        able = [
            planned
            for case_id, planned in self.stage.meant.items()
            if self.left_alone.get(case_id, now) <= now and counts[lying[case_id]] > _KEPT.get(lying[case_id], 0)
        ]
        return min(self.chance.sample(able, min(DRAWN, len(able))), default=None)

    def desk_of(self, planned: Planned) -> str:
        """Returns the desk of a case by the decision that is planned, otherwise its state."""
        command = planned.step.command if planned.step else ""
        return DECIDED_AT.get(command) or (self.stage.status[planned.case_id] if planned.case_id else "")

    def call(self, now: datetime) -> Planned:
        """Returns a planned call that varies one of the sample cases."""
        form, hours = self.chance.choice(self.samples)
        self.stage.nth += 1
        return Planned(now, self.stage.nth, None, form=due_in(varied(form, self.chance), hours, now))


async def live_city(database: Database, city_id: str, seed: int, *, pace: float = PACE) -> None:
    """Simulates a demonstration city until cancelled: about one step every `pace` real seconds.

    A case on which a person acted is left alone for LEFT_ALONE, and every desk keeps some work. Raises NotADemo for
    other cities.
    """
    async with database.read(city_id) as work:
        if not await is_demo(work):
            raise NotADemo(city=city_id)
        ids = await whole_city.open_case_ids(work)
    stage = await staged(database, city_id, seed, exact=False, live=True)
    life = Life(stage, samples_of(stage.profile, database.clock.now(), seed), seed)
    await stage.take_up(ids, database.clock.now())
    while True:
        await asyncio.sleep(pace * life.chance.uniform(0.6, 1.4))
        try:
            await life.turn()
        except PoolClosed:
            return
        except (DomainError, psycopg.Error):
            log.exception("background", task="simulation")


def samples_of(profile: Profile, now: datetime, seed: int) -> list[tuple[IntakeForm, float | None]]:
    """Returns the city's sample cases, or generated ones if it has none."""
    try:
        path = profile_folder(profile.code) / "demo" / "cases.csv"
    except NoSuchProfile:
        path = None
    if path is not None and path.is_file():
        return sample_requests(path, profile)
    return [(form, None) for _at, form in invented_requests(profile, seed, now, 200)]
