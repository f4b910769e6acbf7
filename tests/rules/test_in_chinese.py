"""What the check of a profile says can be read in Chinese."""

import re

import pytest

from lianxin.city.rules.in_chinese import in_chinese


@pytest.mark.parametrize(
    "sentence",
    [
        "topic 01.01.98 has no entry in duty.csv",
        "answers 'x' is not in units.csv",
        "unknown kind 'x'; known: a, b",
        "2027 is not in announced_years of city.toml",
        "2027-01-04 is not on a weekend, so it cannot be a make-up day",
        "attempts 99 is not between 1 and 10",
        "start '25:00' is not a time like 08:30",
        "a limit needs exactly one of minutes, hours, working_hours, working_days, days; it has none",
        "no limit with clock 'sign' fits: urgent help",
        "units form a circle: a → b → a",
        "text uses {unit}, which this message does not have",
        "name is missing at the top",
    ],
)
def test_the_check_speaks_chinese(sentence: str):
    assert re.search("[一-鿿]", in_chinese(sentence)), sentence


def test_a_sentence_nobody_put_into_chinese_is_shown_as_it_is():
    assert in_chinese("something new") == "something new"
