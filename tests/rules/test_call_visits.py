"""The events of a call folded into its visits to queues."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from lianxin.calls.events import (
    CallAnswered,
    CallArrived,
    CallDropped,
    CallFinished,
    CallHanded,
    CallHeld,
    CallMissed,
    CallPassed,
    CallPromised,
    CallQueued,
    CallResumed,
    CallSent,
)
from lianxin.calls.rules.visits import CallVisit, fold_call
from lianxin.kernel.events import Event

CALL = UUID(int=1)
START = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
ARRIVED = (0.0, CallArrived(CALL, "in", "main"))
QUEUED = (5.0, CallQueued(CALL, "general", 2, skills=["yue"]))
ANSWERED = (17.0, CallAnswered(CALL, "staff:a", 12.0))
OVER = CallFinished(CALL, 100.0, "talking")


def folded(*events: tuple[float, Event], speed: float = 1.0) -> list[CallVisit]:
    visits: list[CallVisit] = []
    for at, event in events:
        fold_call(visits, event, START + timedelta(seconds=at), speed)
    return visits


def told(visits: list[CallVisit]) -> list[tuple[object, ...]]:
    return [(one.queue, one.outcome, one.wait, one.talk, one.hold) for one in visits]


def test_wait_talk_and_hold_of_an_answered_call():
    visits = folded(ARRIVED, QUEUED, ANSWERED, (40, CallHeld(CALL)), (50, CallResumed(CALL)), (117, OVER))
    assert told(visits) == [("general", "answered", 12, 90, 10)]
    assert (visits[0].staff, visits[0].skills, visits[0].rung_back) == ("staff:a", ["yue"], False)


def test_a_call_that_hangs_up_on_hold_was_held_until_then():
    assert told(folded(ARRIVED, QUEUED, ANSWERED, (40, CallHeld(CALL)), (60, OVER))) == [
        ("general", "answered", 12, 23, 20)
    ]


def test_a_call_that_only_hears_the_menu_asks_for_nobody():
    assert told(folded(ARRIVED, (9, CallFinished(CALL, 0, "menu")))) == [("", "menu", 9, None, 0)]


def test_a_wait_ends_once():
    assert told(folded(ARRIVED, QUEUED, (65, CallMissed(CALL, 60)), (70, CallFinished(CALL, 0, "queued")))) == [
        ("general", "abandoned", 60, None, 0)
    ]


def test_a_call_that_returns_to_its_place_makes_no_second_visit():
    again = (25.0, CallQueued(CALL, "general", 2, "staff:b"))
    later = (30.0, CallQueued(CALL, "general", 2))
    assert told(folded(ARRIVED, QUEUED, again, later, (45, CallAnswered(CALL, "staff:a", 40)))) == [
        ("general", "answered", 40, None, 0)
    ]


def test_a_ring_back_is_a_visit_of_its_own():
    back = ((900.0, CallQueued(CALL, "general", 2)), (902.0, CallAnswered(CALL, "staff:b", 897)), (962.0, OVER))
    visits = folded(ARRIVED, QUEUED, (65, CallPromised(CALL)), *back)
    assert told(visits) == [("general", "promised", 60, None, 0), ("general", "answered", 2, 60, 0)]
    assert [one.rung_back for one in visits] == [False, True]


def test_a_call_passed_to_another_queue_waits_there_anew():
    visits = folded(
        ARRIVED, QUEUED, ANSWERED, (47, CallPassed(CALL, "expert")), (47, CallQueued(CALL, "expert", 2)),
        (57, CallAnswered(CALL, "staff:b", 52)), (60, OVER),
    )  # fmt: skip
    assert told(visits) == [("general", "answered", 12, 30, 0), ("expert", "answered", 10, 3, 0)]
    assert not any(one.rung_back for one in visits)


def test_a_second_seat_takes_over_the_talk():
    visits = folded(ARRIVED, QUEUED, ANSWERED, (37, CallHanded(CALL, "staff:a", "staff:b")), (67, OVER))
    assert told(visits) == [("general", "answered", 12, 20, 0), ("general", "answered", 0, 30, 0)]
    assert [(one.staff, one.handed) for one in visits] == [("staff:a", False), ("staff:b", True)]


def test_a_failure_of_ours_loses_the_wait_or_ends_the_talk():
    assert told(folded(ARRIVED, QUEUED, (15, CallDropped(CALL)))) == [("general", "lost", 10, None, 0)]
    assert told(folded(ARRIVED, QUEUED, ANSWERED, (27, CallDropped(CALL)))) == [("general", "answered", 12, 10, 0)]


def test_durations_are_real_seconds_also_when_the_clock_of_the_city_runs_fast():
    assert told(folded(ARRIVED, QUEUED, ANSWERED, (137, OVER), speed=60)) == [("general", "answered", 0.2, 2, 0)]


def test_events_of_a_call_before_its_arrival_are_left_out():
    assert folded(ANSWERED, (20, OVER)) == []


def test_the_talk_of_a_seat_that_sent_the_citizen_ends_then_and_that_of_the_next_begins_with_its_answer():
    sent = (37, CallSent(CALL, "staff:a", "staff:b"))
    taken = (47, CallHanded(CALL, "staff:a", "staff:b"))
    visits = folded(ARRIVED, QUEUED, ANSWERED, (36, CallHeld(CALL)), sent, taken, (47, CallResumed(CALL)), (67, OVER))
    assert told(visits) == [("general", "answered", 12, 19, 1), ("general", "answered", 0, 20, 0)]
    assert [one.staff for one in visits] == ["staff:a", "staff:b"]


def test_the_talk_of_a_citizen_with_an_outside_contact_belongs_to_no_seat():
    visits = folded(ARRIVED, QUEUED, ANSWERED, (37, CallHanded(CALL, "staff:a", "")), (600, OVER))
    assert told(visits) == [("general", "answered", 12, 20, 0)]
