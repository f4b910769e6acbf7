"""`lianxin insight …`: the statistical facts behind the indicators."""

from dataclasses import asdict

import typer

from lianxin.cli.cases import city_here
from lianxin.cli.speaking import Json, run_command, say
from lianxin.insight import Rebuilt
from lianxin.insight import rebuild as rebuild_facts

app = typer.Typer(no_args_is_help=True, help="Indicators.")


@app.callback()
def insight() -> None:
    """Indicators."""


@app.command()
def rebuild(as_json: Json = False) -> None:
    """Rebuilds all statistical facts from the event log while the city stays in operation."""

    async def act() -> Rebuilt:
        async with city_here() as (database, city):
            return await rebuild_facts(database, city.city_id)

    report = run_command(act(), as_json=as_json)
    say(report, "\n".join(f"{name}: {value}" for name, value in asdict(report).items()), as_json=as_json)
