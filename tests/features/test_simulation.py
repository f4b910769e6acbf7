"""A simulated city: hundreds of cases driven to their end by people with roles; a demonstration that lives."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest

from builders.cases import CALLBACK_AGENT, PROFILES, Town, a_person, a_town, shanghai
from builders.life import ONLY_AFTER_RETIREMENT
from lianxin.cases import COMMANDS, IntakeForm, desk_counts, send_opened, sight_of, verify_city
from lianxin.cases.commands.intake import open_cases
from lianxin.city import Profile, adopt_profile
from lianxin.kernel.clock import FastClock, WallClock
from lianxin.kernel.database import Database
from lianxin.people import SYSTEM, NotADemo, Role, demo_staff, desks_of
from lianxin.simulation import SimulationReport, live_city, seed_demo, simulate
from lianxin.simulation.phrases import PLAIN, load_phrases
from lianxin.simulation.shares import SHARES, Dice

pytestmark = pytest.mark.once
DEMO = PROFILES / "shanghai" / "demo"
REAL_REPLY = "经现场核查，该摊点已取缔，后续加强巡查，感谢您的监督。"


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def sound(town: Town) -> None:
    """The whole log replays to the tables."""
    report = await verify_city(town.database, town.id)
    assert report.findings == []


@pytest.mark.timeout(900)
async def test_four_hundred_cases_come_to_their_end_and_what_happens_keeps_its_shares(town: Town):
    report = await simulate(town.database, town.id, seed=1, new=400)
    assert report.accepted >= 400
    assert set(report.by_status) == {"archived", "void"}
    assert (report.illegal_moves, report.double_fired, report.open_without_due, report.given_up) == (0, 0, 0, 0)
    assert sum(report.refused.values()) < 10
    assert plausible(report) == {}
    assert orjson.loads(orjson.dumps(asdict(report)))["events"] == report.events
    await sound(town)


@pytest.mark.timeout(900)
async def test_in_a_year_when_everything_happens_every_command_there_is_is_used(town: Town):
    report = await simulate(town.database, town.id, seed=1, new=200, shares={**SHARES, **EVENTFUL})
    assert set(report.by_status) == {"archived", "void"}
    assert set(report.commands) == COMMANDS.keys() - ONLY_AFTER_RETIREMENT
    assert (report.illegal_moves, report.double_fired, report.open_without_due, report.given_up) == (0, 0, 0, 0)
    await sound(town)


EVENTFUL = {
    "emergency": 0.04,
    "grew_dangerous": 0.03,
    "not_accepted": 0.05,
    "objects": 0.5,
    "split": 0.03,
    "merged": 0.05,
    "merge_undone": 0.4,
    "ask_return": 0.2,
    "forwarded": 0.6,
    "inside_return": 0.4,
    "co_unit": 0.15,
    "supervised": 0.06,
    "more_told": 0.05,
    "withdrawn": 0.03,
    "linked": 0.04,
    "desk_asks": 0.03,
    "extension": 0.12,
    "extension_granted": 0.5,
    "suspension": 0.1,
    "suspension_granted": 0.5,
    "exclusion": 0.06,
    "media": 0.03,
    "ruling_called": 0.3,
    "ruling_claimed": 0.06,
    "ruled_by_time": 0.05,
    "opinions_asked": 0.7,
    "precedent_withdrawn": 0.9,
    "reopened": 0.04,
    "archive_reopened": 0.04,
    "published": 0.05,
    "proposed": 0.05,
    "wrongly_published": 0.6,
}


def plausible(report: SimulationReport) -> dict[str, float]:
    """Shares of all cases that are not in the order of magnitude meant."""
    shares = {name: getattr(report, name) / report.accepted for name in MEANT if name in asdict(report)}
    shares["returns_refused"] = report.returns_refused / report.returns
    return {name: share for name, share in shares.items() if not MEANT[name][0] < share < MEANT[name][1]}


MEANT = {
    "returns": (0.04, 0.12),
    "returns_refused": (0.45, 0.75),
    "rulings": (0.003, 0.03),
    "sub_orders": (0.02, 0.3),
    "co_orders": (0.02, 0.1),
    "extensions": (0.01, 0.06),
    "late": (0.03, 0.15),
    "missing_information": (0.015, 0.07),
    "dissatisfied": (0.08, 0.2),
    "second_rounds": (0.04, 0.15),
    "unverified": (0.01, 0.08),
}


async def test_everybody_acts_under_a_name_of_their_own_and_only_deadlines_have_none(town: Town):
    await simulate(town.database, town.id, seed=2, new=30)
    rows = await town.tuples(
        "SELECT e.kind, s.roles IS NULL, count(*) FROM events e LEFT JOIN staff s ON s.city_id = e.city_id"
        " AND 'staff:' || s.id = e.actor WHERE e.city_id = %(city)s AND e.kind LIKE '%%.moved' GROUP BY 1, 2"
    )
    by_nobody = {kind: count for kind, nobody, count in rows if nobody}
    fired = await town.tuples(
        "SELECT count(*) FROM events WHERE city_id = %(city)s AND kind = 'case.moved' AND actor = 'system'"
        " AND data->>'move' NOT IN ('archive', 'rule', 'close_unverified', 'resume_handling', 'resume_dispatch',"
        " 'resume_screening')"
    )
    assert by_nobody.keys() <= {"case.moved", "order.moved"}
    assert fired == [(0,)]
    assert {kind for kind, nobody, _ in rows if not nobody} == {"case.moved", "order.moved"}


async def test_the_same_seed_on_the_same_day_tells_the_same_story(database: Database):
    stories: list[dict[str, Any]] = []
    for _ in range(2):
        town = await a_town(database)
        town.clock.move(timedelta(minutes=1))
        async with town.begin() as work:
            await adopt_profile(work, without_samples(shanghai()))
        told = asdict(await simulate(database, town.id, seed=7, new=40))
        stories.append({name: value for name, value in told.items() if name not in {"seconds", "cases_per_second"}})
    assert stories[0] == stories[1]


def without_samples(profile: Profile) -> Profile:
    """Which answers are verified depends on the ids of cases, and these differ."""
    document: dict[str, Any] = orjson.loads(orjson.dumps(profile.to_document()))
    document["city"]["callback"]["sample_answered"] = 0
    return Profile.from_document({**document, "version": "no samples"})


async def test_cases_that_are_there_are_driven_on_at_most_as_many_as_wanted(town: Town):
    for _ in range(6):
        await town.a_case()
    report = await simulate(town.database, town.id, seed=1, cases=4)
    assert report.by_status["archived"] == 4
    open_numbers = await town.tuples("SELECT status FROM cases WHERE city_id = %(city)s ORDER BY number")
    assert [status for (status,) in open_numbers[:4]] == ["archived"] * 4
    assert town.database.clock is town.clock


async def test_a_unit_replies_with_the_words_it_really_wrote(town: Town):
    forms = [
        IntakeForm("夜间占道经营。", topic="01.01.01", street="310115004", person=a_person(nth), extra={"reply": reply})
        for nth, reply in enumerate((REAL_REPLY, "已办"))
    ]
    async with town.begin() as work:
        for opened in await open_cases(work, SYSTEM, forms):
            await send_opened(opened, SYSTEM)
    report = await simulate(town.database, town.id, seed=1)
    replies = await town.tuples("SELECT body FROM texts WHERE city_id = %(city)s AND kind = 'reply'")
    assert (REAL_REPLY,) in replies
    assert ("已办",) not in replies
    assert "reply_order: cases.reply_too_short" not in report.refused


async def test_who_waits_for_an_answer_when_the_simulation_begins_gets_one(town: Town):
    file = await town.a_case()
    file = await town.do("sign_order", file.orders[0])
    await town.do("ask_extension", file.orders[0], SYSTEM, 3, "需要配件")
    report = await simulate(town.database, town.id, seed=1)
    assert report.commands["grant_extension"] == 1


def test_dice_fall_as_often_as_their_share_says_whatever_the_seed():
    for seed in range(20):
        dice = Dice(seed)
        for name in ("ask_return", "media", "late"):
            fell = sum(dice.falls(name) for _ in range(1000))
            assert abs(fell - SHARES[name] * 1000) <= 1


def test_words_come_from_the_city_where_it_has_some_for_the_office_and_topic():
    chance = Random(1)
    phrases = load_phrases(DEMO)
    general = {row.words for row in phrases.replies["solved"] if row.office == "*" and not row.topics}
    of_topic = {row.words for row in phrases.replies["solved"] if "14.04" in row.topics and row.office == "gongan"}
    assert phrases.reply("gongan", "14.04.01", "solved", chance) in of_topic
    assert phrases.reply("nobody", "99.99.99", "solved", chance) in general
    bare = load_phrases(None)
    assert all(bare.say(kind, chance) == words for kind, words in PLAIN.items())


# the demonstration


async def a_demo(database: Database) -> Town:
    """A demonstration city as it is before anybody lives there."""
    town = await a_town(database, WallClock().now() - timedelta(days=30))
    town.id = town.id.replace("town", "demo")
    async with town.begin() as work:
        work.add("cities", {"demo": 1, "city_start": work.now, "real_start": work.now})
        await adopt_profile(work, shanghai())
    return town


def few_samples(folder: Path, count: int) -> Path:
    """A demonstration folder with the first sample cases only."""
    lines = (DEMO / "cases.csv").read_text("utf-8-sig").splitlines()
    (folder / "cases.csv").write_text("\n".join(lines[: count + 1]), "utf-8")
    return folder


@pytest.mark.timeout(900)
async def test_a_demonstration_city_has_people_for_every_role_and_work_on_every_desk(database: Database):
    town = await a_demo(database)
    began = WallClock().now()
    await seed_demo(database, replace(shanghai(), code=town.id), DEMO, speed=20)
    async with database.begin(town.id) as work:
        staff = await demo_staff(work)
    roles = Counter(role for person in staff for role in person.roles)
    assert (set(roles), roles[Role.SEALED_KEEPER]) == (set(Role), 2)
    assert all(roles[role] >= 2 for role in (Role.OPERATOR, Role.DISPATCHER, Role.CHECKER, Role.CALLBACK_AGENT))
    assert {unit.code for unit in shanghai().units if unit.kind == "district"} <= {person.unit for person in staff}
    statuses = dict(await town.tuples("SELECT status, count(*) FROM cases WHERE city_id = %(city)s GROUP BY 1"))
    assert statuses.keys() >= SHOWN_STATES
    [(city_start, speed)] = await town.tuples("SELECT city_start, speed FROM cities WHERE city_id = %(city)s")
    assert (speed, abs(city_start - began) < timedelta(seconds=5)) == (20, True)
    latest = await town.tuples("SELECT max(at) FROM events WHERE city_id = %(city)s")
    assert latest[0][0] <= city_start
    await sound(town)


OWN_LISTS = {"intake", "unit", "praise"}
WORK_LISTS = {
    *OWN_LISTS,
    "confirm",
    "dispatch",
    "returns",
    "rulings",
    "check",
    "callback",
    "review",
    "supervision",
    "office",
}
"""Every desk with a list of cases. The first three differ from person to person."""


@pytest.mark.moment
@pytest.mark.timeout(600)
async def test_a_city_seeded_at_any_moment_has_work_on_every_desk(database: Database, tmp_path: Path):
    town = await a_demo(database)
    await seed_demo(database, replace(shanghai(), code=town.id), few_samples(tmp_path, 120))
    town.clock.move_to(WallClock().now())
    found: dict[str, list[int]] = {}
    async with database.read(town.id) as work:
        for person in await demo_staff(work):
            desks = sorted(WORK_LISTS.intersection(desks_of(person.roles)))
            counts = await desk_counts(work, sight_of(person.actor, shanghai()), desks) if desks else {}
            for desk, count in counts.items():
                found.setdefault(desk, []).append(count)
    assert found.keys() == WORK_LISTS
    assert [desk for desk, counts in found.items() if not (max if desk in OWN_LISTS else min)(counts)] == []


SHOWN_STATES = {
    "draft",
    "screening",
    "pending_dispatch",
    "handling",
    "needs_information",
    "responsibility_review",
    "suspended",
    "checking",
    "callback_pending",
    "review",
    "closed",
    "archived",
    "emergency_transferred",
    "merged",
}


async def test_a_city_where_people_really_work_is_neither_seeded_nor_brought_to_life(town: Town, tmp_path: Path):
    with pytest.raises(NotADemo):
        await seed_demo(town.database, replace(shanghai(), code=town.id), few_samples(tmp_path, 3))
    with pytest.raises(NotADemo):
        await live_city(town.database, town.id, seed=1)
    assert await town.tuples("SELECT count(*) FROM staff WHERE city_id = %(city)s") == [(0,)]


async def test_a_living_city_acts_without_end_and_leaves_alone_what_somebody_just_took(
    database: Database, tmp_path: Path
):
    town = await a_demo(database)
    await seed_demo(database, replace(shanghai(), code=town.id), few_samples(tmp_path, 80))
    now = WallClock().now()
    database.clock = FastClock(now, now, 12)
    [(position,)] = await town.tuples("SELECT position FROM cities WHERE city_id = %(city)s")
    async with alive(town):
        await until(town, position + 40)
        rows = await town.tuples("SELECT id FROM cases WHERE city_id = %(city)s AND status = 'handling' LIMIT 1")
        taken = await town.do("add_note", await town.look(rows[0][0]), CALLBACK_AGENT, "我来跟进这件事")
        await until(town, position + 600)
    after = await town.tuples(
        "SELECT DISTINCT actor FROM events WHERE city_id = %(city)s AND case_id = %(case)s AND position > ("
        " SELECT max(position) FROM events WHERE city_id = %(city)s AND case_id = %(case)s AND actor = %(me)s)"
        " AND actor <> 'system'",
        case=taken.case.id,
        me=CALLBACK_AGENT.ref,
    )
    assert after == []
    await sound(town)


@contextlib.asynccontextmanager
async def alive(town: Town) -> AsyncIterator[None]:
    """The city's people act meanwhile, as quickly as they can."""
    living = asyncio.create_task(live_city(town.database, town.id, seed=1, pace=0.0))
    try:
        yield
    finally:
        living.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await living


async def until(town: Town, position: int) -> None:
    """Waits until so much has happened."""
    while True:
        [(now,)] = await town.tuples("SELECT position FROM cities WHERE city_id = %(city)s")
        if now >= position:
            return
        await asyncio.sleep(0.02)
