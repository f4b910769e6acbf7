"""What the rest of the program asks a city: who answers, where a unit is, which limit fits."""

import json
from datetime import date, time

import pytest

from builders.cases import shanghai
from builders.profiles import Files, city_files, spoiled
from lianxin.city import Profile, Unit
from lianxin.city.files import profile_in


@pytest.fixture
def city() -> Files:
    return city_files()


def code(unit: Unit | None) -> str | None:
    return unit.code if unit else None


def test_the_duty_list_finds_who_answers(city: Files) -> None:
    profile = profile_in(city, "smallville")
    assert code(profile.answering("02.01.01")) == "sv-health"
    assert code(profile.answering("01.02.01", "990101001")) == "sv-water"
    assert code(profile.answering("01.01.02", "990101001")) == "east-chengguan"
    assert code(profile.answering("01.01.01", "990101001")) == "east-river"
    assert profile.answering("01.01.01") is None


def test_a_district_stands_in_for_the_bureau_or_street_it_lacks(city: Files) -> None:
    spoiled(city, "units.csv", "west-hill,山镇人民政府,street,west,990102001,\n", "")
    profile = profile_in(city, "smallville")
    assert code(profile.answering("01.01.02", "990102001")) == "west"
    assert code(profile.answering("01.01.01", "990102001")) == "west"


def test_the_tree_of_units_is_walked_up_and_down(city: Files) -> None:
    profile = profile_in(city, "smallville")
    assert [unit.code for unit in profile.ancestors("east-chengguan-river")] == ["east-chengguan", "east", "sv"]
    assert [unit.code for unit in profile.units_under("east")] == [
        "east", "east-chengguan", "east-chengguan-river", "east-river",
    ]  # fmt: skip
    with pytest.raises(KeyError):
        profile.unit("nowhere")


# limits


def test_the_most_specific_limit_of_a_clock_is_chosen(city: Files) -> None:
    profile = profile_in(city, "smallville")
    critical = profile.limit("close", urgency="critical")
    ordinary = profile.limit("close", urgency="normal")
    assert critical is not None
    assert ordinary is not None
    assert (critical.amount, critical.measure) == (24, "hours")
    assert (ordinary.amount, ordinary.measure) == (5, "working_days")
    assert profile.limit("respond", urgency="normal") is None
    assert profile.limit("close", urgency="critical") is critical


# places and units


def test_a_street_lies_in_its_district(city: Files) -> None:
    profile = profile_in(city, "smallville")
    assert profile.district_of("990101001").code == "990101"
    assert profile.district_of("990101").code == "990101"
    assert profile.division("990102001").name == "山镇"
    assert set(profile.division_codes) == {"990101", "990102", "990101001", "990102001"}


def test_a_place_has_a_unit_and_a_district_its_bureaus(city: Files) -> None:
    profile = profile_in(city, "smallville")
    assert code(profile.unit_of_place("990101001")) == "east-river"
    assert code(profile.unit_of_place("990101")) == "east"
    assert profile.unit_of_place("nowhere") is None
    assert code(profile.bureau("990101", "chengguan")) == "east-chengguan"
    assert profile.bureau("990101", "jiaoyu") is None
    assert profile.bureau("990102", "chengguan") is None


def test_a_unit_the_city_no_longer_has_is_called_by_its_code(city: Files) -> None:
    profile = profile_in(city, "smallville")
    assert profile.unit_name("sv-water") == "自来水公司"
    assert (profile.unit_name("gone"), profile.ancestors("gone"), profile.codes_above("gone")) == ("gone", (), ())
    assert profile.codes_above("east-chengguan-river") == ("east-chengguan", "east", "sv")
    assert "sv-water" in profile.unit_codes
    assert profile.children("east-river") == ()


def test_topics_and_duties_are_found_by_code(city: Files) -> None:
    profile = profile_in(city, "smallville")
    assert set(profile.topic_codes) == {"01.01.01", "01.01.02", "01.02.01", "02.01.01"}
    assert profile.topic("01.02.01").urgency == "urgent"
    assert profile.duty("01.02.01").answers == "sv-water"


def test_the_duty_list_needs_a_place_for_all_but_the_city(city: Files) -> None:
    profile = profile_in(city, "smallville")
    assert profile.answering("01.01.02") is None
    assert code(profile.answering("01.01.01", "990101")) == "east"


def test_rules_and_the_fast_desk_fit_by_topic_or_word() -> None:
    profile = shanghai()
    assert [rule.code for rule in profile.rules_for("12.01.02")] == ["epidemic", "outbreak"]
    assert profile.is_for_fast_desk("11.05.01")
    assert not profile.is_for_fast_desk("01.01.01", "楼下天天摆摊")


def test_the_calendar_is_the_citys(city: Files) -> None:
    calendar = profile_in(city, "smallville").calendar
    assert not calendar.works(date(2026, 6, 19))
    assert calendar.works(date(2026, 10, 10))
    assert (calendar.opening(date(2026, 6, 18)).time(), calendar.closing(date(2026, 6, 18)).time()) == (
        time(9),
        time(17, 30),
    )
    assert calendar.sessions == ((time(9), time(12)), (time(13), time(17, 30)))
    assert calendar.announced == {2026}


def test_an_office_without_a_lunch_break_works_in_one_session(city: Files) -> None:
    spoiled(city, "city.toml", 'lunch = ["12:00", "13:00"]\n', "")
    assert profile_in(city, "smallville").calendar.sessions == ((time(9), time(17, 30)),)


def test_a_profile_comes_back_from_its_document_as_it_was(city: Files) -> None:
    profile = profile_in(city, "smallville")
    assert Profile.from_document(json.loads(json.dumps(profile.to_document()))) == profile
