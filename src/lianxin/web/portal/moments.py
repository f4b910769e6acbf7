"""Converts times to words for citizens. Arguments must be aware and in the city's time zone."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from lianxin.language import day_in_words, month_in_words
from lianxin.web.portal.words import PortalTexts

_EVENING = 17  # a time limit at or after this hour, two days away or more, is given by its date alone
ZH_DAYS = {-2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天"}
EN_DAYS = {-1: "yesterday", 0: "today", 1: "tomorrow"}
ZH_HOURS: Mapping[range, str] = {
    range(5): "凌晨",
    range(5, 9): "早上",
    range(9, 12): "上午",
    range(12, 13): "中午",
    range(13, 18): "下午",
    range(18, 24): "晚上",
}


def moment_in_words(at: datetime, now: datetime, locale: str) -> str:
    """Returns a time in words: 昨天晚上 7:52; 5月8日 下午 3 点; yesterday at 7:52 pm; 8 May, 3 pm."""
    if locale == "en":
        day = EN_DAYS.get(_apart(at.date(), now.date()))
        return f"{day} at {en_hour(at)}" if day else f"{en_date(at.date(), now.date())}, {en_hour(at)}"
    day = ZH_DAYS.get(_apart(at.date(), now.date()))
    return f"{day}{zh_hour(at)}" if day else f"{zh_date(at.date(), now.date())} {zh_hour(at)}"


def by(at: datetime, now: datetime, locale: str) -> str:
    """Returns a time limit in words: 今天下午 5 点半前; 5月8日前; by 5:30 pm today; by 8 May.

    Midnight counts as the end of the day before.
    """
    if at.hour == at.minute == 0:
        at -= timedelta(minutes=1)
    away = _apart(at.date(), now.date())
    late_enough = at.hour >= _EVENING and away > 1
    if locale == "en":
        if late_enough:
            return f"by {en_date(at.date(), now.date())}"
        day = EN_DAYS.get(away)
        return f"by {en_hour(at)} {day}" if day else f"by {en_hour(at)} on {en_date(at.date(), now.date())}"
    return f"{zh_date(at.date(), now.date())}前" if late_enough else f"{moment_in_words(at, now, locale)}前"


def day(at: datetime, now: datetime, locale: str) -> str:
    """Returns the date: 9月27日; 27 September."""
    return (en_date if locale == "en" else zh_date)(at.date(), now.date())


def left(at: datetime, now: datetime, t: PortalTexts) -> str:
    """Returns the time left in words: 还有 3 天; 还有 2 小时 10 分. From 48 hours on it counts calendar days."""
    span = at - now
    if span >= timedelta(days=2):
        return t("time.left_days", n=_apart(at.date(), now.date()))
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    return t("time.left_hours", h=hours, m=minutes) if hours else t("time.left_minutes", m=minutes)


def _apart(day: date, today: date) -> int:
    """Returns the number of days from `today` to `day`, negative for the past."""
    return (day - today).days


def zh_date(day: date, today: date) -> str:
    """Returns 5月8日, with the year if it is not this year."""
    return day_in_words(day, "zh", year=day.year != today.year)


def month(at: datetime, locale: str) -> str:
    """Returns 2026年11月 or November 2026."""
    return month_in_words(at.date(), locale)


def en_date(day: date, today: date) -> str:
    """Returns 8 May, with the year if it is not this year."""
    return day_in_words(day, "en", year=day.year != today.year)


def zh_hour(at: datetime) -> str:
    """Returns 下午 5 点半, 早上 7:52."""
    part = next(word for hours, word in ZH_HOURS.items() if at.hour in hours)
    hour = at.hour if at.hour <= 12 else at.hour - 12
    clock = {0: f"{hour} 点", 30: f"{hour} 点半"}.get(at.minute, f"{hour}:{at.minute:02d}")
    return f"{part} {clock}"


def en_hour(at: datetime) -> str:
    """Returns 5:30 pm; noon is 12 pm."""
    hour = at.hour % 12 or 12
    clock = f"{hour}:{at.minute:02d}" if at.minute else str(hour)
    return f"{clock} {'am' if at.hour < 12 else 'pm'}"
