"""The row of a city in `cities`: demonstration or not, the speed of its clock, the check value of its key."""

import psycopg
from psycopg.rows import TupleRow

from lianxin.kernel.work import UnitOfWork


async def add_city(work: UnitOfWork, *, demo: bool, key_check: str) -> None:
    """Inserts the row of the work's city, with a clock at real time; `key_check` is the check value of its vault."""
    await work.run(
        "INSERT INTO cities (city_id, demo, speed, city_start, real_start, key_check)"
        " VALUES (%(city)s, %(demo)s, 1, %(now)s, %(now)s, %(check)s)",
        demo=int(demo),
        check=key_check,
    )


async def is_city(work: UnitOfWork) -> bool:
    """Whether the work's city has a row."""
    return await work.value("SELECT 1 FROM cities WHERE city_id = %(city)s") is not None


async def is_demo(work: UnitOfWork) -> bool:
    """Whether the work's city is a demonstration; False for a city without a row."""
    return bool(await work.value("SELECT demo FROM cities WHERE city_id = %(city)s"))


async def set_clock(work: UnitOfWork, speed: int) -> None:
    """Sets the city's clock: it continues from the work's time, `speed` times as fast as real time."""
    await work.run(
        "UPDATE cities SET city_start = %(now)s, real_start = %(real)s, speed = %(speed)s WHERE city_id = %(city)s",
        speed=speed,
    )


def set_key_check(conn: psycopg.Connection[TupleRow], city_id: str, check: str) -> None:
    """Stores the check value of a city's key if it has none. Runs before the first unit of work."""
    conn.execute("UPDATE cities SET key_check = %s WHERE city_id = %s AND key_check = ''", [check, city_id])
