"""What a citizen reads of a case, and how people say times."""

from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.cases.citizen.progress import Entry, StoryEntry, happenings, position, steps
from lianxin.cases.events import (
    NO_DETAILS,
    AttachmentAdded,
    CallbackAnswered,
    CallbackAttempted,
    CallbackPlanned,
    CaseMoved,
    CaseOpened,
    CitizenContacted,
    ClockChange,
    ClockFired,
    ClocksChanged,
    OrderDispatched,
    OrderMoved,
    RulingMade,
    SideRecorded,
    TextWritten,
)
from lianxin.kernel.events import Event
from lianxin.web.portal import moments
from lianxin.web.portal.words import PortalTexts

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 15, 20, tzinfo=SHANGHAI)


def log(*events: Event) -> list[Entry]:
    """Events a minute apart, none of them by the citizen."""
    return [Entry(START + timedelta(minutes=nth), by_citizen=False, event=one) for nth, one in enumerate(events)]


OPENED = CaseOpened("0100000000017", "web", "help", "normal", "", "", "", confidential=False)


def sent(unit: str = "u", role: str = "lead") -> OrderDispatched:
    return OrderDispatched(unit, role, 1, "desk", {}, returnable=True)


SENT = sent()


def moved(move: str) -> CaseMoved:
    return CaseMoved(move, "", "", 1)


def ordered(move: str) -> OrderMoved:
    return OrderMoved(move, "", "", "u", "lead")


def text(name: str) -> UUID:
    """The id of a text that a test calls by a name."""
    return uuid5(NAMESPACE_URL, name)


def wrote(kind: str, name: str, *, to_citizen: bool = True) -> TextWritten:
    return TextWritten(text(name), kind, to_citizen)


def read(entries: list[Entry], bodies: dict[str, str]) -> list[StoryEntry]:
    """What the citizen reads; `bodies` by the names of the texts."""
    return happenings(entries, {text(name): body for name, body in bodies.items()})


def test_a_reply_waits_for_the_check_and_a_failed_one_is_never_told() -> None:
    events = log(
        OPENED, SENT, wrote("reply", "first"), moved("fail_check"), wrote("reply", "second"), moved("pass_check")
    )
    told = read(events, {"first": "先", "second": "后"})
    assert [(h.what, h.unit, h.text) for h in told][-1] == ("replied", "u", "后")
    assert "先" not in repr(told)


def test_the_reply_is_the_leads_whoever_spoke_with_the_citizen_last() -> None:
    spoken = CitizenContacted("co", first=True)
    events = log(OPENED, SENT, spoken, wrote("reply", "words"), moved("pass_check"))
    told = read(events, {"words": "办好了"})
    assert [(h.what, h.unit) for h in told[-2:]] == [("contacted", "co"), ("replied", "u")]


def test_returns_rulings_and_notes_between_offices_are_not_told() -> None:
    events = log(
        OPENED,
        SENT,
        wrote("return_reason", "secret", to_citizen=False),
        ordered("ask_return"),
        moved("return_granted"),
        wrote("note", "secret", to_citizen=False),
        ordered("sign_by_timeout"),
        sent("helper", "co"),
    )
    assert [h.what for h in read(events, {"secret": "内部"})] == ["received", "sent"]


def test_more_time_is_told_with_why_and_until_when_and_a_co_units_is_not() -> None:
    later = [ClockChange(text("clock"), "close", START, NOW)]
    events = log(
        OPENED,
        SENT,
        wrote("note", "inside", to_citizen=False),
        ClocksChanged("extension", later),
        wrote("extension", "part"),
        ClocksChanged("resume", later),
        ClocksChanged("extension", later),
    )
    told = read(events, {"part": "等配件", "inside": "内部"})
    assert [(h.what, h.text, h.until) for h in told][2:] == [("extended", "等配件", NOW)]


def test_a_suspension_is_told_with_its_plan() -> None:
    told = read(log(OPENED, SENT, wrote("plan", "p"), moved("suspend")), {"p": "雨季后施工"})
    assert (told[-1].what, told[-1].text) == ("suspended", "雨季后施工")


def test_own_words_belong_to_what_they_were_said_for() -> None:
    at = START
    events = [
        Entry(at, by_citizen=True, event=one)
        for one in (OPENED, wrote("addition", "a", to_citizen=False), moved("reopen"))
    ]
    assert [(h.what, h.text) for h in read(events, {"a": "又来了"})][1:] == [("reopened", "又来了")]


@pytest.mark.parametrize(
    ("fact", "by_citizen", "what", "said"),
    [
        (OrderMoved("sign", "", "", "u", "lead"), False, "signed", ""),
        (OrderMoved("sign", "", "", "u", "co"), False, None, ""),
        (CallbackAttempted(text("callback"), 1, "busy"), False, "tried", ""),
        (CallbackAnswered(text("callback"), "solved", "satisfied", "phone"), False, "said", "solved"),
        (ClockFired(text("clock"), "answer", START), False, "late", ""),
        (ClockFired(text("clock"), "close", START), False, None, ""),
        (SideRecorded(text("record"), "urge", "done", NO_DETAILS), True, "urged", ""),
        (SideRecorded(text("record"), "urge", "done", NO_DETAILS), False, None, ""),
        (SideRecorded(text("record"), "withdrawal", "asked", NO_DETAILS), True, "asked_back", ""),
        (SideRecorded(text("record"), "visit", "done", NO_DETAILS), True, None, ""),
        (AttachmentAdded(text("file"), "photo", 1), True, "attached", "photo"),
        (AttachmentAdded(text("file"), "photo", 1), False, None, ""),
        (CallbackPlanned(text("callback"), "phone", 1), False, None, ""),
        (RulingMade(text("ruling"), "u", "", "", ""), False, None, ""),
        (wrote("information", "w"), True, "added", ""),
        (wrote("question", "w"), True, None, ""),
        (wrote("information", "w", to_citizen=False), False, "told_us", ""),
        (wrote("note", "w", to_citizen=False), False, None, ""),
    ],
)
def test_what_each_event_tells_its_citizen(fact: Event, by_citizen: bool, what: str | None, said: str) -> None:
    told = read([*log(OPENED), Entry(NOW, by_citizen, fact)], {"w": "话"})[1:]
    assert [(one.what, one.fact) for one in told] == ([(what, said)] if what else [])


def test_the_answer_of_the_other_case_is_told_when_a_merged_one_is_asked() -> None:
    planned = CallbackPlanned(text("callback"), "phone", 1)
    told = read(log(OPENED, SENT, wrote("answer", "w"), planned), {"w": "已办"})
    assert [(one.what, one.text, one.unit) for one in told][-1] == ("replied", "已办", "u")


@pytest.mark.parametrize(
    ("status", "round_", "moves", "expected", "at"),
    [
        ("pending_dispatch", 1, [], ["received done", "work now", "ask coming"], 2),
        ("callback_pending", 1, ["pass_check"], ["received done", "work done", "ask now"], 3),
        ("review", 1, ["pass_check", "dissatisfied"], ["received done", "work done", "review now", "ask coming"], 3),
        (
            "handling",
            2,
            ["pass_check", "dissatisfied", "redo"],
            ["received done", "work done", "redo now", "ask coming"],
            3,
        ),
        ("closed", 1, ["pass_check", "close_satisfied"], ["received done", "work done", "closed done"], 3),
        (
            "archived",
            1,
            ["pass_check", "close_unverified"],
            ["received done", "work done", "closed_unverified done"],
            3,
        ),
        ("answered", 1, ["answer"], ["received done", "answered done"], 2),
        ("pending_dispatch", 1, ["answer", "reopen"], ["received done", "work now", "ask coming"], 2),
        ("not_accepted", 1, ["refuse"], ["received done", "refused done"], 2),
        ("withdrawn", 1, ["withdraw"], ["received done", "withdrawn done"], 2),
        ("merged", 1, ["merge"], ["received done", "merged now", "ask coming"], 2),
    ],
)
def test_the_steps_of_every_way(status: str, round_: int, moves: list[str], expected: list[str], at: int) -> None:
    told = read(log(OPENED, *map(moved, moves)), {})
    way = steps(told, status, round_)
    assert [f"{step.what} {step.state}" for step in way] == expected
    assert position(way) == at


@pytest.mark.parametrize(
    ("day", "hour", "minute", "zh", "en"),
    [
        (23, 17, 30, "今天下午 5 点半前", "by 5:30 pm today"),
        (24, 9, 0, "明天上午 9 点前", "by 9 am tomorrow"),
        (26, 17, 30, "11月26日前", "by 26 November"),
        (26, 10, 5, "11月26日 上午 10:05前", "by 10:05 am on 26 November"),
        (27, 0, 0, "11月26日前", "by 26 November"),
    ],
)
def test_limits_are_said_as_people_say_them(day: int, hour: int, minute: int, zh: str, en: str) -> None:
    at = datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)
    assert moments.by(at, NOW, "zh-CN") == zh
    assert moments.by(at, NOW, "en") == en


@pytest.mark.parametrize(
    ("at", "zh", "en"),
    [
        (datetime(2026, 11, 23, 7, 52, tzinfo=SHANGHAI), "今天早上 7:52", "today at 7:52 am"),
        (datetime(2026, 11, 22, 22, 40, tzinfo=SHANGHAI), "昨天晚上 10:40", "yesterday at 10:40 pm"),
        (datetime(2026, 6, 16, 12, 0, tzinfo=SHANGHAI), "6月16日 中午 12 点", "16 June, 12 pm"),
        (datetime(2025, 12, 31, 0, 30, tzinfo=SHANGHAI), "2025年12月31日 凌晨 0 点半", "31 December 2025, 12:30 am"),
    ],
)
def test_moments_are_said_as_people_say_them(at: datetime, zh: str, en: str) -> None:
    assert moments.moment_in_words(at, NOW, "zh-CN") == zh
    assert moments.moment_in_words(at, NOW, "en") == en


def test_what_is_left_is_counted_in_what_matters() -> None:
    t = PortalTexts("zh-CN")
    assert moments.left(NOW + timedelta(hours=2, minutes=10), NOW, t) == "还有 2 小时 10 分"
    assert moments.left(NOW + timedelta(minutes=9), NOW, t) == "还有 9 分钟"
    assert moments.left(NOW + timedelta(days=3), NOW, t) == "还有 3 天"


MOMENTS = st.datetimes(timezones=st.just(SHANGHAI), allow_imaginary=False)


@given(MOMENTS, MOMENTS)
def test_every_moment_can_be_said(at: datetime, now: datetime) -> None:
    for locale in ("zh-CN", "en"):
        assert moments.moment_in_words(at, now, locale)
        assert at == datetime.min.replace(tzinfo=SHANGHAI) or moments.by(at, now, locale)
