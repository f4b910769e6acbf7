"""Codes of cases: guessing is stopped, and the owner with the right code always gets in."""

import asyncio
from datetime import date

import pytest
import structlog.testing

from builders.cases import Town, a_person, a_town
from lianxin.cases import Guesser, IntakeForm, WrongCode, link_of_code, submit_case, wrong_codes_now
from lianxin.cases.commands.intake import Opened, fingerprint
from lianxin.cases.rules.number import case_number
from lianxin.kernel.database import Database
from lianxin.people import TooManyAttempts

WRONG, OLD, OLD_WRONG = "2222 2222", "271828", "314159"
HOME, STRANGER = Guesser("192.0.2.1"), Guesser("198.51.100.7")


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def opened_by(town: Town, *, old: bool = False) -> Opened:
    """A case of the citizen a_person(7); `old` gives it a code of six digits."""
    async with town.begin("portal") as work:
        opened = await submit_case(work, IntakeForm(words="楼下夜里施工。", channel="web", person=a_person(7)))
        if old:
            opened.file.case.code_hash = fingerprint(work.vault, opened.file.case.number, OLD)
    return opened


async def look_up(town: Town, opened: Opened, code: str, guesser: Guesser = HOME) -> str:
    return await link_of_code(town.database, town.id, opened.file.case.number, code, guesser)


async def guess(town: Town, opened: Opened, times: int, guesser: Guesser = STRANGER, code: str = WRONG) -> None:
    for _ in range(times):
        with pytest.raises(WrongCode):
            await look_up(town, opened, code, guesser)


async def use_up(town: Town) -> None:
    """Uses up the city's budget of wrong codes."""
    async with town.begin("portal") as work:
        _, budget = await wrong_codes_now(work)
    for nth in range(budget // 5):
        number, guesser = case_number(date(2026, 1, 1), nth + 1), Guesser(f"10.{nth}.0.1")
        for _ in range(5):
            with pytest.raises(WrongCode):
                await link_of_code(town.database, town.id, number, WRONG, guesser)


async def test_a_code_is_read_in_any_case_with_blanks_and_hyphens(town: Town) -> None:
    opened = await opened_by(town)
    code = opened.code.lower()
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in opened.code)
    for said in (code, f" {code[:4]}-{code[4:]} ", f"{code[:2]} {code[2:]}", wide):
        assert await look_up(town, opened, said) == opened.file.case.link_token


async def test_the_owner_gets_in_while_others_guess_even_from_the_same_address(town: Town) -> None:
    opened = await opened_by(town)
    await guess(town, opened, 5)
    with pytest.raises(TooManyAttempts):
        await look_up(town, opened, WRONG, STRANGER)
    assert await look_up(town, opened, opened.code, HOME)
    assert await look_up(town, opened, opened.code, STRANGER)


async def test_parallel_guesses_are_counted_too(town: Town) -> None:
    opened = await opened_by(town, old=True)
    tries = [look_up(town, opened, OLD_WRONG, STRANGER) for _ in range(8)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(r).__name__ for r in results) == ["TooManyAttempts"] * 3 + ["WrongCode"] * 5


async def test_a_code_of_six_digits_stays_valid_and_a_stranger_does_not_lock_it(town: Town) -> None:
    opened = await opened_by(town, old=True)
    await guess(town, opened, 5, STRANGER, OLD_WRONG)
    with pytest.raises(TooManyAttempts):
        await look_up(town, opened, OLD, STRANGER)
    assert await look_up(town, opened, OLD, HOME) == opened.file.case.link_token


async def test_the_end_of_the_phone_opens_six_digits_where_others_guessed(town: Town) -> None:
    opened = await opened_by(town, old=True)
    end = a_person(7).phone[-4:]
    await guess(town, opened, 5, STRANGER, OLD_WRONG)
    wrong_end = f"{(int(end) + 1) % 10_000:04}"
    with pytest.raises(TooManyAttempts):
        await look_up(town, opened, OLD, Guesser(STRANGER.address, wrong_end))
    assert await look_up(town, opened, OLD, Guesser(STRANGER.address, end))


async def test_knowing_the_phone_does_not_make_six_digits_guessable(town: Town) -> None:
    opened = await opened_by(town, old=True)
    end = a_person(7).phone[-4:]
    for nth in range(20):
        await guess(town, opened, 1, Guesser(f"10.{nth}.0.1", end), OLD_WRONG)
    with pytest.raises(TooManyAttempts):
        await look_up(town, opened, OLD, Guesser("10.99.0.1", end))


async def test_one_ipv6_line_is_one_guesser(town: Town) -> None:
    opened = await opened_by(town)
    for nth in range(5):
        await guess(town, opened, 1, Guesser(f"2001:db8:1:2::{nth:x}"))
    with pytest.raises(TooManyAttempts):
        await look_up(town, opened, WRONG, Guesser("2001:db8:1:2::ff"))


async def test_right_codes_never_count(town: Town) -> None:
    opened = await opened_by(town)
    await guess(town, opened, 4, HOME)
    for _ in range(70):
        assert await look_up(town, opened, opened.code)
    await guess(town, opened, 5, HOME)


async def test_the_city_is_warned_once_when_codes_are_guessed_and_answers_slow_down(town: Town) -> None:
    opened, old = await opened_by(town), await opened_by(town, old=True)
    with structlog.testing.capture_logs() as logs:
        await use_up(town)
        with pytest.raises(WrongCode) as slowed:
            await look_up(town, await opened_by(town), WRONG, Guesser("203.0.113.9"))
    assert [one["event"] for one in logs if one["log_level"] == "warning"] == ["codes are guessed"]
    alarms = await town.tuples(
        "SELECT data->>'budget', audience FROM events WHERE city_id = %(city)s AND kind = 'people.budget_used_up'"
    )
    assert alarms == [("codes-city", ["oversight"])]
    assert slowed.value.facts["slowed"]
    assert await look_up(town, opened, opened.code)
    with pytest.raises(TooManyAttempts):
        await look_up(town, old, OLD)
    assert await look_up(town, old, OLD, Guesser(HOME.address, a_person(7).phone[-4:]))
