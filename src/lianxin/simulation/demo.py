"""Fills a demonstration city with staff and a month of simulated sample cases, so that every desk has work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from lianxin.cases import IntakeForm, asks, desk_counts, read_cases, sight_of
from lianxin.city import Profile, adopt_profile
from lianxin.kernel.cities import is_demo, set_clock
from lianxin.kernel.clock import ManualClock, WallClock
from lianxin.kernel.database import Database
from lianxin.kernel.work import UnitOfWork
from lianxin.people import SYSTEM, NotADemo
from lianxin.simulation.asides import ASIDES, AskOf, fits, order_for
from lianxin.simulation.intake import some_refusal
from lianxin.simulation.requests import due_in, moments, sample_requests
from lianxin.simulation.run import play, staged
from lianxin.simulation.scene import Step
from lianxin.simulation.staff import add_seats
from lianxin.simulation.stage import Stage
from lianxin.simulation.units import reply

_Progress = Callable[[str, float], None]

_DAYS = 30
_LATELY = timedelta(days=4)
SHARE_LATELY = 0.45
AT_THE_DOOR = 7  # drafts that an operator is filling in at the end
UNSURE = 5  # cases sent without a topic, so that they wait at the dispatch desk
LAST_MOMENT = timedelta(seconds=20)
LAST_MINUTES = timedelta(minutes=6)
_JUST_PRAISED = timedelta(minutes=25)  # the unit has been told, and has not taken note yet
SPEED = 12


@dataclass(frozen=True)
class _Shown:
    """A command for `count` cases in a state, so that the desk it leads to is not empty; `then` follows it.

    With a `desk` only as many as that desk lacks: it may be empty at night, on a Sunday or after a holiday.
    """

    count: int
    command: str
    then: str = ""
    status: str = "handling"
    desk: str = ""


# The order matters: later rows take cases from desks that earlier rows have filled.
_SHOWN = (
    _Shown(16, "reply_order", desk="check"),
    _Shown(12, "pass_check", status="checking", desk="callback"),  # a doubtful reply stays with the checker
    _Shown(4, "reply_order", desk="check"),
    _Shown(2, "refuse_case", status="draft", desk="confirm"),
    _Shown(4, "ask_return"),
    _Shown(3, "ask_information"),
    _Shown(3, "call_ruling"),
    _Shown(3, "ask_extension"),
    _Shown(2, "ask_suspension"),
    _Shown(2, "ask_suspension", "grant_suspension"),
    _Shown(2, "ask_exclusion"),
    _Shown(2, "merge_case"),
    _Shown(4, "urge_case"),
    _Shown(2, "supervise_case"),
    _Shown(2, "transfer_emergency", status="draft"),
    _Shown(4, "answer_callback", status="callback_pending"),
)
_SAID: Mapping[str, AskOf] = {
    "reply_order": lambda scene, order: reply(scene, order).ask if order else None,
    "pass_check": lambda _scene, _order: asks.checking.MaybeNote(),
    "refuse_case": lambda scene, _order: some_refusal(scene),
    "transfer_emergency": lambda scene, _order: asks.emergencies.Emergency("120", scene.say("emergency")),
    "answer_callback": lambda scene, _order: asks.followup.Verdict(
        "unsolved", "dissatisfied", "not_solved", scene.say("callback_dissatisfied")
    ),
}


async def seed_demo(
    database: Database, profile: Profile, demo_folder: Path, *, speed: int = SPEED, progress: _Progress | None = None
) -> int:
    """Fills a demonstration city with staff for every role and a month of cases from `cases.csv` up to now.

    Afterwards the city's clock continues from the real time, `speed` times as fast. `progress(what, share)` is called
    with 0…1 of the month. Returns the number of cases. Raises NotADemo for other cities.
    """
    end, before = WallClock().now(), database.clock
    clock = ManualClock(min(before.now(), end - timedelta(days=_DAYS)))
    database.clock = clock
    try:
        async with database.begin(profile.code) as work:
            await must_be_demo(work)
            await adopt_profile(work, profile)
            await add_seats(work, profile)
        stage = await staged(database, profile.code, seed=1, exact=False)
        for at, form in sample_life(stage, demo_folder / "cases.csv", clock.now(), end):
            stage.expect(at, form)
        await play(stage, clock, until=end, progress=lived(clock, end, progress))
        for shown in _SHOWN:
            await _show(stage, shown, end)
        async with database.begin(profile.code) as work:
            await set_clock(work, speed)
    finally:
        database.clock = before
    return len(stage.status)


async def must_be_demo(work: UnitOfWork) -> None:
    """Raises NotADemo for a city that is not a demonstration."""
    if not await is_demo(work):
        raise NotADemo(city=work.city_id)


def sample_life(stage: Stage, path: Path, start: datetime, end: datetime) -> list[tuple[datetime, IntakeForm]]:
    """Returns time and form of each sample case: over a month, many in the last days, a few in the last minutes."""
    samples = sample_requests(path, stage.profile)
    stage.chance.shuffle(samples)
    first = next((sample for sample in samples if sample[0].nature == "praise"), samples[0])
    samples.remove(first)
    samples.insert(0, first)
    now = min(AT_THE_DOOR, len(samples))
    unsure = min(UNSURE, len(samples) - now)
    lately = int((len(samples) - now - unsure) * SHARE_LATELY)
    rest = len(samples) - now - unsure - lately
    times = [
        *moments(stage.profile, stage.chance, start, end - _LATELY, rest),
        *moments(stage.profile, stage.chance, end - _LATELY, end, lately),
        *[end - LAST_MINUTES] * unsure,
        *[end - LAST_MOMENT] * now,
    ]
    times[0] = end - _JUST_PRAISED
    life = [(at, due_in(form, hours, at)) for at, (form, hours) in zip(times, samples, strict=True)]
    for nth in range(rest + lately, len(life) - now):
        life[nth] = (life[nth][0], replace(life[nth][1], topic=""))
    return life


def lived(clock: ManualClock, end: datetime, progress: _Progress | None) -> _Progress | None:
    """Returns a progress function that reports the share of the month that has passed, None without `progress`."""
    start = clock.now()
    if progress is None:
        return None
    told = progress
    return lambda what, _share: told(what, (clock.now() - start) / (end - start))


async def _show(stage: Stage, shown: _Shown, now: datetime) -> None:
    """Carries out a row's command on the newest cases that allow it and were not used by an earlier row."""
    left = shown.count - await lying_on(stage, shown.desk)
    async with stage.database.read(stage.city_id) as work:
        files = await read_cases(work, [case_id for case_id, status in stage.status.items() if status == shown.status])
    for file in sorted(files, key=lambda one: one.case.number, reverse=True):
        order = order_for(file, shown.command)
        if left <= 0 or file.case.id in stage.shown or not fits(file, shown.command, order):
            continue
        ask = said_at(shown.command)(stage.scene(file, now), order)
        if ask is None:
            continue
        target = order.id if order else file.case.id
        done = await stage.act([stage.planned(file, Step(now, shown.command, target, ask))])
        left = shown.count - await lying_on(stage, shown.desk) if shown.desk else left - done
        if done and not shown.desk:
            stage.shown.add(file.case.id)
        if done and shown.then:
            ask = said_at(shown.then)(stage.scene(file, now), None)
            await stage.act([stage.planned(file, Step(now, shown.then, file.case.id, ask))])


async def lying_on(stage: Stage, code: str) -> int:
    """Returns the number of cases on this desk; 0 for an empty code."""
    async with stage.database.read(stage.city_id) as work:
        sight = sight_of(SYSTEM, stage.profile)
        return (await desk_counts(work, sight, [code] if code else [])).get(code, 0)


def said_at(command: str) -> AskOf:
    """Returns the function that fills in the form of a command."""
    return _SAID[command] if command in _SAID else ASIDES[command].ask
