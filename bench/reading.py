"""Compares loading a city profile with parsing its files, and completing a place with a plain search of the names."""

import csv
import tomllib
from collections.abc import Callable
from io import StringIO
from statistics import median
from typing import Any

from bench.stage import CITY, ROUNDS, database_of, stage
from lianxin.city import keep_committees, load_profile, profile_folder, read_committees
from lianxin.kernel.clock import stopwatch
from lianxin.places.gazetteer import gazetteer

LOAD = 12.0  # times the parsing of the same files
COMPLETE = 40.0  # times `typed in name` for every name
TYPED = ("wfbc", "潍坊", "x", "浦东新区居委会", "zz")


async def measure() -> list[dict[str, Any]]:
    """Returns both figures, each the median ratio of the rounds."""
    folder = profile_folder(CITY)
    load = [seconds(lambda: load_profile(folder)) / seconds(parsed) for _ in range(ROUNDS)]
    async with stage("bench_reading") as place, database_of(place) as database:
        async with database.begin(CITY) as work:
            await keep_committees(work, read_committees(folder, place.profile))
        async with database.read(CITY) as work:
            known = await gazetteer(work)
    names = [one.name for one in known.places]
    complete = [
        seconds(lambda: [known.find(typed) for typed in TYPED])
        / seconds(lambda: [held(names, typed) for typed in TYPED])
        for _ in range(ROUNDS)
    ]
    return [
        figure("loading a profile", LOAD, load),
        figure(f"completing one of {len(names):,} places", COMPLETE, complete),
    ]


def figure(name: str, most: float, ratios: list[float]) -> dict[str, Any]:
    """Returns one figure: the median of the ratios, and whether it meets its target."""
    times = round(median(ratios), 2)
    return {"name": name, "times": times, "wanted": most, "met": times <= most}


def parsed() -> None:
    """Parses every file of the profile except the committees, and discards the result."""
    for path in sorted(profile_folder(CITY).iterdir()):
        if path.suffix == ".csv" and path.stem != "committees":
            list(csv.DictReader(StringIO(path.read_text(encoding="utf-8"))))
        if path.suffix == ".toml":
            tomllib.loads(path.read_text(encoding="utf-8"))


def held(names: list[str], typed: str) -> list[str]:
    """Returns the names that contain the typed text."""
    return [name for name in names if typed in name]


def seconds(action: Callable[[], object]) -> float:
    """Returns the seconds one call takes."""
    began = stopwatch()
    action()
    return stopwatch() - began
