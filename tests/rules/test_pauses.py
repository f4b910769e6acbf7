"""All the questions of a case together let it stand no longer than the first alone might have."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from lianxin.cases.rules.pauses import NOTHING, pause_left

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@dataclass
class Question:
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None = None


def minutes(many: int) -> timedelta:
    return timedelta(minutes=many)


def watched(bound: int, life: list[tuple[int, int, int]]) -> Iterator[int]:
    """What is left before each question, by a watch that stops when the question is answered or its limit ends."""
    left = bound
    for nth, (_wait, own, answered) in enumerate(life):
        yield left
        limit = min(own, left) if nth else bound
        for minute in range(answered):
            left -= minute < limit
    yield left


@given(
    st.integers(1, 300),
    st.lists(st.tuples(st.integers(0, 90), st.integers(0, 300), st.integers(0, 400)), max_size=8),
    st.randoms(use_true_random=False),
)
def test_before_each_question_exactly_that_is_left_which_a_watch_would_show(
    bound: int, life: list[tuple[int, int, int]], order: Random
):
    """Each question: so long after the last answer, so long its own limit, answered (or swept) so long after."""
    asked: list[Question] = []
    now = START
    for left, (wait, own, answered) in zip(watched(bound, life), life, strict=False):
        order.shuffle(asked)
        assert pause_left(asked) == (minutes(left) if asked else None)
        now += minutes(wait)
        limit = min(own, left) if asked else bound
        asked.append(Question(now, now + minutes(limit), now + minutes(answered)))
        now += minutes(answered)
    *_, left = watched(bound, life)
    assert pause_left(asked) == (minutes(left) if asked else None)


def test_a_question_that_is_still_open_holds_all_of_its_time():
    answered = Question(START, START + minutes(120), START + minutes(50))
    open_ = Question(START + minutes(60), START + minutes(90))
    assert pause_left([answered, open_]) == minutes(120 - 50 - 30)


def test_a_question_swept_late_has_used_its_own_time_and_no_more():
    first = Question(START, START + minutes(120), START + minutes(50))
    late = Question(START + minutes(60), START + minutes(90), START + minutes(600))
    assert pause_left([first, late]) == minutes(120 - 50 - 30)


def test_more_than_the_bound_leaves_nothing_and_not_less():
    first = Question(START, START + minutes(10), START + minutes(9))
    beyond = Question(START + minutes(20), START + minutes(40), START + minutes(40))
    assert pause_left([first, beyond]) == NOTHING


@given(st.integers(1, 10_000), st.integers(0, 10_000))
def test_a_second_question_has_what_the_first_left(bound: int, used: int):
    first = Question(START, START + timedelta(minutes=bound), START + timedelta(minutes=used))
    assert pause_left([first]) == timedelta(minutes=max(0, bound - used))


def test_before_any_question_nothing_is_bounded_but_by_its_own_limit():
    assert pause_left([]) is None
