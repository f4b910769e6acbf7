"""The duty telephones of a demonstration city, with invented numbers, so that a critical order rings somebody."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import orjson

_ROSTER: Final = "duty_roster.csv"
_LIST: Final = "days"


def with_duty_roster(city: bytes, demo_folder: Path) -> bytes:
    """Returns a city.toml with a `[[duty_roster]]` for each row of `duty_roster.csv` in the folder, if there is one.

    Real profiles contain no invented number: a city that adopts one must enter its own.
    """
    path = demo_folder / _ROSTER
    if not path.exists():
        return city
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
    return b"\n".join((city, *(line for row in rows for line in _toml(row)), b""))


def _toml(row: dict[str, str]) -> Iterator[bytes]:
    """Yields the lines of one entry; JSON strings are TOML strings. Empty cells are left out."""
    yield b"[[duty_roster]]"
    for name, cell in row.items():
        if cell:
            yield name.encode() + b" = " + orjson.dumps(cell.split() if name == _LIST else cell)
