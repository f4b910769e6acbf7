"""Reads figures of a town after the feed reader has caught up."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from builders.cases import MONDAY, OFFICE, Town
from lianxin.insight import READER, Wish, figures, how_counted, keep_facts, rebuild
from lianxin.kernel.feed import react
from lianxin.people import Actor

TABLES = ("case_facts", "order_facts", "clock_facts", "callback_facts")
MONTH = {"since": MONDAY - timedelta(days=1), "until": MONDAY + timedelta(days=60)}


async def keep_up(town: Town, limit: int = 50) -> None:
    """Moves the clock by a second, and runs the feed reader to the end of the log."""
    town.clock.move(timedelta(seconds=1))
    while await react(town.database, town.id, READER, keep_facts, limit):
        pass


async def figures_of(town: Town, actor: Actor = OFFICE, **wish: Any) -> dict[str, dict[str, Any]]:
    """Returns the figures of the month by code, as this actor sees them."""
    await keep_up(town)
    async with town.database.read(town.id) as work:
        found = await figures(work, actor, Wish(**MONTH | wish))
    return {one.code: asdict(one) for one in found.items}


async def counted(town: Town, code: str, part: str = "counted", actor: Actor = OFFICE, **wish: Any) -> dict[str, Any]:
    """Returns how a figure was counted: the first page of a part."""
    await keep_up(town)
    async with town.database.read(town.id) as work:
        return asdict(await how_counted(work, actor, code, Wish(**MONTH | wish), part))


async def numbers(town: Town, code: str, part: str = "counted", actor: Actor = OFFICE) -> list[str | None]:
    """Returns the case numbers of a part."""
    return [item["number"] for item in (await counted(town, code, part, actor))["items"]]


async def kept(town: Town) -> dict[str, list[tuple[Any, ...]]]:
    """Returns every fact of the city by table."""
    return {table: await town.tuples(f"SELECT * FROM {table} WHERE city_id = %(city)s ORDER BY id") for table in TABLES}


async def built_anew(town: Town) -> dict[str, list[tuple[Any, ...]]]:
    """Rebuilds the facts from the log, and returns them."""
    await rebuild(town.database, town.id)
    return await kept(town)


def share(figure: dict[str, Any]) -> tuple[int, int | None]:
    """Returns the numbers counted and of how many."""
    return figure["n"], figure["of"]
