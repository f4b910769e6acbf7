"""The reports of `lianxin staff plan` and `lianxin staff forecast` as text."""

from collections.abc import Sequence
from datetime import date
from math import ceil

from lianxin.calls import ForecastSlot, Judged, PlannedHalf, PlanTarget
from lianxin.cli.replay_words import words_table


def said_of_plan(halves: Sequence[PlannedHalf], target: PlanTarget, absent: float) -> str:
    """Returns the plan with its assumptions; `absent`: the share of paid time not on the line."""
    rows = [
        (
            _hour(half.start),
            f"{half.calls:g}",
            str(half.formula),
            str(half.seats),
            str(ceil(half.seats / (1 - absent))),
            f"{half.level:.1%}",
        )
        for half in halves
    ]
    hours = sum(half.seats for half in halves) / 2
    return "\n".join(
        [
            *words_table(("from", "calls", "Erlang-A", "seats", "rostered", "in time"), rows),
            f"\n{hours:g} seat hours on the line, {hours / (1 - absent):.0f} paid.",
            "\nAssumptions:",
            f"- Target: {target.share:.1%} of calls answered within {target.seconds:g} s.",
            f"- Handling time: exponential, mean {target.handle:g} s. Patience: {target.patience}. No redials.",
            "- Calls are evenly spread within each interval; all seats have the same skills.",
            f"- {absent:.0%} of paid time is not on the line. Three simulated days for each half hour.",
        ]
    )


def said_of_forecast(day: date, slots: Sequence[ForecastSlot], judged: Judged) -> str:
    """Returns the forecast of a day and how forecasts did on kept-back days."""
    rows = [
        (_hour(one.start), f"{one.expected:.0f}", f"{one.low:.0f}", f"{one.high:.0f}", f"{one.usual:.0f}")
        for one in slots
    ]
    total, usual = sum(one.expected for one in slots), sum(one.usual for one in slots)
    return "\n".join(
        [
            f"{day}: {total:.0f} calls expected; same-weekday mean: {usual:.0f}.",
            *words_table(("from", "expected", "low", "high", "same weekday"), rows),
            f"\nOn {judged.days} kept-back days, each forecast from the days before it:",
            f"- error by interval: {judged.error:.1%}, same-weekday mean {judged.usual_error:.1%};",
            f"- error of the day's total: {judged.total_error:.1%}, same-weekday mean {judged.usual_total_error:.1%};",
            f"- {judged.covered:.1%} of intervals were between the bounds, which are made for 90 %.",
            "Holidays and events of the city are not known to the forecast.",
        ]
    )


def _hour(second: float) -> str:
    return f"{int(second // 3600):02}:{int(second % 3600 // 60):02}"
