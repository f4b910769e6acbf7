"""Whose turn it is to be called: critical, promised, the evening's, late, by due; nobody is forgotten."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from lianxin.cases.rules.fair_order import Turn, Waiting, fair_order

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
CHINESE = ("zh-CN",)


def waiting(nth: int, due: float = 8, **told: object) -> Waiting:
    """The nth citizen, due in so many hours."""
    base = Waiting(
        UUID(int=nth), False, NOW + timedelta(hours=due), NOW - timedelta(hours=1), NOW, None, False, "zh-CN"
    )
    return replace(base, **told)


def turns(*people: Waiting, evening: bool = False, speaks: tuple[str, ...] = CHINESE) -> list[tuple[int, str]]:
    """(number, turn) of each, next first."""
    return [(one.id.int, turn.value) for one, turn in fair_order(people, NOW, evening=evening, speaks=speaks)]


def test_critical_ones_come_first_then_promised_then_late_then_by_due():
    people = (
        waiting(1, 9),
        waiting(2, 3),
        waiting(3, -1),
        waiting(4, 20, promised_at=NOW - timedelta(minutes=5)),
        waiting(5, 6, critical=True),
    )
    assert turns(*people) == [(5, "critical"), (4, "promised"), (3, "late"), (2, "due"), (1, "due")]


def test_whoever_may_not_be_called_yet_is_not_on_the_list():
    later = waiting(1, not_before=NOW + timedelta(seconds=1))
    assert turns(later, waiting(2)) == [(2, "due")]


def test_whoever_may_not_be_called_at_this_hour_waits_behind_everybody_even_a_critical_one():
    people = (waiting(1, -30, critical=True, closed=True), waiting(2, 5, evening=True), waiting(3, 9))
    assert turns(*people) == [(3, "due"), (2, "tonight"), (1, "later")]


def test_an_attempt_owed_to_the_evening_waits_behind_everybody_until_the_evening_and_then_goes_ahead_of_the_late():
    people = (waiting(1, -30, evening=True), waiting(2, -2), waiting(3, 9))
    assert turns(*people) == [(2, "late"), (3, "due"), (1, "tonight")]
    assert turns(*people, evening=True) == [(1, "evening"), (2, "late"), (3, "due")]


def test_who_speaks_the_language_calls_first_until_the_citizen_has_waited_too_long():
    english = waiting(1, 3, language="en")
    assert turns(english, waiting(2, 9)) == [(2, "due"), (1, "due")]
    assert turns(english, waiting(2, 9), speaks=("zh-CN", "en")) == [(1, "due"), (2, "due")]
    assert turns(replace(english, due_at=NOW - timedelta(hours=2)), waiting(2, -1)) == [(1, "late"), (2, "late")]


def test_who_is_due_at_this_moment_is_not_late_yet():
    assert turns(waiting(1, 0)) == [(1, "due")]
    assert turns(waiting(1, 0, language="en"), waiting(2, 0)) == [(2, "due"), (1, "due")]


def test_promises_are_kept_in_the_order_of_their_times():
    people = [waiting(nth, promised_at=NOW - timedelta(minutes=nth)) for nth in (1, 3, 2)]
    assert turns(*people) == [(3, "promised"), (2, "promised"), (1, "promised")]


people = st.builds(
    waiting,
    st.integers(1, 10**6),
    st.floats(-200, 200),
    critical=st.booleans(),
    evening=st.booleans(),
    language=st.sampled_from(["zh-CN", "en"]),
    promised_at=st.none() | st.just(NOW - timedelta(minutes=3)),
)


@given(st.lists(people, max_size=20), st.booleans())
def test_nobody_is_dropped_and_nobody_stands_twice(several: list[Waiting], evening: bool):
    found = fair_order(several, NOW, evening=evening, speaks=CHINESE)
    assert sorted(one.id for one, _ in found) == sorted(one.id for one in several)


@given(st.lists(people, max_size=20), st.booleans(), st.sampled_from(["zh-CN", "en"]))
def test_nobody_starves_whoever_is_late_comes_before_all_who_are_not_late_critical_promised_or_the_evenings(
    several: list[Waiting], evening: bool, language: str
):
    late = waiting(0, -1000, language=language)
    order = fair_order([late, *several], NOW, evening=evening, speaks=CHINESE)
    before = [turn for one, turn in order[: [one.id.int for one, _ in order].index(0)]]
    assert set(before) <= {Turn.CRITICAL, Turn.PROMISED, Turn.EVENING}
