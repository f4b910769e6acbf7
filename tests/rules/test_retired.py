"""Units and topics that the city had before: names, heirs and successors."""

from typing import Any

from builders.profiles import city_files
from lianxin.city.files import profile_in, read_files
from lianxin.city.rules.retired import Retired

UNITS = (
    ("old", {"successor": "next", "parent": "above"}),
    ("older", {"successor": "old", "parent": "above"}),
    ("closed", {"parent": "above"}),
    ("raised", {"successor": "above", "parent": "above"}),
    ("one", {"successor": "other"}),
    ("other", {"successor": "one"}),
)
PRESENT = {"next", "above"}


def retired() -> Retired:
    rows = [{"code": code, "name": code, "kind": "street", "date": "2026-12-01", **more} for code, more in UNITS]
    return Retired.of({"retired_unit": rows})


def test_the_heir_is_the_last_successor_otherwise_the_unit_above():
    found = {code: retired().heir(code, PRESENT) for code in ("next", "old", "older", "closed", "raised", "unknown")}
    assert found == {
        "next": "next",
        "old": "next",
        "older": "next",
        "closed": "above",
        "raised": "above",
        "unknown": None,
    }


def test_units_that_name_each_other_have_no_heir():
    assert retired().heir("one", PRESENT) is None
    assert list(retired().successors("one")) == ["other", "one"]


def test_a_complaint_about_a_retired_unit_is_about_its_successors_but_not_about_a_unit_above():
    assert retired().with_successors(["older", "closed", "raised", "x"]) == [
        "older", "old", "next", "closed", "raised", "x",
    ]  # fmt: skip


def split(*parts: dict[str, Any]) -> Retired:
    rows = [{"code": "old", "name": "old", "kind": "company", "date": "2026-12-01", "successor": "next"}]
    return Retired.of({"retired_unit": rows, "split_unit": [{"unit": "old", **part} for part in parts]})


def test_the_work_of_a_split_unit_goes_by_topic_and_place_and_the_rest_to_its_successor():
    water: dict[str, Any] = {"successor": "above", "topics": ["04.01", "05.02.03"]}
    east: dict[str, Any] = {"successor": "east", "divisions": ["pudong"]}
    both: dict[str, Any] = {"successor": "both", "topics": ["04"], "divisions": ["huangpu"]}
    units = split(water, east, both)
    present = {"next", "above", "east", "both"}
    for topic, places, taker in (
        ("04.01.02", ("pudong",), "above"),
        ("05.02.03", (), "above"),
        ("05.02.04", (), "next"),
        ("04.011", (), "next"),
        ("05.01.01", ("weifang", "pudong"), "east"),
        ("04.02.01", ("huangpu",), "both"),
        ("", (), "next"),
    ):
        assert units.heir("old", present, topic, places) == taker, (topic, places)


def test_a_complaint_about_a_split_unit_is_about_all_its_parts():
    units = split({"successor": "water", "topics": ["04"]})
    assert units.with_successors(["old"]) == ["old", "next", "water"]
    assert units.all_successors("old") == {"next", "water"}


WATER = """
[[retired_unit]]
code = "sv-old"
name = "老水务站"
kind = "company"
date = "2026-12-01"
successor = "sv-water"
"""


def test_a_profile_knows_the_units_it_had():
    city = city_files()
    city["city.toml"] = city["city.toml"] + WATER.encode()
    profile = profile_in(city, "smallville")
    assert profile.unit_name("sv-old") == "老水务站"
    assert profile.heir("sv-old") == "sv-water"
    assert profile.codes_above("sv-old")[0] == "sv-water"
    assert profile.codes_under("sv-water") == ("sv-water", "sv-old")
    assert profile.codes_under("nowhere") == ("nowhere",)


def test_a_retired_unit_is_not_in_the_city_and_its_successor_is_known():
    city = city_files()
    city["city.toml"] = city["city.toml"] + WATER.replace("sv-old", "sv-health").replace("sv-water", "sv-gas").encode()
    problems = [str(one) for one in read_files(city)[1]]
    assert any("retired_unit 'sv-health' is still in units.csv" in one for one in problems)
    assert any("successor 'sv-gas' of retired_unit 'sv-health' is not in units.csv" in one for one in problems)


def test_the_parts_of_a_split_unit_name_what_the_city_has():
    city = city_files()
    parts = """
[[split_unit]]
unit = "sv-none"
successor = "sv-new"
topics = ["01", "77"]
divisions = ["77"]
"""
    city["city.toml"] = city["city.toml"] + (WATER + parts).encode()
    problems = "\n".join(map(str, read_files(city)[1]))
    for said in (
        "unit 'sv-none' of split_unit is not in retired_unit",
        "successor 'sv-new' of split_unit 'sv-none' is not in units.csv",
        "'77' of split_unit 'sv-none' is unknown",
    ):
        assert said in problems
    assert "'01' of" not in problems
