"""Explains a due time in one paragraph that can be printed or read to a citizen."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol

from lianxin.city.rules.calendar import Skipped
from lianxin.city.rules.due import Due, Extension, Pause
from lianxin.city.rules.limits import Limit, Measure, Temporary
from lianxin.city.rules.words import CLOCKS
from lianxin.language import day_in_words

ON_CALENDAR: Final = frozenset({"working_hours", "working_days"})


def explain(due: Due, locale: str) -> str:
    """Start, limit, days left out and why, extensions, pauses, end, source. Chinese for `zh…`, else English."""
    tongue: _Tongue = _Chinese(due.start.year) if locale.startswith("zh") else _English(due.start.year)
    sentences = [tongue.begin(due.start, due.limit)]
    if due.limit.measure in ON_CALENDAR:
        sentences += [tongue.skipped(due.skipped), tongue.made_up(due.made_up)]
    sentences += [
        tongue.changes(due.extensions, due.limit.measure, [_local(pause, due) for pause in due.pauses]),
        tongue.end(due.due_at),
        tongue.provisional(due.provisional_years),
        tongue.temporary(due.limit.temporary),
        tongue.source(due.limit),
    ]
    return tongue.gap.join(sentence for sentence in sentences if sentence)


def _local(pause: Pause, due: Due) -> Pause:
    zone = due.start.tzinfo
    return Pause(pause.start.astimezone(zone), pause.end.astimezone(zone), pause.reason)


def _by_reason(groups: tuple[Skipped, ...], locale: str) -> dict[str, list[Skipped]]:
    named: dict[str, list[Skipped]] = {}
    for group in groups:
        named.setdefault(group.name.said(locale), []).append(group)
    return named


class _Tongue(Protocol):
    @property
    def gap(self) -> str: ...
    def begin(self, start: datetime, limit: Limit) -> str: ...
    def skipped(self, groups: tuple[Skipped, ...]) -> str: ...
    def made_up(self, days: tuple[date, ...]) -> str: ...
    def changes(self, extensions: tuple[Extension, ...], measure: Measure, pauses: list[Pause]) -> str: ...
    def end(self, due_at: datetime) -> str: ...
    def provisional(self, years: tuple[int, ...]) -> str: ...
    def temporary(self, change: Temporary | None) -> str: ...
    def source(self, limit: Limit) -> str: ...


@dataclass(frozen=True, slots=True)
class _Chinese:
    """Dates include their year only if it is not `year`."""

    year: int
    gap: str = ""

    def begin(self, start: datetime, limit: Limit) -> str:
        allowed = _ZH_AMOUNT[limit.measure].format(limit.amount) if limit.amount else _ZH_TODAY[limit.measure]
        return f"{CLOCKS[limit.clock].zh}时限：{start.year}年{self._moment(start)} 起算，限{allowed}。"

    def skipped(self, groups: tuple[Skipped, ...]) -> str:
        if not groups:
            return "期间没有不计的日子。"
        said = (
            "、".join(self._span(group.first, group.last) for group in days) + name
            for name, days in _by_reason(groups, "zh").items()
        )
        return "，".join(said) + "，不计。"

    def made_up(self, days: tuple[date, ...]) -> str:
        return "、".join(self._day(day) for day in days) + "调休上班，计入。" if days else ""

    def changes(self, extensions: tuple[Extension, ...], measure: Measure, pauses: list[Pause]) -> str:
        extended = [f"延期{_ZH_AMOUNT[measure].format(one.amount)}{_zh_why(one.reason)}" for one in extensions]
        paused = [f"{self._moment(one.start)} 至 {self._moment(one.end)} 暂停{_zh_why(one.reason)}" for one in pauses]
        return "，".join((extended or ["没有延期"]) + (paused or ["没有暂停"])) + "。"

    def end(self, due_at: datetime) -> str:
        return f"到 {self._moment(due_at)} 为止。"

    def provisional(self, years: tuple[int, ...]) -> str:
        named = "、".join(f"{year}年" for year in years)
        return f"{named}放假安排尚未公布，暂按周末计算，公布后重算。" if years else ""

    def temporary(self, change: Temporary | None) -> str:
        if change is None:
            return ""
        days = self._span(change.since, change.until)
        usual = f"，平时限{_ZH_AMOUNT[change.usual[0]].format(change.usual[1])}" if change.usual else ""
        return f"临时时限：{days}有效（{change.reason}），{'、'.join(change.signed)}签发{usual}。"

    def source(self, limit: Limit) -> str:
        return f"依据：{limit.source}（{'已核实' if limit.verified else '未核实'}）。"

    def _day(self, day: date, since: date | None = None) -> str:
        if since and (since.year, since.month) == (day.year, day.month):
            return f"{day.day}日"
        year = since.year if since else self.year
        return day_in_words(day, "zh", year=day.year != year)

    def _span(self, first: date, last: date) -> str:
        return self._day(first) if first == last else f"{self._day(first)}至{self._day(last, first)}"

    def _moment(self, at: datetime) -> str:
        return f"{self._day(at.date())} {at:%H:%M}"


@dataclass(frozen=True, slots=True)
class _English:
    """Dates include their year only if it is not `year`."""

    year: int
    gap: str = " "

    def begin(self, start: datetime, limit: Limit) -> str:
        allowed = _en_amount(limit.measure, limit.amount) if limit.amount else _EN_TODAY[limit.measure]
        day = day_in_words(start, "en", year=True)
        return f"{CLOCKS[limit.clock].en}: started {day} {start:%H:%M}, limit {allowed}."

    def skipped(self, groups: tuple[Skipped, ...]) -> str:
        if not groups:
            return "All days are counted."
        said = (
            f"{', '.join(self._span(group.first, group.last) for group in days)} ({name})"
            for name, days in _by_reason(groups, "en").items()
        )
        return f"Not counted: {'; '.join(said)}."

    def made_up(self, days: tuple[date, ...]) -> str:
        return f"Counted as make-up working days: {', '.join(self._day(day) for day in days)}." if days else ""

    def changes(self, extensions: tuple[Extension, ...], measure: Measure, pauses: list[Pause]) -> str:
        extended = [f"Extended by {_en_amount(measure, one.amount)}{_en_why(one.reason)}." for one in extensions]
        paused = [
            f"Paused {self._moment(one.start)} to {self._moment(one.end)}{_en_why(one.reason)}." for one in pauses
        ]
        return " ".join((extended or ["No extension."]) + (paused or ["No pause."]))

    def end(self, due_at: datetime) -> str:
        return f"Due {self._moment(due_at)}."

    def provisional(self, years: tuple[int, ...]) -> str:
        named = " and ".join(str(year) for year in years)
        return (
            f"Provisional: the holidays of {named} are not announced yet; until then, only weekends." if years else ""
        )

    def temporary(self, change: Temporary | None) -> str:
        if change is None:
            return ""
        days = self._span(change.since, change.until)
        usual = f"; the usual limit is {_en_amount(*change.usual)}" if change.usual else ""
        return f"Temporary limit {days} ({change.reason}), signed by {' and '.join(change.signed)}{usual}."

    def source(self, limit: Limit) -> str:
        return f"Source: {limit.source_en or limit.source} ({'verified' if limit.verified else 'not verified'})."

    def _day(self, day: date, until: date | None = None) -> str:
        if until and (until.year, until.month) == (day.year, day.month):
            return str(day.day)
        return day_in_words(day, "en", year=day.year != self.year)

    def _span(self, first: date, last: date) -> str:
        return self._day(first) if first == last else f"{self._day(first, last)}–{self._day(last)}"

    def _moment(self, at: datetime) -> str:
        return f"{self._day(at.date())} {at:%H:%M}"


def _zh_why(reason: str) -> str:
    return f"（{reason}）" if reason else ""


def _en_why(reason: str) -> str:
    return f" ({reason})" if reason else ""


def _en_amount(measure: Measure, amount: int) -> str:
    return f"{amount} {_EN_MEASURE[measure]}{'' if amount == 1 else 's'}"


_ZH_AMOUNT: Final[dict[Measure, str]] = {
    "minutes": " {} 分钟（昼夜连续）",
    "hours": " {} 小时（昼夜连续）",
    "working_hours": " {} 个工作小时",
    "working_days": " {} 个工作日",
    "days": " {} 天（自然日）",
}
_ZH_TODAY: Final[dict[Measure, str]] = {"working_days": "当个工作日下班前", "days": "当日"}
_EN_MEASURE: Final[dict[Measure, str]] = {
    "minutes": "minute",
    "hours": "hour",
    "working_hours": "working hour",
    "working_days": "working day",
    "days": "day",
}
_EN_TODAY: Final[dict[Measure, str]] = {
    "working_days": "the end of the same working day",
    "days": "the end of the same day",
}
