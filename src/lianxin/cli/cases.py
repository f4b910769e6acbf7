"""`lianxin case …`, `import`, `simulate`, `verify`: commands on a city's cases."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from lianxin.cases import answers, case_clocks, import_file, read_number, spoken, verify_city
from lianxin.cli.speaking import FOUND_WRONG, Json, progress, run_command, say
from lianxin.kernel.clock import ManualClock
from lianxin.kernel.database import Database
from lianxin.kernel.settings import read_settings
from lianxin.people import SYSTEM
from lianxin.runtime.city import City, city_in, engine, opened
from lianxin.simulation import simulate

app = typer.Typer(no_args_is_help=True, help="Commands on one case.")


@app.callback()
def case() -> None:
    """Commands on one case."""


@asynccontextmanager
async def city_here(*, still: bool = False) -> AsyncGenerator[tuple[Database, City]]:
    """Opens the city of this installation; with `still` its clock moves only when set."""
    settings = read_settings()
    async with engine(settings) as dsn:
        city = city_in(dsn)
        clock = ManualClock(city.clock.now()) if still else city.clock
        async with opened(settings, dsn, clock) as database:
            yield database, city


@app.command()
def clock(
    number: Annotated[str, typer.Argument(help="A case number, with or without spaces.")],
    locale: Annotated[str, typer.Option(help="zh-CN or en.")] = "zh-CN",
    as_json: Json = False,
) -> None:
    """Explains every deadline of a case."""

    async def act() -> list[answers.ExplainedClock]:
        async with city_here() as (database, city), database.read(city.city_id) as work:
            return await case_clocks(work, SYSTEM, read_number(number), locale)

    clocks = run_command(act(), as_json=as_json)
    lines = [f"{spoken(read_number(number))}"] + [
        f"\n{c.kind}  {c.state}  {c.due_at:%Y-%m-%d %H:%M}\n  {c.explanation}" for c in clocks
    ]
    say({"number": read_number(number), "clocks": clocks}, "\n".join(lines), as_json=as_json)


def import_rows(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV or XLSX.")],
    mapping: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Column mapping (TOML).")] = None,
    rejects: Annotated[Path | None, typer.Option(help="File for rejected rows.")] = None,
    as_json: Json = False,
) -> None:
    """Imports a file of requests. A second run adds no duplicates; invalid rows go to the rejects file."""
    rejected = rejects or file.with_suffix(".rejects.csv")

    async def act() -> dict[str, object]:
        with progress(as_json=as_json) as shown:
            async with city_here() as (database, city):
                report = await import_file(
                    database,
                    city.city_id,
                    SYSTEM,
                    file,
                    mapping,
                    rejects_path=rejected,
                    progress=lambda share, rows: shown(f"{rows} rows", share),
                )
                return asdict(report)

    report = run_command(act(), as_json=as_json)
    words = "{rows} rows: {accepted} accepted, {duplicates} duplicates, {rejects} rejected".format(**report)
    where = f" (see {rejected})" if report["rejects"] else ""
    say({**report, "rejects_file": str(rejected) if report["rejects"] else None}, words + where, as_json=as_json)


def simulate_city(
    seed: Annotated[int, typer.Option(help="The same seed produces the same run.")] = 1,
    cases: Annotated[int | None, typer.Option(help="Maximum number of open cases.")] = None,
    as_json: Json = False,
) -> None:
    """Drives every open case to its end through the public commands, on a separate clock."""

    async def act() -> dict[str, object]:
        with progress(as_json=as_json) as shown:
            async with city_here(still=True) as (database, city):
                return asdict(await simulate(database, city.city_id, seed, cases=cases, progress=shown))

    report = run_command(act(), as_json=as_json)
    say(report, "\n".join(f"{name}: {value}" for name, value in report.items()), as_json=as_json)


def verify(as_json: Json = False) -> None:
    """Replays the event log and compares it with the tables; exit code 3 if they differ."""

    async def act() -> dict[str, object]:
        async with city_here() as (database, city):
            return asdict(await verify_city(database, city.city_id))

    report = run_command(act(), as_json=as_json)
    ok = not report["findings"]
    lines = [f"{name}: {value}" for name, value in report.items() if name != "findings"]
    say({"ok": ok, **report}, "\n".join(["ok" if ok else "NOT ok", *lines]), as_json=as_json)
    if not ok:
        raise SystemExit(FOUND_WRONG)
