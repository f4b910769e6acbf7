"""`lianxin insight …`: the facts that figures are counted from."""

from typing import Any

import typer

from lianxin.cli.cases import city_here
from lianxin.cli.speaking import Json, run, say
from lianxin.insight import rebuild as build_anew

app = typer.Typer(no_args_is_help=True, help="Figures.")


@app.callback()
def insight() -> None:
    """Figures."""


@app.command()
def rebuild(as_json: Json = False) -> None:
    """Builds all facts anew from the event log, while the city works on."""

    async def act() -> dict[str, Any]:
        async with city_here() as (database, city):
            return await build_anew(database, city.city_id)

    report = run(act(), as_json=as_json)
    say(report, "\n".join(f"{name}: {value}" for name, value in report.items()), as_json=as_json)
