"""What a city decided, as it is read from its profile."""

from datetime import date, time
from typing import Any

import pytest

from lianxin.city.rules.danger import emergency_line
from lianxin.city.rules.limits import Limit
from lianxin.city.rules.policies import (
    CallbackPolicy,
    CallbackRule,
    Extensions,
    Fallback,
    Indicators,
    Language,
    Public,
    Reopen,
    Replies,
    Returns,
)
from lianxin.city.rules.scripts import Script
from lianxin.kernel.json_values import read_json

EVERY_CASE: dict[str, Any] = {"method": "phone"}
CASE = {"urgency": "normal", "nature": "help", "outcome": "solved", "redo": False}


def fits(rule: dict[str, Any], **case: Any) -> bool:
    return read_json(CallbackRule, {**EVERY_CASE, **rule}).fits(**CASE | case)


@pytest.mark.parametrize(
    ("rule", "case", "fit"),
    [
        ({}, {}, True),
        ({}, {"redo": True}, True),
        ({"urgency": ["normal", "urgent"]}, {}, True),
        ({"urgency": ["critical"]}, {}, False),
        ({"nature": ["help"]}, {}, True),
        ({"nature": ["complaint"]}, {}, False),
        ({"outcome": ["solved"]}, {}, True),
        ({"outcome": ["unsolved"]}, {}, False),
        ({"outcome": ["unsolved"]}, {"outcome": None}, False),
        ({"redo": True}, {}, False),
        ({"redo": True}, {"redo": True}, True),
        ({"redo": True, "nature": ["complaint"]}, {"redo": True}, False),
        ({"urgency": ["normal"], "nature": ["complaint"]}, {}, False),
    ],
)
def test_a_rule_fits_the_cases_that_all_its_selectors_name(rule: dict[str, Any], case: dict[str, Any], fit: bool):
    assert fits(rule, **case) is fit


def callback(*rules: dict[str, Any], **more: Any) -> CallbackPolicy:
    table = {
        "attempts": 3,
        "different_days": True,
        "evening_attempts": 1,
        "evening_from": "18:00",
        "evening_until": "20:30",
        "sample_answered": 0.05,
        "without_voice": "message",
        "rule": list(rules),
    }
    return CallbackPolicy.of(table | more)


def test_a_callback_policy_is_read_as_it_is_written():
    policy = callback(EVERY_CASE)
    assert (policy.attempts, policy.different_days, policy.evening_attempts) == (3, True, 1)
    assert policy.evening == (time(18), time(20, 30))
    assert (policy.sample_answered, policy.without_voice, policy.scripts) == (0.05, "message", ())


def test_a_city_that_says_nothing_calls_from_half_past_eight_to_half_past_eight():
    policy = callback(EVERY_CASE)
    assert (policy.hours, policy.critical) == ((time(8, 30), time(20, 30)), False)
    policy = callback(EVERY_CASE, calls_from="09:00", calls_until="21:00", critical=True)
    assert (policy.hours, policy.critical) == ((time(9), time(21)), True)


def test_the_first_rule_that_fits_chooses_the_method():
    policy = callback({"method": "survey", "nature": ["help"]}, {"method": "video", "redo": True}, EVERY_CASE)
    assert policy.method(urgency="normal", nature="help") == "survey"
    assert policy.method(urgency="normal", nature="complaint") == "phone"
    assert policy.method(urgency="normal", nature="complaint", redo=True) == "video"


@pytest.mark.parametrize(("method", "without"), [("phone", "message"), ("video", "video"), ("survey", "survey")])
def test_only_a_voice_call_is_replaced_for_who_cannot_take_one(method: str, without: str):
    policy = callback({"method": method})
    assert policy.method(urgency="normal", nature="help") == method
    assert policy.method(urgency="normal", nature="help", voice=False) == without


def test_scripts_belong_to_the_policy():
    script = {"language": "zh-CN", "nature": ["complaint"], "thanks": "谢谢您的监督。"}
    assert callback(EVERY_CASE, script=[script]).scripts == (read_json(Script, script),)


def test_small_policies_are_read_as_they_are_written():
    assert read_json(Language, {"code": "yue", "name": "粤语", "name_en": "Cantonese", "kind": "spoken"}) == Language(
        "yue", "粤语", "Cantonese", "spoken"
    )
    line = emergency_line({"number": "110", "name": "公安", "name_en": "Police", "keywords": ["打人"]})
    assert (line.number, line.name, line.name_en, line.service) == ("110", "公安", "Police", "110")
    assert line.trigger.fits(None, "有人打人")
    assert read_json(Returns, {"most": 2, "evidence": True}) == Returns(2, evidence=True)
    table = {"times": 1, "most_working_days": 30, "source": "s", "verified": False}
    assert read_json(Extensions, table) == Extensions(1, 30, "s", verified=False)
    assert read_json(Reopen, {"supervised_from": 2}) == Reopen(2)
    assert read_json(Fallback, {"unit": "u"}) == Fallback("u")
    table = {"weights": {"satisfied": 1}, "repeat_days": 30, "wilson_below": 50, "service_level_seconds": 15}
    assert read_json(Indicators, table) == Indicators({"satisfied": 1}, 30, 50, 15)


def test_what_a_city_does_not_say_is_off():
    assert read_json(Public, {}) == Public(summaries=False) == Public()
    assert read_json(Public, {"summaries": True}) == Public(summaries=True)
    assert read_json(Replies, {}) == Replies(()) == Replies()
    assert read_json(Replies, {"evidence": ["solved"], "same_words": 5}) == Replies(("solved",), 5)


# limits

LIMIT = {"clock": "close", "source": "a rule", "verified": True}


def test_a_limit_names_its_length_and_fits_every_case_unless_it_says_otherwise():
    assert Limit.of({**LIMIT, "hours": 24}) == Limit("close", "hours", 24, "a rule", True)
    assert Limit.of({**LIMIT, "days": 0}).amount == 0


def test_a_limit_keeps_its_selectors():
    chosen = {"urgency": "critical", "nature": "help", "topic": "12", "round": "redo", "fast_desk": True}
    found = Limit.of({**LIMIT, **chosen, "working_days": 3, "source_en": "rule"})
    assert (found.measure, found.urgency, found.nature, found.topic) == ("working_days", "critical", "help", "12")
    assert (found.redo, found.fast_desk, found.source_en) == (True, True, "rule")
    assert Limit.of({**LIMIT, "round": "first", "minutes": 3}).redo is False


def test_which_of_two_limits_is_more_specific():
    def limit(**chosen: Any) -> Limit:
        return Limit("close", "hours", 1, "s", True, **chosen)

    rising = [
        limit(),
        limit(nature="help"),
        limit(urgency="urgent"),
        limit(urgency="urgent", nature="help"),
        limit(redo=True),
        limit(topic="12"),
        limit(topic="12.01"),
        limit(topic="12.01", redo=True),
        limit(fast_desk=True),
    ]
    assert [one.rank for one in rising] == sorted(one.rank for one in rising)
    assert len({one.rank for one in rising}) == len(rising)
    assert rising[0].rank == (date.min, False, 0, False, False, False)
    assert rising[-2].rank == (date.min, False, 5, True, False, False)
