"""The log played again: an honest city is sound, and every way of bending rows or log is found out."""

from typing import Any

import psycopg
import pytest

from builders.cases import Town, a_person, a_town, handler
from lianxin.cases import CaseFile, verify_city
from lianxin.kernel.database import Database
from lianxin.people import SYSTEM

STREET = handler("pudong-weifang")


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def a_life(town: Town, number: int = 1) -> CaseFile:
    """A case that has seen most kinds of events, and is being handled in its second round."""
    file = await town.a_case(person=a_person(number))
    order = file.orders[0]
    await town.do("ask_return", order, STREET, "not_our_duty", "不归我们管")
    await town.do("refuse_return", order, SYSTEM, "权责清单写明归你们")
    await town.do("ask_desk", order, STREET, "几号楼？")
    await town.do("give_information", file, SYSTEM, "三号楼")
    await town.do("reply_order", order, STREET, "solved", "已到现场取缔并加强巡查。")
    await town.do("pass_check", file)
    await town.do("answer_callback", file, SYSTEM, "unsolved", "dissatisfied", "not_solved", "还在摆")
    file = await town.do("redo_case", file, SYSTEM, "夜间未核查")
    await town.later(hours=7)
    return await town.look(file)


async def bend(town: Town, statement: str, **params: Any) -> None:
    """Somebody changes rows by hand."""
    async with await psycopg.AsyncConnection.connect(town.database.dsn, autocommit=True) as connection:
        changed = await connection.execute(statement, {"city": town.id, **params})
        assert changed.rowcount > 0


async def problems(town: Town) -> list[str]:
    """What the replay finds."""
    report = await verify_city(town.database, town.id)
    assert report.ok == (report.found == 0)
    return [finding.problem for finding in report.findings]


async def test_an_honest_city_is_sound_and_everything_was_looked_at(town: Town):
    file = await a_life(town)
    report = await verify_city(town.database, town.id)
    assert (report.ok, report.findings) == (True, [])
    counted = await town.tuples(
        "SELECT (SELECT count(*) FROM events WHERE city_id = %(city)s), (SELECT count(*) FROM cases WHERE city_id ="
        " %(city)s), (SELECT count(*) FROM work_orders WHERE city_id = %(city)s), (SELECT count(*) FROM clocks WHERE"
        " city_id = %(city)s), (SELECT count(*) FROM texts WHERE city_id = %(city)s), (SELECT count(*) FROM clocks"
        " WHERE city_id = %(city)s AND fired_at IS NOT NULL)"
    )
    assert counted == [
        (report.events, report.cases, report.orders, report.clocks, report.texts, report.fired),
    ]
    assert report.fired > 0
    assert file.case.round == 2


async def test_an_empty_city_is_sound(town: Town):
    report = await verify_city(town.database, town.id)
    assert (report.ok, report.cases) == (True, 0)


LATEST = "SELECT max(position) FROM events WHERE city_id = %(city)s AND kind = %(kind)s"
MISTOLD = "UPDATE events SET data = data || '{}' WHERE city_id = %(city)s AND data->>'move' = '{}'"
BENT = [
    ("UPDATE cases SET status = 'closed' WHERE city_id = %(city)s", "status is closed, but the log says handling"),
    ("UPDATE cases SET round = 1 WHERE city_id = %(city)s", "round is 1, but the log says 2"),
    ("UPDATE cases SET lead_unit = 'xuhui' WHERE city_id = %(city)s", "lead_unit is xuhui"),
    (
        "UPDATE work_orders SET status = 'replied' WHERE city_id = %(city)s AND round = 2",
        "is replied, but the log says",
    ),
    ("UPDATE work_orders SET unit = 'xuhui' WHERE city_id = %(city)s AND round = 2", "the order of xuhui"),
    ("DELETE FROM work_orders WHERE city_id = %(city)s AND round = 2", "1 orders, but the log says 2"),
    (
        "DELETE FROM clocks WHERE city_id = %(city)s AND kind = 'callback'",
        "clocks, but the log says",
    ),
    (
        "UPDATE clocks SET due_at = due_at + interval '1 day' WHERE city_id = %(city)s AND kind = 'close'",
        "clock close is due at",
    ),
    ("UPDATE clocks SET fired_at = NULL WHERE city_id = %(city)s AND kind = 'sign'", "clock sign is"),
    (
        "UPDATE clocks SET stopped_at = NULL, ended = NULL WHERE city_id = %(city)s AND kind = 'check'",
        "clock check is running, but the log says met",
    ),
    (
        "UPDATE clocks SET stopped_at = started_at, ended = 'cancelled' WHERE city_id = %(city)s AND ended IS NULL",
        "handling without a due time",
    ),
    ("DELETE FROM texts WHERE city_id = %(city)s AND kind = 'finding'", "1 texts of the log are not there"),
    ("DELETE FROM texts WHERE city_id = %(city)s AND kind = 'reply'", "the reply of pudong-weifang is not there"),
    ("UPDATE cities SET position = position + 1 WHERE city_id = %(city)s", "the log ends at"),
    (f"DELETE FROM events WHERE city_id = %(city)s AND position = ({LATEST})", "follows"),
    ("UPDATE events SET audience = '{}' WHERE city_id = %(city)s AND kind = 'case.opened'", "nobody hears of case."),
    (
        "UPDATE events SET audience = '{}' WHERE city_id = %(city)s AND kind = 'city.profile_adopted'",
        "nobody hears of city.profile_adopted",
    ),
    (MISTOLD.format('{"after": "closed"}', "pass_check"), "illegal case move checking --pass_check--> closed"),
    (MISTOLD.format('{"move": "accept"}', "reply"), "illegal order move in_progress --accept--> replied"),
    (MISTOLD.format('{"round": 5}', "redo"), "redo names round 5 after round 1"),
    ("UPDATE events SET case_id = gen_random_uuid() WHERE city_id = %(city)s AND kind = 'case.opened'", "not there"),
    ("UPDATE events SET at = at - interval '1 year' WHERE city_id = %(city)s AND kind = 'clock.fired'", "fired at"),
    ("UPDATE cases SET status = 'merged' WHERE city_id = %(city)s", "merged into a case that is not there"),
]


@pytest.mark.parametrize(("statement", "found"), BENT, ids=[found for _, found in BENT])
async def test_whoever_bends_a_row_or_the_log_is_found_out(town: Town, statement: str, found: str):
    await a_life(town)
    await bend(town, statement, kind="order.moved")
    assert [problem for problem in await problems(town) if found in problem], await problems(town)


async def test_a_deadline_that_fired_twice_is_found_out(town: Town):
    file = await a_life(town)
    await bend(
        town,
        "WITH next AS (UPDATE cities SET position = position + 1 WHERE city_id = %(city)s RETURNING position)"
        " INSERT INTO events SELECT city_id, next.position, at, kind, actor, case_id, order_id, data, audience"
        " FROM next, events WHERE city_id = %(city)s AND kind = 'clock.fired' AND case_id = %(case)s LIMIT 1",
        case=file.case.id,
    )
    assert any("fired twice" in problem for problem in await problems(town))


async def test_a_finding_names_the_case_and_where_in_the_log_it_was_noticed(town: Town):
    await a_life(town, 1)
    bent = await a_life(town, 2)
    await bend(town, "UPDATE cases SET status = 'void' WHERE city_id = %(city)s AND id = %(id)s", id=bent.case.id)
    [finding] = (await verify_city(town.database, town.id)).findings
    [(last,)] = await town.tuples(
        "SELECT max(position) FROM events WHERE city_id = %(city)s AND case_id = %(id)s", id=bent.case.id
    )
    assert (finding.number, finding.position) == (bent.case.number, last)


async def test_one_city_is_not_blamed_for_another(town: Town, database: Database):
    await a_life(town)
    other = await a_town(database)
    await a_life(other)
    await bend(other, "UPDATE cases SET status = 'void' WHERE city_id = %(city)s")
    assert await problems(town) == []


async def test_progress_is_told_to_the_end(town: Town):
    await a_life(town)
    told: list[float] = []
    await verify_city(town.database, town.id, lambda _what, share: told.append(share))
    assert told[-1] == 1.0
