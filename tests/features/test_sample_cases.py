"""The sample cases, replies and phrases of Shanghai: enough of them, varied, and pointing at what exists."""

import csv
from collections import Counter
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from lianxin.city import ringing_order
from lianxin.runtime.found import sound_profile

PROFILE = Path(__file__).parents[2] / "profiles" / "shanghai"
# fmt: off
CASE_COLUMNS = [
    "key", "channel", "nature", "topic", "urgency", "district", "street", "address", "language", "name", "phone",
    "title", "words", "wish", "needed_by_hours", "confidential", "complained_office",
]
# fmt: on
CHANNELS = {"phone", "web", "mobile", "api", "letter", "emergency_110", "import"}
NATURES = {"consultation", "help", "complaint", "tip_off", "suggestion", "praise"}
URGENCIES = {"critical", "urgent", "normal"}
FAST_DESK = "11.05"
INVENTED = "1990000"


@cache
def rows(name: str) -> list[dict[str, str]]:
    with (PROFILE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def cases() -> list[dict[str, str]]:
    return rows("demo/cases.csv")


def column(name: str, field: str) -> set[str]:
    return {row[field] for row in rows(name)}


def repeated(name: str, field: str) -> list[str]:
    return [value for value, times in Counter(row[field] for row in rows(name)).items() if times > 1]


def test_there_are_enough_cases_and_each_has_every_column() -> None:
    assert len(cases()) >= 330
    assert all(list(case) == CASE_COLUMNS and None not in case.values() for case in cases())


@pytest.mark.parametrize("field", ["key", "words"])
def test_no_two_cases_share_a_key_or_their_words(field: str) -> None:
    assert repeated("demo/cases.csv", field) == []


@pytest.mark.parametrize(
    ("field", "known"),
    [("channel", CHANNELS), ("nature", NATURES), ("urgency", URGENCIES), ("confidential", {"true", "false"})],
)
def test_a_case_uses_the_words_of_the_domain(field: str, known: set[str]) -> None:
    assert column("demo/cases.csv", field) <= known


def test_a_case_names_a_topic_that_exists() -> None:
    assert column("demo/cases.csv", "topic") <= column("topics.csv", "code")


def test_a_case_names_a_street_of_its_own_district() -> None:
    parents = {division["code"]: division["parent"] for division in rows("divisions.csv")}
    for case in cases():
        assert not case["street"] or parents[case["street"]] == case["district"], case["key"]
        assert not case["district"] or parents[case["district"]] == "", case["key"]


def test_a_case_complains_about_an_office_or_a_unit_that_exists() -> None:
    known = column("units.csv", "code") | column("offices.csv", "office")
    complained = column("demo/cases.csv", "complained_office") - {""}
    assert len(complained) >= 8
    assert complained <= known


def test_the_cases_are_spread_over_topics_places_and_channels() -> None:
    assert len(column("demo/cases.csv", "topic")) >= 120
    assert len({case["topic"][:2] for case in cases()}) >= 15
    assert len(column("demo/cases.csv", "district") - {""}) == 16
    assert len(column("demo/cases.csv", "street") - {""}) >= 90
    assert column("demo/cases.csv", "channel") >= CHANNELS - {"import"}
    assert column("demo/cases.csv", "nature") == NATURES
    assert column("demo/cases.csv", "urgency") == URGENCIES


def test_the_words_are_short_and_long() -> None:
    lengths = [len(case["words"]) for case in cases()]
    assert min(lengths) >= 10
    assert 500 <= max(lengths) <= 700
    assert sum(length < 25 for length in lengths) >= 20
    assert sum(length > 150 for length in lengths) >= 20
    assert sum(length > 350 for length in lengths) >= 6


def test_citizens_speak_many_languages() -> None:
    spoken = Counter(case["language"] for case in cases())
    assert spoken["en"] >= 25
    assert set(spoken) >= {"zh-CN", "en", "ja", "ko", "fr", "de", "es", "ru", "ar", "it", "csl"}


def test_every_telephone_number_is_clearly_invented() -> None:
    phones = column("demo/cases.csv", "phone") - {""}
    assert all(phone.startswith(INVENTED) and len(phone) == 11 and phone.isdigit() for phone in phones)


def test_a_telephone_number_belongs_to_one_person() -> None:
    people: dict[str, set[str]] = {}
    for case in cases():
        if case["phone"]:
            people.setdefault(case["phone"], set()).add(case["name"])
    assert [phone for phone, names in people.items() if len(names) > 1] == []


def test_some_citizens_come_again() -> None:
    calls = Counter(case["phone"] for case in cases() if case["phone"])
    assert sum(times > 1 for times in calls.values()) >= 5
    assert max(calls.values()) >= 3


def test_some_problems_are_reported_by_several_people_in_one_place() -> None:
    reports = Counter((case["topic"], case["street"]) for case in cases() if case["street"])
    assert sum(times >= 3 for times in reports.values()) >= 8


def test_tip_offs_may_be_confidential_and_some_cases_have_their_own_deadline() -> None:
    assert sum(case["confidential"] == "true" for case in cases()) >= 20
    hours = [int(case["needed_by_hours"]) for case in cases() if case["needed_by_hours"]]
    assert len(hours) >= 30
    assert all(1 <= hour <= 240 for hour in hours)


def test_patients_who_cannot_wait_and_emergencies_are_among_them() -> None:
    assert sum(case["topic"].startswith(FAST_DESK) for case in cases()) >= 6
    assert sum(case["urgency"] == "critical" for case in cases()) >= 20


def test_some_cases_lack_a_place_a_name_or_a_telephone_number() -> None:
    for field in ("district", "name", "phone"):
        assert any(not case[field] for case in cases()), field


def test_the_units_have_enough_to_answer() -> None:
    replies = rows("demo/replies.csv")
    assert len(replies) >= 120
    assert column("demo/replies.csv", "office") <= column("offices.csv", "office") | {"*"}
    assert repeated("demo/replies.csv", "words") == []
    general = Counter(reply["outcome"] for reply in replies if (reply["office"], reply["topic"]) == ("*", ""))
    assert set(general) == {"solved", "explained", "unsolved"}
    assert min(general.values()) >= 5


def test_a_reply_that_names_topics_names_ones_that_exist() -> None:
    codes = column("topics.csv", "code")
    for reply in rows("demo/replies.csv"):
        for prefix in filter(None, reply["topic"].split("|")):
            assert any(code == prefix or code.startswith(f"{prefix}.") for code in codes), reply


def test_there_are_a_dozen_phrases_of_every_kind() -> None:
    kinds = Counter(phrase["kind"] for phrase in rows("demo/phrases.csv"))
    assert set(kinds) >= {
        "return_reason", "return_refused", "return_granted", "dissatisfied", "callback_satisfied", "callback_mostly",
        "callback_neutral", "callback_dissatisfied", "callback_no_answer", "extension_reason", "first_contact",
        "review_redo", "review_close", "citizen_addition", "citizen_urge", "ruling_reason", "information_question",
        "information_answer", "suspension_plan",
    }  # fmt: skip
    assert min(kinds.values()) >= 12
    assert repeated("demo/phrases.csv", "words") == []


@pytest.mark.parametrize("hour", [3, 12, 20])
def test_somebody_answers_by_telephone_for_whatever_the_duty_list_of_the_demonstration_names(hour: int):
    profile = sound_profile(PROFILE, demo=True)
    roster, at = profile.duty_rules.roster, datetime(2026, 11, 30, hour, tzinfo=profile.zone)
    named = {duty.answers for duty in profile.duties if duty.level in ("city", "company") and duty.answers}
    named |= {unit.code for unit in profile.units if unit.kind in ("district", "district_bureau", "street")}

    deaf = [unit for unit in sorted(named) if not any(ringing_order(roster, (unit, *profile.codes_above(unit)), at))]

    assert deaf == []
    assert all(entry.phone.startswith(INVENTED) for entry in roster)
    assert sound_profile(PROFILE).duty_rules.roster == ()
