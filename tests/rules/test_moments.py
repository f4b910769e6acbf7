"""Words for a time become the time they mean; what names none becomes none."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.language.moments import read_moment

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 6, 24, 10, 42, tzinfo=SHANGHAI)  # a Wednesday

SAID = [
    ("昨天 23:00", "2026-06-23T23:00", "minute"),
    ("昨天 23：05 前后", "2026-06-23T23:05", "minute"),
    ("昨晚十一点半", "2026-06-23T23:30", "minute"),
    ("昨晚", "2026-06-23T20:00", "part"),
    ("昨晚一点多", "2026-06-24T01:00", "minute"),
    ("昨晚12点", "2026-06-24T00:00", "minute"),
    ("昨天晚上8点到今天凌晨2点", "2026-06-23T20:00", "minute"),
    ("昨天 23:00-2:00", "2026-06-23T23:00", "minute"),
    ("今天凌晨2点", "2026-06-24T02:00", "minute"),
    ("今早七点一刻", "2026-06-24T07:15", "minute"),
    ("前天下午3点20分", "2026-06-22T15:20", "minute"),
    ("大前天中午", "2026-06-21T12:00", "part"),
    ("中午一点", "2026-06-24T13:00", "minute"),
    ("下午两点半", "2026-06-24T14:30", "minute"),
    ("明天上午9点", "2026-06-25T09:00", "minute"),
    ("半小时前", "2026-06-24T10:12", "minute"),
    ("一个半小时前", "2026-06-24T09:12", "minute"),
    ("十分钟前", "2026-06-24T10:32", "minute"),
    ("3天前", "2026-06-21T10:42", "day"),
    ("刚才", "2026-06-24T10:42", "minute"),
    ("周一", "2026-06-22T00:00", "day"),
    ("周五下午", "2026-06-19T15:00", "part"),
    ("上周五", "2026-06-19T00:00", "day"),
    ("这周日晚上九点", "2026-06-28T21:00", "minute"),
    ("6月3号", "2026-06-03T00:00", "day"),
    ("六月二十三日 22:30", "2026-06-23T22:30", "minute"),
    ("12月31日", "2025-12-31T00:00", "day"),
    ("23号晚上", "2026-06-23T20:00", "part"),
    ("28号", "2026-05-28T00:00", "day"),
    ("2026-06-01 08:00", "2026-06-01T08:00", "minute"),
    ("2026年5月4日早上", "2026-05-04T08:00", "part"),
]
NO_TIME = ["", "一直这样", "不记得了", "好几次", "99:99", "每次"]


@pytest.mark.parametrize(("words", "at", "precision"), SAID)
def test_words_for_a_time_become_the_time_they_mean(words: str, at: str, precision: str):
    found = read_moment(words, NOW)
    assert found is not None
    assert (found.at.isoformat(timespec="minutes")[:16], found.precision) == (at, precision)
    assert found.at.tzinfo is SHANGHAI


@pytest.mark.parametrize("words", NO_TIME)
def test_words_that_name_no_time_become_none(words: str):
    assert read_moment(words, NOW) is None


LETTERS = "昨今明前后天晚早上下午凌晨半夜中周一二三四五六日十点分刻钟小时月号年0123456789:：-/ 到"


@given(st.text(alphabet=LETTERS, max_size=20))
def test_no_words_break_the_rule_or_leave_a_human_range(words: str):
    found = read_moment(words, NOW)
    assert found is None or abs(found.at - NOW) < timedelta(days=400 * 366)


def test_the_night_of_yesterday_goes_on_after_midnight():
    late, early = read_moment("昨晚 23:50", NOW), read_moment("昨晚 0:10", NOW)
    assert late
    assert early
    assert early.at - late.at == timedelta(minutes=20)
