"""Drives the cases of a whole city to their end, on a clock that jumps from event to event."""

from collections.abc import Callable, Mapping
from datetime import datetime

from lianxin.cases import whole_city
from lianxin.city import NoSuchProfile, current_profile, profile_folder
from lianxin.kernel.clock import ManualClock, stopwatch
from lianxin.kernel.database import Database
from lianxin.kernel.feed import last_position
from lianxin.simulation.cast import Cast
from lianxin.simulation.phrases import Phrases, load_phrases
from lianxin.simulation.report import SimulationReport, counted
from lianxin.simulation.requests import invented_requests
from lianxin.simulation.shares import SHARES, Dice
from lianxin.simulation.stage import ENDED, SWEEP_EVERY, WINDOW, Stage

_Progress = Callable[[str, float], None]
_EVERY = 20  # loop turns between two progress reports


async def simulate(
    database: Database,
    city_id: str,
    seed: int,
    *,
    cases: int | None = None,
    new: int = 0,
    shares: Mapping[str, float] = SHARES,
    progress: _Progress | None = None,
) -> SimulationReport:
    """Drives the city's open cases (at most `cases` of them) to their end through the public commands.

    `new` citizens call within the first week. The simulation has its own time, which starts at the database's present
    and jumps; a database for this purpose has a ManualClock. `shares` are the frequencies of events.
    The same seed on the same cases gives the same run, except for the sample of cases answered at once that get a
    callback, which is drawn by their ids. `progress(what, share)` is called from time to time with 0…1.
    """
    began = stopwatch()
    clock, before = ManualClock(database.clock.now()), database.clock
    if isinstance(before, ManualClock):
        clock = before
    database.clock = clock
    try:
        stage = await staged(database, city_id, seed, exact=True, shares=shares)
        start = stage.position
        async with database.read(city_id) as work:
            ids = await whole_city.open_case_ids(work)
        stage.barred = set(ids[cases:]) if cases is not None else set()
        await stage.take_up(ids, clock.now())
        for at, form in invented_requests(stage.profile, seed, clock.now(), new):
            stage.expect(at, form)
        await play(stage, clock, progress=progress, only=cases is not None)
    finally:
        database.clock = before
    async with database.read(city_id) as work:
        return await counted(work, stage, start, stopwatch() - began)


async def staged(
    database: Database,
    city_id: str,
    seed: int,
    *,
    exact: bool,
    live: bool = False,
    shares: Mapping[str, float] = SHARES,
) -> Stage:
    """Returns a simulation of a city with its staff and texts. With `live` it ignores office hours, and expects that
    other people act too."""
    async with database.read(city_id) as work:
        profile = await current_profile(work)
        position = await last_position(work)
    cast = Cast(database, city_id, profile, exact=exact)
    await cast.gather()
    dice = Dice(seed, shares)
    stage = Stage(database, city_id, profile, cast, _words_of(profile.code), seed, dice, hours=not live, careful=live)
    stage.position = position
    return stage


def _words_of(city: str) -> Phrases:
    """Returns the city's own demonstration texts, or the default ones."""
    try:
        return load_phrases(profile_folder(city) / "demo")
    except NoSuchProfile:
        return load_phrases(None)


async def play(
    stage: Stage,
    clock: ManualClock,
    *,
    until: datetime | None = None,
    progress: _Progress | None = None,
    only: bool = False,
) -> None:
    """Carries out planned steps and fires limits in the order of time, until nothing is left or `until` is reached.

    With `only` it ends when all simulated cases have ended, even if limits of other cases still run.
    """
    swept, turn = clock.now() - SWEEP_EVERY, 0
    while True:
        async with stage.database.read(stage.city_id) as work:
            due = await whole_city.next_due(work)
        acts, fires = stage.next_at(), max(due, swept + SWEEP_EVERY) if due is not None else None
        coming = min((at for at in (acts, fires) if at is not None), default=None)
        if coming is None or (until is not None and coming > until) or (only and acts is None and rested(stage)):
            break
        if fires is not None and coming == fires:
            swept = clock.move_to(max(fires, clock.now()))
            await stage.fire(clock)
        else:
            batch = stage.batch(min(at for at in (fires, coming + WINDOW, until) if at is not None))
            clock.move_to(max(batch[0].at, clock.now()))
            await stage.act(batch)
            clock.move_to(max(batch[-1].at, clock.now()))
        turn += 1
        if progress and turn % _EVERY == 0:
            progress("simulate", share_ended(stage))
    if until is not None:
        clock.move_to(max(until, clock.now()))


def rested(stage: Stage) -> bool:
    """Returns whether all simulated cases have ended."""
    return all(status in ENDED for status in stage.status.values())


def share_ended(stage: Stage) -> float:
    """Returns the share of the cases that have ended, 0…1."""
    waiting = sum(planned.form is not None for planned in stage.heap)
    return sum(status in ENDED for status in stage.status.values()) / max(1, len(stage.status) + waiting)
