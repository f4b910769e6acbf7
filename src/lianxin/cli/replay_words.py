"""The report of `lianxin staff replay` as text: three tables and every assumption."""

from collections.abc import Iterator, Sequence
from typing import Final

from lianxin.calls import REPLAY_PATIENCES, REPLAY_RING_BACKS, Redials, Replay, Served, Trial

_HEADS: Final = (
    "callers", "attempts", "answered", "gave up", "rung back", "after", "wait", "P95", "≤15 s",
    "served/attempts", "served/callers", "bound/callers", "of bound",
)  # fmt: skip


def said_of_replay(done: Replay) -> str:
    """Returns the report of a replayed day."""
    redials = [(f"{row.redials:g}", row.patience, row.rule, *_cells(row)) for row in done.by_redials]
    added = [(row.rule, str(row.by_message), *_cells(row)) for row in done.added]
    lines = [
        f"{done.day.attempts} attempts, {done.seats} seats all day.",
        "\nBy redial share and patience:",
        *words_table(("redials", "patience", "rule", *_HEADS), redials),
        "\nBy rule for ring-backs, without redials:",
        *words_table(("rule", *_HEADS), [(row.rule, *_cells(row)) for row in done.by_rule]),
        "\nAdditions, without redials:",
        *words_table(("addition", "by message", *_HEADS), added),
        f"\nSeats that answer 95 % within 15 s, the same all day, without ring-backs: {done.asked}.",
        "\nAssumptions:",
        *(f"- {one}" for one in assumed(done)),
    ]
    return "\n".join(lines)


def assumed(done: Replay) -> Iterator[str]:
    """Yields every assumption of a replay, as sentences."""
    day, usual, plan, pause = done.day, Trial(0), REPLAY_RING_BACKS, Redials(0.0).pause
    yield f"{day.attempts} attempts in {len(day.starts)} intervals of {day.length:g} s, evenly spread within each."
    yield f"Handling time: exponential, mean {usual.handle:g} s ({usual.talk:g} s talk, {usual.wrap_up:g} s wrap-up)."
    yield f"Patience: {'; or '.join(map(str, REPLAY_PATIENCES))}. Tables without redials use the first."
    yield "All seats have the same skills, work all day without breaks, and finish a call that began."
    yield f"Redials: a caller who gave up calls again with this chance, after {pause:g} s on average (exponential)."
    yield "Attempts that are redials under first-come are made only by callers who are not served."
    yield "By attempts, an answered attempt and a ring-back count as one served attempt each."
    yield f"A ring-back is in time within {plan.within / 3600:g} h of the last attempt; none after the last interval."
    yield f"A ring-back is dialled before a seat is free and rings {plan.ring:g} s; {plan.answered:.0%} answer."
    yield f"There are {plan.tries} tries, {plan.pause / 60:g} min apart; who answers waits up to {plan.patience:g} s."
    yield f"A ring-back is offered from an expected wait of {plan.offer_from:g} s; {plan.accepted:.0%} accept."
    yield f"At most {plan.promises:g} promises per seat are open; who accepted does not call again."
    yield "The bound: no seat is idle while a caller of the last 2 h is unserved, everybody answers at once,"
    yield "and every call takes the mean handling time. It counts answers by message as served."
    yield f"Random numbers: seed {done.seed}."


def _cells(row: Served) -> tuple[str, ...]:
    return (
        str(row.callers),
        str(row.attempts),
        str(row.answered),
        str(row.gave_up),
        str(row.rung_back),
        f"{row.back_wait / 60:.0f} min",
        f"{row.mean_wait:.0f} s",
        f"{row.p95_wait:.0f} s",
        f"{row.level:.1%}",
        f"{row.by_attempts:.1%}",
        f"{row.by_callers:.1%}",
        f"{row.bound / max(row.callers, 1):.1%}",
        f"{row.of_bound:.1%}",
    )


def words_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Returns the lines of a table; a column that begins with a number is on the right."""
    widths = [max(len(row[nth]) for row in (heads, *rows)) for nth in range(len(heads))]
    numbers = [bool(rows) and rows[0][nth][:1].isdigit() for nth in range(len(heads))]
    return [
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(row, widths, numbers, strict=True)
        ).rstrip()
        for row in (heads, *rows)
    ]
