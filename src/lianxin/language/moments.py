"""Reads the time of an event from spoken words: 昨天 23:00, 前天晚上十一点半, 半小时前, 周五下午.

Input and output are local times.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

_DIGITS: Final = {char: nth for nth, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
NUMBER: Final = r"(?:\d+|[零〇一二两三四五六七八九十]+)"
_DAYS: Final = {
    "大前天": -3,
    "前天": -2,
    "前晚": -2,
    "昨": -1,
    "今": 0,
    "明": 1,
    "后天": 2,
}
"""Words for days, and their distance from today in days; longer words first."""
_PARTS: Final = {
    "凌晨": (0, 0),
    "半夜": (0, 0),
    "清晨": (6, 0),
    "早": (8, 0),
    "上午": (9, 0),
    "中午": (12, 12),
    "下午": (15, 12),
    "傍晚": (18, 12),
    "晚": (20, 12),
    "夜": (22, 12),
}
"""Words for parts of a day: the hour if none is given, and the hours added to a twelve-hour time."""
WEEKDAYS: Final = {char: nth for nth, char in enumerate("一二三四五六日")} | {"天": 6}
NOON: Final = 12
FULL_DATE: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
MONTH_DAY: Final = re.compile(rf"({NUMBER})\s*月\s*({NUMBER})\s*[日号]?")
DAY_ALONE: Final = re.compile(rf"({NUMBER})\s*[日号]")
WEEKDAY: Final = re.compile(r"(上|这|本)?个?(?:周|星期|礼拜)([一二三四五六日天])")
CLOCK: Final = re.compile(
    rf"(\d{{1,2}})\s*[:：]\s*(\d{{2}})|({NUMBER})\s*[点时](?:\s*(半)|\s*(一刻|三刻)|\s*({NUMBER})\s*分?)?"
)
AGO: Final = re.compile(rf"(半|{NUMBER})\s*个?(半)?(分钟|小时|钟头|天|周|星期)(?:以前|之前|前)")
_UNTIL: Final = re.compile(r"[到至~～—]+|(?<=\d)\s*-\s*(?=\d{1,2}\s*[:：])")
JUST_NOW: Final = re.compile(r"刚才|刚刚|现在|目前|正在|方才")
QUARTERS: Final = {"一刻": 15, "三刻": 45}
SPANS: Final = {
    "分钟": timedelta(minutes=1),
    "小时": timedelta(hours=1),
    "钟头": timedelta(hours=1),
    "天": timedelta(days=1),
    "周": timedelta(weeks=1),
    "星期": timedelta(weeks=1),
}


@dataclass(frozen=True)
class Moment:
    """A moment with the zone of `now`. `precision` is that of the words: minute, part or day."""

    at: datetime
    precision: str


def read_moment(words: str, now: datetime) -> Moment | None:
    """Returns the moment that the words mean at `now`, or None. For a span of time, its beginning."""
    first = _UNTIL.split(words, maxsplit=1)[0]
    return read_point(first, now) or (read_point(words, now) if first != words else None)


def read_point(words: str, now: datetime) -> Moment | None:
    """Returns the moment of words that contain no span, or None."""
    ago = AGO.search(words)
    if ago:
        return read_ago(ago, now)
    day, told_day = read_day(words, now.date())
    part = next((name for name in _PARTS if name in words), "")
    clock = CLOCK.search(without_date(words))
    if clock and (at := read_clock(clock, part)):
        return Moment(turned(now, day, at, words, part), "minute")
    if part:
        hour, _ = _PARTS[part]
        return Moment(turned(now, day, time(hour), words, part), "part")
    if told_day:
        return Moment(datetime.combine(day, time(0), now.tzinfo), "day")
    return Moment(now.replace(second=0, microsecond=0), "minute") if JUST_NOW.search(words) else None


def turned(now: datetime, day: date, at: time, words: str, part: str) -> datetime:
    """Combines day and time: 昨晚 with an hour after midnight means the next day."""
    if part in {"晚", "夜"} and at.hour < _PARTS["清晨"][0] and "半夜" not in words:
        day += timedelta(days=1)
    return datetime.combine(day, at, now.tzinfo)


def read_ago(found: re.Match[str], now: datetime) -> Moment:
    """Reads 半小时前, 一个半小时前, 三天前."""
    count = 0.5 if found[1] == "半" else _number(found[1]) + (0.5 if found[2] else 0)
    span = SPANS[found[3]]
    at = (now - span * min(count, 10_000)).replace(second=0, microsecond=0)
    return Moment(at, "minute" if span < SPANS["天"] else "day")


def read_day(words: str, today: date) -> tuple[date, bool]:
    """Returns the day in the words, or today, and whether they contain one.

    A day without a year or month is a past one.
    """
    if full := FULL_DATE.search(words):
        return dated(int(full[1]), int(full[2]), int(full[3])) or today, True
    if said := MONTH_DAY.search(words):
        month, day = _number(said[1]), _number(said[2])
        found = dated(today.year, month, day)
        late = found and found > today + timedelta(days=31)
        return (dated(today.year - 1, month, day) if late else found) or today, True
    for word, away in _DAYS.items():
        if word in words:
            return today + timedelta(days=away), True
    if weekday := WEEKDAY.search(words):
        return of_week(weekday[1] or "", WEEKDAYS[weekday[2]], today), True
    if alone := DAY_ALONE.search(words):
        return of_month(_number(alone[1]), today), True
    return today, False


def of_week(which: str, weekday: int, today: date) -> date:
    """Reads 上周五 and 这周五; 周五 alone is the last Friday, today included."""
    monday = today - timedelta(days=today.weekday())
    if which:
        return monday + timedelta(days=weekday - (7 if which == "上" else 0))
    return today - timedelta(days=(today.weekday() - weekday) % 7)


def of_month(day: int, today: date) -> date:
    """Reads 23号: in this month, or in the last month if the day is still to come."""
    found = dated(today.year, today.month, day)
    if found and found <= today:
        return found
    before = today.replace(day=1) - timedelta(days=1)
    return dated(before.year, before.month, day) or today


def read_clock(found: re.Match[str], part: str) -> time | None:
    """Reads 23:00, 十一点半, 下午3点20分; None for an impossible time."""
    if found[1]:
        hour, minute = int(found[1]), int(found[2])
    else:
        hour = _number(found[3])
        minute = 30 if found[4] else QUARTERS.get(found[5] or "") or (_number(found[6]) if found[6] else 0)
    added = _PARTS[part][1] if part else 0
    if part == "中午" and hour < NOON - 1:
        hour += NOON
    elif (part != "中午" and added and _EVENING <= hour < NOON) or (part == "下午" and hour < _EVENING):
        hour += added
    if hour == NOON and part in {"晚", "夜"}:
        hour = 0
    return time(hour % 24, minute) if hour <= 24 and minute < 60 else None


_EVENING: Final = 5
"""晚上两点 is 2:00, 晚上八点 is 20:00."""


def without_date(words: str) -> str:
    """Removes a written date, because its numbers are not hours."""
    return FULL_DATE.sub(" ", words)


def _number(text: str) -> int:
    """Reads 23, 二十三, 十一."""
    if text.isdecimal():
        return int(text[:6])
    tens, ten, ones = text.partition("十")
    if not ten:
        return int("".join(str(_DIGITS[char]) for char in text)[:6])
    return 10 * (_DIGITS.get(tens[-1:], 1) if tens else 1) + (_DIGITS.get(ones[:1], 0) if ones else 0)


def dated(year: int, month: int, day: int) -> date | None:
    """Returns the date, or None if it does not exist."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
