"""A deadline in words: what is printed is what was counted."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from lianxin.city import CLOCKS, Calendar, Extension, Label, Limit, OfficeHours, Pause, Temporary, due, explain

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOLIDAY = Label("端午节", "Dragon Boat Festival")
CALENDAR = Calendar(
    SHANGHAI,
    OfficeHours(time(9), time(17, 30)),
    {date(2026, 6, day): HOLIDAY for day in (19, 20, 21)},
    {date(2026, 2, 14): Label("春节", "Spring Festival")},
    frozenset({2026}),
)
SENT_BACK = datetime(2026, 6, 18, 20, 40, tzinfo=SHANGHAI)
REDO = Limit("close", "working_days", 3, "重办规则第 2 版", True, source_en="rule on second rounds, version 2")


def test_the_paragraph_tells_start_limit_days_left_out_end_and_source() -> None:
    assert explain(due(SENT_BACK, REDO, CALENDAR), "zh-CN") == (
        "答复时限：2026年6月18日 20:40 起算，限 3 个工作日。6月19日至21日端午节，不计。没有延期，没有暂停。"
        "到 6月24日 17:30 为止。依据：重办规则第 2 版（已核实）。"
    )
    assert explain(due(SENT_BACK, REDO, CALENDAR), "en") == (
        "Reply of the unit: started 18 June 2026 20:40, limit 3 working days. Not counted: 19–21 June "
        "(Dragon Boat Festival). No extension. No pause. Due 24 June 17:30. "
        "Source: rule on second rounds, version 2 (verified)."
    )


def test_extensions_and_pauses_are_told_with_their_reasons() -> None:
    pause = Pause(datetime(2026, 6, 22, 16, tzinfo=SHANGHAI), datetime(2026, 6, 23, 9, tzinfo=SHANGHAI), "等待市民补充")
    found = due(SENT_BACK, REDO, CALENDAR, [pause], [Extension(2, "需多部门会商")])
    chinese, english = explain(found, "zh-CN"), explain(found, "en")
    assert "延期 2 个工作日（需多部门会商），6月22日 16:00 至 6月23日 09:00 暂停（等待市民补充）。" in chinese
    assert "6月22日暂停计时" in chinese
    assert "没有" not in chinese
    assert "Extended by 2 working days (需多部门会商). Paused 22 June 16:00 to 23 June 09:00 (等待市民补充)." in english


def test_a_make_up_day_is_told_as_counted() -> None:
    found = due(datetime(2026, 2, 13, 9, tzinfo=SHANGHAI), Limit("close", "working_days", 1, "规则", False), CALENDAR)
    assert "2月14日调休上班，计入。" in explain(found, "zh-CN")
    assert "Counted as make-up working days: 14 February." in explain(found, "en")
    assert "（未核实）" in explain(found, "zh-CN")
    assert "(not verified)" in explain(found, "en")


def test_a_year_not_announced_is_told_as_provisional() -> None:
    found = due(datetime(2026, 12, 30, 9, tzinfo=SHANGHAI), REDO, CALENDAR)
    assert "2027年放假安排尚未公布" in explain(found, "zh-CN")
    assert "the holidays of 2027 are not announced" in explain(found, "en")
    assert "2027年1月4日 17:30" in explain(found, "zh-CN")


def test_a_temporary_limit_is_told_with_its_days_its_signatures_and_the_usual_limit() -> None:
    signed = Temporary(date(2026, 6, 15), date(2026, 6, 30), "台风", ("王主任", "李副主任"), ("working_days", 1))
    found = due(SENT_BACK, replace(REDO, temporary=signed), CALENDAR)
    assert "临时时限：6月15日至30日有效（台风），王主任、李副主任签发，平时限 1 个工作日。依据：" in explain(
        found, "zh-CN"
    )
    assert (
        "Temporary limit 15–30 June (台风), signed by 王主任 and 李副主任; the usual limit is 1 working day. Source:"
        in explain(found, "en")
    )


@pytest.mark.parametrize(
    ("measure", "amount", "chinese", "english"),
    [
        ("minutes", 1, "限 1 分钟（昼夜连续）", "limit 1 minute."),
        ("hours", 24, "限 24 小时（昼夜连续）", "limit 24 hours."),
        ("working_hours", 4, "限 4 个工作小时", "limit 4 working hours."),
        ("days", 15, "限 15 天（自然日）", "limit 15 days."),
        ("days", 0, "限当日", "limit the end of the same day."),
        ("working_days", 0, "限当个工作日下班前", "limit the end of the same working day."),
    ],
)
def test_every_measure_has_its_words(measure: str, amount: int, chinese: str, english: str) -> None:
    found = due(SENT_BACK, Limit("sign", measure, amount, "规则", True), CALENDAR)
    assert chinese in explain(found, "zh-CN")
    assert english in explain(found, "en")


def test_a_natural_limit_says_nothing_of_days_left_out() -> None:
    assert "不计" not in explain(due(SENT_BACK, Limit("sign", "hours", 72, "规则", True), CALENDAR), "zh-CN")


@pytest.mark.parametrize("clock", CLOCKS)
def test_every_clock_has_a_name_in_both_languages(clock: str) -> None:
    found = due(SENT_BACK, Limit(clock, "hours", 1, "规则", True), CALENDAR)
    assert explain(found, "zh-CN").startswith(f"{CLOCKS[clock].zh}时限：")
    assert explain(found, "en").startswith(f"{CLOCKS[clock].en}: ")
