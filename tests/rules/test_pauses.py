"""All the questions of a case together let it stand no longer than the first alone might have."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lianxin.cases.rules.pauses import NOTHING, pause_left

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
MINUTES = st.integers(0, 20_000).map(lambda minutes: timedelta(minutes=minutes))


@dataclass
class Question:
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None = None


@given(st.integers(1, 10_000), st.lists(st.tuples(MINUTES, MINUTES, MINUTES), max_size=12))
def test_no_row_of_questions_stops_the_clocks_longer_than_the_bound(bound: int, life: list[tuple[timedelta, ...]]):
    """Each question: so long after the last answer, so long its own limit, answered (or swept) so long after."""
    asked: list[Question] = []
    now, allowed = START, timedelta(minutes=bound)
    for wait, own, answered in life:
        left = pause_left(asked)
        if left == NOTHING:
            break
        now += wait
        question = Question(now, now + (allowed if left is None else min(own, left)))
        asked.append(question)
        now = question.stopped_at = now + answered
    stood = sum((min(one.stopped_at or one.due_at, one.due_at) - one.started_at for one in asked), NOTHING)
    assert stood <= allowed


@given(st.integers(1, 10_000), st.integers(0, 10_000))
def test_a_second_question_has_what_the_first_left(bound: int, used: int):
    first = Question(START, START + timedelta(minutes=bound), START + timedelta(minutes=used))
    assert pause_left([first]) == timedelta(minutes=max(0, bound - used))


def test_before_any_question_nothing_is_bounded_but_by_its_own_limit():
    assert pause_left([]) is None
