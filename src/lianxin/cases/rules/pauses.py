"""How long a case may stand while the citizen is asked: all its questions together no longer than one alone might."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

from lianxin.kernel.errors import Conflict

NOTHING = timedelta()


class _Asked(Protocol):
    """A clock of a question, running or ended."""

    @property
    def started_at(self) -> datetime: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def stopped_at(self) -> datetime | None: ...


class PauseSpent(Conflict):
    """The case has stood for questions as long as the city lets it; handling goes on with what is known."""

    code = "cases.pause_spent"


def pause_left(asked: Iterable[_Asked]) -> timedelta | None:
    """What is left of the whole pause, whose length is what the first question was given; None before any question.

    Whoever answers late, or is swept late, has used the question's time and no more.
    """
    questions = sorted(asked, key=lambda one: one.started_at)
    if not questions:
        return None
    stood = [min(one.stopped_at or one.due_at, one.due_at) - one.started_at for one in questions]
    return max(questions[0].due_at - questions[0].started_at - sum(stood, NOTHING), NOTHING)
