"""Facts are kept as the log goes on, and are the same when they are built anew from it."""

from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest

from builders.cases import CHECKER, DISPATCHER, MONDAY, Town, a_person, a_town, handler
from builders.figures import MONTH, TABLES, built_anew, counted, figures_of, keep_up, kept, numbers, share
from builders.life import NAME, PHONE, PROSE, a_life
from builders.site import AppSite
from lianxin.city import current_profile
from lianxin.insight import INDICATORS, READER, keep_facts, rebuild
from lianxin.insight.counting import numbers as profile_numbers
from lianxin.insight.keeping import FACT_TABLES as TABLE_OF
from lianxin.insight.keeping import build
from lianxin.insight.rules.facts import CallbackFact, CaseFact, ClockFact, OrderFact
from lianxin.insight.rules.indicator import PREVIOUS, Base, share_of
from lianxin.insight.statements import FROM_FACTS, OPENED_BEFORE, WITH_CASE
from lianxin.kernel.database import Database
from lianxin.kernel.feed import react

STREET = handler("pudong-weifang")
JOINED = {
    Base.CASES: (CaseFact,),
    Base.ORDERS: (OrderFact, CaseFact),
    Base.CLOCKS: (ClockFact, OrderFact, CaseFact),
    Base.CALLBACKS: (CallbackFact, CaseFact),
}
SAME = """
SELECT c.number FROM cases c LEFT JOIN case_facts f ON f.city_id = c.city_id AND f.id = c.id
WHERE c.city_id = %(city)s AND (f.id IS NULL OR (f.status, f.round, f.topic, f.district, f.nature, f.urgency, f.number)
  IS DISTINCT FROM (c.status, c.round, c.topic, c.district, c.nature, c.urgency, c.number)
  OR f.citizen_id IS DISTINCT FROM c.citizen_id OR f.accepted_at IS DISTINCT FROM
     CASE WHEN EXISTS (SELECT FROM events e WHERE e.city_id = c.city_id AND e.case_id = c.id
                       AND e.kind = 'case.moved' AND e.data ->> 'move' = 'inform') THEN NULL ELSE c.accepted_at END
  OR c.status <> 'merged' AND f.round <> c.round)
"""
SAME_ORDERS = """
SELECT o.id FROM work_orders o LEFT JOIN order_facts f ON f.city_id = o.city_id AND f.id = o.id
WHERE o.city_id = %(city)s AND (f.id IS NULL OR (f.status, f.unit, f.role, f.round, f.dispatched_at)
  IS DISTINCT FROM (o.status, o.unit, o.role, o.round, o.dispatched_at) OR f.replied_at IS DISTINCT FROM o.replied_at)
"""
SAME_CLOCKS = """
SELECT k.kind FROM clocks k LEFT JOIN clock_facts f ON f.city_id = k.city_id AND f.id = k.id
WHERE k.city_id = %(city)s AND k.kind IN ('sign', 'first_contact', 'respond', 'close', 'answer')
  AND (f.id IS NULL OR f.due_at <> k.due_at OR f.fired <> (k.fired_at IS NOT NULL)
       OR replace(f.ended, 'missed', 'cancelled') IS DISTINCT FROM replace(k.ended, 'missed', 'cancelled'))
"""


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def lived(site: AppSite, seed: int, steps: int) -> Town:
    """A city in which everything happens, with the reader coming by now and then."""
    life = await a_life(site, seed)
    for step in range(steps):
        await life.step()
        if step % 7 == 0:
            await site.town.later(hours=life.chance.choice((0.1, 3, 30)))
            await react(site.town.database, site.town.id, READER, keep_facts, life.chance.choice((1, 3, 40)))
    await keep_up(site.town)
    return site.town


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_lived_city_has_the_same_facts_when_they_are_built_anew(site: AppSite, seed: int):
    town = await lived(site, seed, 160)
    before = await kept(town)
    assert all(before.values())
    assert await built_anew(town) == before
    assert await town.tuples(SAME) == []
    assert await town.tuples(SAME_ORDERS) == []
    assert await town.tuples(SAME_CLOCKS) == []
    await statements_count_as_the_formulas_say(town)
    assert not any(said in str(before) for said in (PHONE, NAME, PROSE)), "facts hold no words and no numbers of people"


async def statements_count_as_the_formulas_say(town: Town) -> None:
    """The SQL of an indicator and its conditions read in Python agree, and so does the list of what was counted."""
    told = await figures_of(town)
    async with town.database.read(town.id) as work:
        settings = profile_numbers((await current_profile(work)).indicators)
    for row in INDICATORS.values():
        if not row.needs:
            facts = [one for one in await rows_of(town, row.base) if so_far(town, one[row.at])]
            assert share_of(row, facts, settings) == (told[row.code]["n"], told[row.code]["of"] or told[row.code]["n"])
            listed = await counted(town, row.code)
            assert len(listed["items"]) == min(50, listed["counts"]["counted"])


def so_far(town: Town, at: Any) -> bool:
    """Within the period that figures are asked of, which ends now."""
    return at is not None and MONTH["since"] <= at < min(MONTH["until"], town.clock.now())


async def rows_of(town: Town, base: Base) -> list[dict[str, Any]]:
    """Every row that indicators of a base look at, by the full names of its columns."""
    names = [f"{TABLE_OF[fact].removesuffix('_facts')}.{field.name}" for fact in JOINED[base] for field in fields(fact)]
    columns = ", ".join('"' + name.replace(".", '"."') + '"' for name in names)
    case = "" if base is Base.CASES else WITH_CASE.format(base=f'"{base}"')
    previous = OPENED_BEFORE.as_string(None)
    found = await town.tuples(
        f'SELECT {columns}, {previous} FROM {FROM_FACTS[base]}{case} WHERE "{base}".city_id = %(city)s'
    )
    return [dict(zip([*names, PREVIOUS], line, strict=True)) for line in found]


async def test_events_are_folded_once_however_many_readers_come(town: Town):
    await town.a_case()
    await keep_up(town)
    before = await kept(town)
    await keep_up(town, 1)
    assert await kept(town) == before


async def test_a_merged_citizens_answer_is_about_the_unit_that_answered(town: Town):
    primary = await town.a_case(person=a_person(), unit="pudong-weifang")
    other = await town.a_case(person=a_person(2), unit="huangpu")
    await town.do("merge_case", other, DISPATCHER, primary.case.number)
    await town.do("sign_order", primary.orders[0], STREET)
    await town.do("reply_order", primary.orders[0], STREET, "solved", PROSE)
    await town.do("pass_check", primary, CHECKER)
    await keep_up(town)
    units = await town.tuples("SELECT unit, outcome_unit FROM callback_facts WHERE city_id = %(city)s")
    assert units == [("pudong-weifang", "solved")] * 2


async def test_old_events_that_lack_a_later_fact_still_tell(town: Town):
    file = await town.a_case(urgency="critical")
    await town.do("ask_return", file.orders[0], STREET, "not_our_duty", PROSE)
    await town.later(hours=2)
    async with town.begin() as work:
        await work.run("UPDATE events SET data = data - 'return_decision' - 'details' WHERE city_id = %(city)s")
    assert share((await figures_of(town))["wrongful_return_rate"]) == (1, 1)


async def test_a_figure_can_be_counted_as_it_was_published(town: Town):
    await town.a_case()
    published = await figures_of(town)
    position = await town.tuples("SELECT position FROM cities WHERE city_id = %(city)s")
    await town.a_case()
    assert share((await figures_of(town))["inflow"]) == (2, None)
    await rebuild(town.database, town.id, until=position[0][0])
    async with town.database.read(town.id) as work:
        assert await work.value("SELECT count(*) FROM case_facts WHERE city_id = %(city)s") == published["inflow"]["n"]
    await keep_up(town)
    assert share((await figures_of(town))["inflow"]) == (2, None), "the reader goes on from there"


async def build_half_way(town: Town) -> None:
    """Everything is built anew, but nothing commits."""
    async with town.begin() as work:
        await build(work)
        raise OSError("the power went")


async def test_a_rebuild_that_fails_leaves_the_figures_as_they_were(town: Town):
    file = await town.a_case()
    await keep_up(town)
    with pytest.raises(OSError, match="the power went"):
        await build_half_way(town)
    assert await numbers(town, "inflow") == [file.case.number]
    assert town.clock.now() - MONDAY < timedelta(minutes=1)
    assert set(await kept(town)) == set(TABLES)
