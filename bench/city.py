"""`make city`: takes every real message through the whole life cycle by the command line, then replays the log.

`python -m bench.city [--rows N] [--seed N]` prints one JSON report. If the folder of real messages is missing,
generated files of the same shape are used, and the report says which.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.builders.standin import write_standin

REAL = Path("../shared/data")
SETS = {
    "fj3_hot": ("teddy2020c/fj3_hot.csv", 4326),
    "fj4_replies": ("teddy2020c/fj4_replies.csv", 2377),
    "fuzhou": ("fuzhou12345/appeals.csv", 1000),
}
LIANXIN = Path(sys.executable).with_name("lianxin")


class Disagreement(Exception):
    """The run ended, but one of its requirements is not met."""


def lianxin(home: Path, *arguments: str) -> dict[str, Any]:
    """Runs a command and returns its JSON answer; the progress bar is shown on the terminal."""
    environment = {**os.environ, "LIANXIN_HOME": str(home)}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run([LIANXIN, *arguments, "--json"], env=environment, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise Disagreement(f"lianxin {arguments[0]} ended with {done.returncode}: {done.stdout.decode()[-2000:]}")
    return json.loads(done.stdout)


def first_rows(source: Path, into: Path, count: int) -> Path:
    """Writes a file with the first `count` rows of another."""
    with source.open(encoding="utf-8", newline="") as read, into.open("w", encoding="utf-8", newline="") as written:
        rows = csv.reader(read)
        csv.writer(written).writerows(row for n, row in enumerate(rows) if n <= count)
    return into


def sources(folder: Path, rows: int | None) -> Iterator[tuple[str, Path, int]]:
    """Yields name, file and number of rows of each set: the real ones, or generated ones of the same shape."""
    whole = sum(count for _, count in SETS.values())
    for name, (place, count) in SETS.items():
        wanted = count if rows is None else max(1, round(rows * count / whole))
        if (REAL / place).exists():
            yield name, first_rows(REAL / place, folder / f"{name}.csv", wanted), wanted
        else:
            written = folder / f"{name}.csv"
            write_standin(written, name, count=wanted)
            yield name, written, wanted


@contextmanager
def home() -> Iterator[Path]:
    """Creates an installation of its own that is deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="lianxin-city-") as folder:
        path = Path(folder)
        path.chmod(0o711)
        try:
            yield path
        finally:
            lianxin(path, "reset", "--yes")


def run_city(rows: int | None, seed: int) -> dict[str, Any]:
    """Imports, simulates and verifies; raises Disagreement if a requirement is not met."""
    with home() as place:
        lianxin(place, "init", "--city", "shanghai")
        files = place / "files"
        files.mkdir()
        imports: dict[str, Any] = {}
        for name, file, wanted in sources(files, rows):
            mapping = f"tests/mappings/{name}.toml"
            imports[name] = report = lianxin(place, "import", str(file), "--mapping", mapping)
            again = lianxin(place, "import", str(file), "--mapping", mapping)
            agree(report["rows"] == wanted, f"{name}: {report['rows']} rows read of {wanted}")
            agree(report["accepted"] == report["rows"] - report["rejects"] - report["duplicates"], f"{name}: {report}")
            agree(again["accepted"] == 0, f"{name} a second time took in {again['accepted']}")
        played = lianxin(place, "simulate", "--seed", str(seed))
        replayed = lianxin(place, "verify")
        agree(replayed["ok"], "the log does not replay to the tables")
        kind = "real messages" if (REAL / "teddy2020c").exists() else "generated stand-in"
        return {"messages": kind, "seed": seed, "imports": imports, "simulation": played, "verify": replayed}


def agree(holds: bool, otherwise: str) -> None:
    """Raises Disagreement unless the requirement `holds`."""
    if not holds:
        raise Disagreement(otherwise)


def main() -> None:
    """Runs the command and prints its report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=None, help="only so many rows in all")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print(json.dumps(run_city(asked.rows, asked.seed), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
