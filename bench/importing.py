"""Measures how many real messages per second one process imports, with events, clocks and search words."""

import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from bench.stage import CITY, Stage, database_of, stage
from lianxin.cases import import_file
from lianxin.kernel.clock import stopwatch
from lianxin.people import SYSTEM

WANTED = 500
RUNS = 3
REAL = Path("../shared/data/teddy2020c/fj3_hot.csv")
MAPPING = Path("tests/mappings/fj3_hot.toml")


async def measure() -> list[dict[str, Any]]:
    """Returns messages per second, each run into a new city, and whether the messages were real ones."""
    rates: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        source = REAL if REAL.exists() else stand_in(Path(folder))
        for nth in range(RUNS):
            async with stage(f"bench_import_{nth}") as place:
                rates.append(await one_run(place, source, Path(folder) / "rejects.csv"))
    rate = median(rates)
    kind = "real messages" if REAL.exists() else "generated stand-in"
    return [{"name": f"import ({kind})", "per_second": round(rate), "wanted": WANTED, "met": rate >= WANTED}]


def stand_in(folder: Path) -> Path:
    """Generates a file of the same shape as the real one, which is missing."""
    from tests.builders.standin import write_standin

    path = folder / "standin.csv"
    write_standin(path, "fj3_hot", count=4000)
    return path


async def one_run(place: Stage, source: Path, rejects: Path) -> float:
    """Imports the whole file once; returns its rate."""
    async with database_of(place) as database:
        started = stopwatch()
        report = await import_file(
            database, CITY, SYSTEM, source, MAPPING, rejects_path=rejects, progress=lambda _share, _rows: None
        )
        return report.accepted / (stopwatch() - started)
