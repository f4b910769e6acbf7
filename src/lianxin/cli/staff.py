"""`lianxin staff …`: replays days of calls, plans seats and forecasts calls. Needs no city and no database."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Final

import typer

from lianxin.calls import (
    CallerPatience,
    CallHistory,
    PlanTarget,
    TooFewDays,
    day_of_forecast,
    forecast_day,
    generated_day,
    judge_forecasts,
    plan_day,
    read_call_day,
    read_history,
    replay_day,
)
from lianxin.cli.plan_words import said_of_forecast, said_of_plan
from lianxin.cli.replay_words import said_of_replay
from lianxin.cli.speaking import Json, progress, refuse, say
from lianxin.kernel.errors import DomainError

app = typer.Typer(no_args_is_help=True, help="Staffing: seats, forecasts, replayed days.")

EPIDEMIC_DAY: Final = 35_000
ANSWERED_THEN: Final = 0.657
_NEXT_DAY: Final = "The day; default: the day after the last."


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


@app.command()
def forecast(
    history: Annotated[Path, typer.Argument(help="CSV: time,calls, several weeks of days.")],
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help=_NEXT_DAY)] = None,
    kept: Annotated[int, typer.Option(min=1, help="Days kept back, on which forecasts are judged.")] = 20,
    as_json: Json = False,
) -> None:
    """Forecasts the calls of a day with bounds, beside the mean of the same weekday, and judges both."""
    known, on = _history(history, day, as_json=as_json)
    slots, judged = forecast_day(known, on), judge_forecasts(known, kept)
    say({"day": on, "slots": slots, "judged": judged}, said_of_forecast(on, slots, judged), as_json=as_json)


@app.command()
def plan(
    calls: Annotated[Path, typer.Argument(help="CSV: time,calls: one day, or the history before the day.")],
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help=_NEXT_DAY)] = None,
    share: Annotated[float, typer.Option(min=0.01, max=0.999, help="Share of calls to answer in time.")] = 0.95,
    seconds: Annotated[float, typer.Option(min=0, help="The time to answer, in seconds.")] = 15.0,
    handle: Annotated[float, typer.Option(min=1, help="Mean seconds of talk and wrap-up.")] = 300.0,
    patience: Annotated[float, typer.Option(min=1, help="Mean seconds that callers wait (exponential).")] = 180.0,
    absent: Annotated[float, typer.Option(min=0, max=0.9, help="Share of paid time not on the line.")] = 0.0,
    as_json: Json = False,
) -> None:
    """Plans the seats of each half hour by Erlang-A and a simulation with the routing rule."""
    known, on = _history(calls, day, as_json=as_json)
    try:
        planned = read_call_day(calls) if len(known) == 1 else day_of_forecast(forecast_day(known, on))
    except DomainError as error:
        refuse(error, as_json=as_json)
    target = PlanTarget(share, seconds, handle, CallerPatience(patience))
    halves = plan_day(planned, target)
    say({"halves": halves}, said_of_plan(halves, target, absent), as_json=as_json)


def _history(file: Path, day: datetime | None, *, as_json: bool) -> tuple[CallHistory, date]:
    """Returns the days of a file, and the day asked for: the next weekday after the last one if none is named."""
    try:
        known = read_history(file)
        on = day.date() if day else max(known) + timedelta(days=1)
        weekdays = {one.weekday() for one in known}
        while day is None and on.weekday() not in weekdays:
            on += timedelta(days=1)
        if len(known) > 1 and not forecast_day(known, on):
            raise TooFewDays(days=len(known))
    except DomainError as error:
        refuse(error, as_json=as_json)
    return known, on
