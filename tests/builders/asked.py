"""Cases with a reply, and cases whose citizen is to be asked; times of November 2026."""

from datetime import UTC, datetime, timedelta

from builders.cases import (
    CALLBACK_AGENT,
    CHECKER,
    Town,
    a_person,
    handler,
)
from lianxin.cases import CaseFile, verify_city

STREET = handler("pudong-weifang")


DONE = ("solved", "已到现场劝离，并安排晚间巡查。")


CONTENT = {"outcome": "solved", "satisfaction": "satisfied"}


UNHAPPY = {"outcome": "unsolved", "satisfaction": "dissatisfied", "reason": "not_solved", "note": "还在摆摊"}


async def replied(town: Town, outcome: str = "solved", **told: object) -> CaseFile:
    file = await town.a_case(**({"person": a_person()} | told))
    await town.do("sign_order", file.orders[-1], STREET)
    return await town.do("reply_order", file.orders[-1], STREET, outcome, DONE[1])


async def asked(town: Town, outcome: str = "solved", **told: object) -> CaseFile:
    """A case whose citizen is to be called."""
    return await town.do("pass_check", await replied(town, outcome, **told), CHECKER)


async def callbacks(town: Town) -> list[tuple[str, str]]:
    return await town.tuples("SELECT method, status FROM callbacks WHERE city_id = %(city)s ORDER BY created_at, id")


def at(day: int, hour: int) -> datetime:
    """A time of November 2026 in Shanghai."""
    return datetime(2026, 11, day, hour, tzinfo=UTC) - timedelta(hours=8)


async def try_at(town: Town, file: CaseFile, when: datetime) -> CaseFile:
    town.clock.move_to(when)
    return await town.do("attempt_callback", file, CALLBACK_AGENT, "no_answer")


STILL_THERE = ("unsolved", "dissatisfied", "not_solved", "还在摆。")


async def to_be_called(town: Town, **told: str) -> CaseFile:
    """A case whose citizen is to be called."""
    file = await town.a_case(person=a_person(), **told)
    await town.do("sign_order", file.orders[0], STREET)
    await town.do("reply_order", file.orders[0], STREET, *DONE)
    return await town.do("pass_check", file, CHECKER)


async def is_sound(town: Town) -> bool:
    """Whether the log, played again, gives the rows."""
    return (await verify_city(town.database, town.id)).ok
