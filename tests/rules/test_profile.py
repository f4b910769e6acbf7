"""What the rest of the program asks a city: who answers, where a unit is, which limit fits."""

import pytest

from builders.profiles import Files, city_files, spoiled
from lianxin.city import Unit
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
