"""One order of calls: skills relaxed by time, the longest idle seat, seats kept for critical calls, ring-backs."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from lianxin.calls.rules.routing import (
    CallPriority,
    Demand,
    ReadySeat,
    Relaxation,
    RingBack,
    RoutingRules,
    SeatGroup,
    SeatMatch,
    WaitingCall,
    all_matches,
    call_place,
    demand_at,
    demands_of,
    kept_seats,
    levels_with,
    offers_of,
    rest_due,
    rested_at,
    seat_place,
    to_dial,
)

RULES = RoutingRules(relaxed={"yue": Relaxation(30.0), "tax": Relaxation(20.0, least=0)})
NOW = 1000.0
NEEDS = ({}, {"yue": 1}, {"yue": 3}, {"tax": 2}, {"yue": 2, "tax": 1}, {"sign": 1})
LEVELS = ({}, {"yue": 1}, {"yue": 3}, {"tax": 2}, {"yue": 3, "tax": 3}, {"sign": 1})


def call(name: str, waited: float = 0, priority: int = 2, needs: dict[str, int] | None = None, queue: str = "general"):
    return WaitingCall(name, priority, NOW - waited, queue, demands_of(needs or {}, priority, RULES))


def seat(name: str, idle: float = 0, group: int = 0, levels: dict[str, int] | None = None, *queues: str) -> ReadySeat:
    return ReadySeat(name, group, NOW - idle, frozenset(queues or ["general"]), offers_of(levels or {}))


def names(made: list[SeatMatch]) -> list[tuple[str, str]]:
    return [(match.call.id, match.seat.id) for match in made]


def test_priority_comes_first_then_the_longest_wait_and_the_longest_idle_seat():
    calls = [call("new", 5), call("old", 50), call("danger", 1, CallPriority.CRITICAL)]
    assert names(all_matches(calls, [seat("busy", 3), seat("idle", 60)], NOW)) == [("danger", "idle"), ("old", "busy")]


def test_a_call_that_no_ready_seat_fits_holds_nobody_up_and_is_next_when_one_does():
    calls = [call("deaf", 90, needs={"sign": 1}), call("other", 10)]
    assert names(all_matches(calls, [seat("a")], NOW)) == [("other", "a")]
    assert names(all_matches(calls, [seat("s", levels={"sign": 1})], NOW)) == [("deaf", "s")]


def test_a_skill_is_relaxed_level_by_level_and_a_topic_is_dropped():
    demands = demands_of({"yue": 3, "tax": 1}, CallPriority.NORMAL, RULES)
    assert demand_at(demands, 0).needs == {"yue:3", "tax:1"}
    assert demand_at(demands, 20).needs == {"yue:3"}
    assert demand_at(demands, 30).needs == {"yue:2"}
    assert demand_at(demands, 9999).needs == {"yue:1"}


def test_a_skill_without_relaxation_is_needed_for_ever():
    assert demand_at(demands_of({"sign": 1}, CallPriority.NORMAL, RULES), 1e9).needs == {"sign:1"}


def test_the_groups_open_one_after_the_other_and_at_once_for_a_critical_call():
    assert [demand_at(demands_of({}, 2, RULES), waited).reach for waited in (0, 19.9, 20, 40, 90)] == [0, 0, 1, 2, 3]
    assert [demand.reach for demand in demands_of({}, CallPriority.CRITICAL, RULES)] == [SeatGroup.DISASTER]


def test_an_own_seat_is_preferred_to_one_at_home_that_is_idle_longer():
    assert names(all_matches([call("a", 60)], [seat("home", 500, SeatGroup.HOME), seat("own", 1)], NOW)) == [
        ("a", "own")
    ]


def test_seats_kept_free_take_only_critical_calls():
    calls, seats = [call("a", 50), call("b", 40)], [seat("1", 9), seat("2", 8)]
    assert names(all_matches(calls, seats, NOW, kept_free=1)) == [("a", "1")]
    danger = call("danger", 0, CallPriority.CRITICAL)
    assert names(all_matches([*calls, danger], seats, NOW, kept_free=2)) == [("danger", "1")]


def test_few_seats_on_duty_are_not_kept_free():
    assert [kept_seats(2, on_duty) for on_duty in (0, 1, 4, 5, 9, 10, 500)] == [0, 0, 0, 1, 1, 2, 2]
    assert kept_seats(0, 500) == 0


def test_a_seat_that_did_not_answer_a_call_does_not_get_it_again():
    assert names(all_matches([replace(call("a"), refused=frozenset({"1"}))], [seat("1", 9), seat("2")], NOW)) == [
        ("a", "2")
    ]


def test_long_talk_and_abuse_count_as_load_and_earn_a_rest():
    assert rested_at(100, 0, 0, RULES) < rested_at(100, 600, 0, RULES) < rested_at(100, 600, 1, RULES)
    assert rest_due(3599, abusive=False, rules=RULES) == 0
    assert rest_due(3600, abusive=True, rules=RULES) == RULES.rest
    assert rest_due(10, abusive=True, rules=RULES) == RULES.abusive_rest


# the order, against the plain sentence that says it

calls_of = st.lists(
    st.builds(call, st.uuids().map(str), st.sampled_from([0.0, 5.0, 20.0, 30.0, 45.0, 100.0]), st.integers(0, 2),
              st.sampled_from(NEEDS), st.sampled_from(["general", "expert"])),
    max_size=12, unique_by=lambda one: one.id,
)  # fmt: skip
seats_of = st.lists(
    st.builds(lambda name, idle, group, levels, queues: seat(name, idle, group, levels, *queues), st.uuids().map(str),
              st.sampled_from([0.0, 7.0, 60.0]), st.integers(0, 3), st.sampled_from(LEVELS),
              st.sampled_from([("general",), ("expert",), ("general", "expert")])),
    max_size=8, unique_by=lambda one: one.id,
)  # fmt: skip


def may(one: WaitingCall, by: ReadySeat) -> bool:
    """The plain sentence: the seat serves the queue, has every skill that is still needed, and its group is open."""
    demand = max((demand for demand in one.demands if demand.after <= NOW - one.since), key=lambda demand: demand.after)
    return one.queue in by.queues and demand.needs <= by.offers and by.group <= demand.reach


@given(calls_of, seats_of, st.integers(0, 3))
def test_nobody_is_passed_over_for_whom_a_seat_was_ready(calls: list[WaitingCall], seats: list[ReadySeat], kept: int):
    ready, waiting = list(seats), list(calls)
    for match in all_matches(calls, seats, NOW, kept):
        assert may(match.call, match.seat)
        assert match.call.priority == 0 or len(ready) > kept
        earlier = [one for one in waiting if call_place(one) < call_place(match.call)]
        assert not [one for one in earlier if any(may(one, by) for by in ready)]
        assert match.seat == min((by for by in ready if may(match.call, by)), key=seat_place)
        waiting.remove(match.call)
        ready.remove(match.seat)
    allowed = [one for one in waiting if one.priority == 0 or len(ready) > kept]
    assert not [one for one in allowed if any(may(one, by) for by in ready)]


@given(calls_of, seats_of)
def test_the_order_of_the_lists_changes_nothing(calls: list[WaitingCall], seats: list[ReadySeat]):
    assert all_matches(calls, seats, NOW) == all_matches(calls[::-1], seats[::-1], NOW)


@given(st.sampled_from(NEEDS), st.integers(0, 2), st.floats(0, 500), st.floats(0, 500))
def test_waiting_longer_never_makes_a_call_harder_to_place(needs: dict[str, int], rank: int, one: float, other: float):
    demands = demands_of(needs, rank, RULES)
    early, late = (demand_at(demands, waited) for waited in sorted((one, other)))
    assert early.reach <= late.reach
    for offers in map(offers_of, LEVELS):
        assert not early.needs <= offers or late.needs <= offers


def test_a_level_set_for_a_seat_takes_the_place_of_the_usual_one_and_0_removes_the_skill():
    assert levels_with({"mandarin": 2, "taxes": 2}, {"taxes": 0, "english": 3}) == {"mandarin": 2, "english": 3}


# ring-backs

LINE = [call("first", 300), call("second", 100)]


def ring_back(name: str, waited: float, *, promised: bool = True, not_before: float = 0.0) -> RingBack:
    return RingBack(name, 2, NOW - waited, NOW + 7200 - waited, promised, not_before)


def dialled(promised: list[RingBack], missed: list[RingBack], free: int, line: list[WaitingCall] = LINE) -> list[str]:
    return [one.id for one in to_dial(promised, missed, line, free, NOW)]


def test_a_promised_ring_back_keeps_its_place_among_those_on_the_line():
    promised = [ring_back("p", 200)]
    assert dialled(promised, [], free=1) == []
    assert dialled(promised, [], free=2) == ["p"]
    assert dialled([ring_back("p", 400)], [], free=1) == ["p"]


def test_a_missed_call_takes_only_a_seat_that_nobody_else_can_use():
    missed = [ring_back("m", 3600, promised=False), ring_back("n", 1800, promised=False)]
    assert dialled([ring_back("p", 200)], missed, free=3) == ["p"]
    assert dialled([ring_back("p", 200)], missed, free=4) == ["p", "m"]
    assert dialled([], missed, free=2, line=[]) == ["m", "n"]


def test_nobody_is_dialled_before_the_next_attempt_or_after_the_last():
    early, late = ring_back("early", 200, not_before=NOW + 1), ring_back("late", 7200)
    assert dialled([late, early], [late, early], free=9, line=[]) == []


def test_nothing_is_dialled_without_a_seat():
    assert dialled([ring_back("p", 900)], [ring_back("m", 900, promised=False)], free=0, line=[]) == []


def test_a_step_is_in_force_from_its_own_moment():
    demands = (Demand(0.0, frozenset({"a:1"}), 0), Demand(10.0, frozenset(), 1))
    assert (demand_at(demands, 9.99), demand_at(demands, 10.0)) == demands
