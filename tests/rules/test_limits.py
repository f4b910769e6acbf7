"""Which limit holds: the most specific one that fits."""

from dataclasses import replace
from datetime import date

from lianxin.city import Limit, Temporary, under
from lianxin.city.rules.limits import select


def a_limit(amount: int, **chosen: object) -> Limit:
    return Limit("close", "working_days", amount, "a rule", True, **chosen)


GENERAL = a_limit(15)
COMPLAINT = a_limit(5, nature="complaint")
CRITICAL = a_limit(1, urgency="critical")
REDO = a_limit(3, redo=True)
CRITICAL_REDO = a_limit(2, redo=True, urgency="critical")
EPIDEMIC = a_limit(4, topic="12.01")
OUTBREAK = a_limit(6, topic="12.01.02")
FAST = a_limit(7, fast_desk=True)
ALL = [FAST, GENERAL, OUTBREAK, EPIDEMIC, COMPLAINT, REDO, CRITICAL, CRITICAL_REDO]


def chosen(
    urgency: str = "normal", nature: str = "help", topic: str = "01.01.01", redo: bool = False, fast: bool = False
) -> Limit | None:
    return select(ALL, urgency, nature, topic, redo=redo, fast_desk=fast)


def test_a_case_that_nothing_names_has_the_general_limit() -> None:
    assert chosen() == GENERAL


def test_the_more_specific_limit_wins() -> None:
    assert chosen(nature="complaint") == COMPLAINT
    assert chosen(nature="complaint", urgency="critical") == CRITICAL
    assert chosen(nature="complaint", urgency="urgent", redo=True) == REDO
    assert chosen(nature="complaint", urgency="critical", redo=True) == CRITICAL_REDO
    assert chosen(urgency="critical", redo=True, topic="12.01.01") == EPIDEMIC
    assert chosen(topic="12.01.02") == OUTBREAK
    assert chosen(topic="12.01.02", fast=True) == FAST


def test_the_order_of_the_file_does_not_matter() -> None:
    for limits in (ALL, ALL[::-1]):
        assert select(limits, "critical", "complaint", "12.01.09", redo=True, fast_desk=False) == EPIDEMIC


def test_a_city_without_a_fitting_limit_sets_none() -> None:
    assert select([COMPLAINT, REDO, FAST], "normal", "help", "01.01.01", redo=False, fast_desk=False) is None


def test_a_topic_is_under_its_prefixes_by_whole_numbers() -> None:
    assert under("03.02.05", "03.02")
    assert under("03.02.05", "03.02.05")
    assert not under("03.02.05", "03.0")
    assert not under("03.02", "03.02.05")


def test_a_temporary_limit_holds_from_its_first_to_its_last_day_and_names_the_usual_one() -> None:
    signed = Temporary(date(2026, 7, 1), date(2026, 7, 10), "typhoon", ("one official", "another"))
    relaxed = replace(GENERAL, amount=30, temporary=signed)
    later = replace(relaxed, amount=40, temporary=replace(signed, since=date(2026, 7, 8)))
    limits = [later, *ALL, relaxed]
    days = (date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 8), date(2026, 7, 10), date(2026, 7, 11), None)
    found = [select(limits, "normal", "help", "01.01.01", redo=False, fast_desk=False, day=day) for day in days]
    assert [one and one.amount for one in found] == [15, 30, 40, 40, 15, 15]
    assert [one and one.temporary and one.temporary.usual for one in found[1:3]] == [("working_days", 15)] * 2


def test_a_temporary_limit_comes_before_a_more_specific_usual_one() -> None:
    signed = Temporary(date(2026, 7, 1), date(2026, 7, 10), "typhoon", ("one official", "another"))
    relaxed = replace(COMPLAINT, amount=9, temporary=signed)
    for day, amount in ((date(2026, 7, 2), 9), (date(2026, 8, 2), 4)):
        found = select([*ALL, relaxed], "normal", "complaint", "12.01.01", redo=False, fast_desk=False, day=day)
        assert found is not None
        assert found.amount == amount
