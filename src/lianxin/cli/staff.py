"""`lianxin staff …`: replays days of calls, plans seats and forecasts calls. Needs no city and no database."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer

from lianxin.calls import generated_day, read_call_day, replay_day
from lianxin.cli.replay_words import said_of_replay
from lianxin.cli.speaking import Json, progress, refuse, say
from lianxin.kernel.errors import DomainError

app = typer.Typer(no_args_is_help=True, help="Staffing: seats, forecasts, replayed days.")

EPIDEMIC_DAY: Final = 35_000
ANSWERED_THEN: Final = 0.657


@app.callback()
def staff() -> None:
    """Staffing: seats, forecasts, replayed days."""


@app.command()
def replay(
    day: Annotated[Path | None, typer.Argument(help="CSV: time,calls. Default: a generated day.")] = None,
    seats: Annotated[int | None, typer.Option(min=1, help="Seats, the same all day. Default: see --answered.")] = None,
    attempts: Annotated[int | None, typer.Option(min=1, help="Scales the day to so many attempts.")] = None,
    answered: Annotated[
        float, typer.Option(min=0, max=1, help="Chooses the seats with which first-come answers this share.")
    ] = ANSWERED_THEN,
    seed: Annotated[int, typer.Option(help="Seed of all random numbers.")] = 1,
    as_json: Json = False,
) -> None:
    """Replays a day of attempts under first-come and under the routing rule, beside the bound of every rule.

    The default is the worst day on record: 35,000 attempts, of which first-come answered 65.7 %.
    """
    try:
        asked = read_call_day(day, attempts) if day else generated_day(attempts or EPIDEMIC_DAY)
    except DomainError as error:
        refuse(error, as_json=as_json)
    with progress(as_json=as_json) as shown:
        done = replay_day(asked, seats, answered, seed, shown)
    say(asdict(done), said_of_replay(done), as_json=as_json)
