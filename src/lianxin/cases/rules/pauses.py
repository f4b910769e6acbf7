"""How long questions to the citizen may pause a case: in total no longer than one question may take."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

from lianxin.kernel.errors import Conflict

NOTHING = timedelta()


class _Asked(Protocol):
    """The clock of a question, running or ended."""

    @property
    def started_at(self) -> datetime: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def stopped_at(self) -> datetime | None: ...


class PauseSpent(Conflict):
    """Questions have paused the case for as long as the city allows; handling continues with the known facts."""

    code = "cases.pause_spent"


def pause_left(asked: Iterable[_Asked]) -> timedelta | None:
    """Returns the rest of the total pause, which is as long as the first question's limit; None before any question.

    A question counts until its due time at most, even if it was answered or swept later.
    """
    questions = sorted(asked, key=lambda one: one.started_at)
    if not questions:
        return None
    stood = [min(one.stopped_at or one.due_at, one.due_at) - one.started_at for one in questions]
    return max(questions[0].due_at - questions[0].started_at - sum(stood, NOTHING), NOTHING)
