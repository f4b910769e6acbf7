"""The fair order in which citizens are called back: each citizen's turn comes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Turn(StrEnum):
    """The reason of a citizen's place in the order; earlier members come first."""

    CRITICAL = "critical"
    PROMISED = "promised"
    EVENING = "evening"
    LATE = "late"
    DUE = "due"
    TONIGHT = "tonight"
    LATER = "later"


RANKS = {turn: place for place, turn in enumerate(Turn)}


@dataclass(frozen=True)
class Waiting:
    """A citizen to call back. `evening`: the next attempt counts only in the evening; `closed`: outside the hours."""

    id: UUID
    critical: bool
    due_at: datetime
    since: datetime
    not_before: datetime
    promised_at: datetime | None
    evening: bool
    language: str
    closed: bool = False


def turn_of(one: Waiting, now: datetime, *, evening: bool) -> Turn:
    """Returns the reason of this citizen's place; `evening`: it is evening now.

    Evening attempts come before late ones, which can be made all day.
    """
    reasons = (
        (one.closed, Turn.LATER),
        (one.critical, Turn.CRITICAL),
        (one.promised_at is not None, Turn.PROMISED),
        (one.evening and evening, Turn.EVENING),
        (one.evening, Turn.TONIGHT),
        (one.due_at < now, Turn.LATE),
    )
    return next((turn for holds, turn in reasons if holds), Turn.DUE)


def fair_order(
    waiting: Iterable[Waiting], now: datetime, *, evening: bool, speaks: Collection[str]
) -> list[tuple[Waiting, Turn]]:
    """Returns the citizens who may be called now, in order.

    Among citizens with the same reason, those whose language the agent `speaks` and those past due come first.
    """

    def place(called: tuple[Waiting, Turn]) -> tuple[int, bool, datetime, datetime, UUID]:
        one, turn = called
        later = one.language not in speaks and one.due_at >= now
        return RANKS[turn], later, one.promised_at or one.due_at, one.since, one.id

    ready = (one for one in waiting if one.not_before <= now)
    return sorted(((one, turn_of(one, now, evening=evening)) for one in ready), key=place)
