"""Units and topics that the city had before: names, heirs and successors."""

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
