"""Where in the tables of the draft a problem of the files is."""

import pytest

from builders.profiles import Files, city_files, spoiled
from lianxin.city.files import document_of, read_files
from lianxin.city.rules.placing import Trouble, trouble_of


def troubles(city: Files) -> list[Trouble]:
    sources, problems = read_files(city)
    assert sources is not None
    return [trouble_of(problem, sources, document_of(sources)) for problem in problems]


def place(city: Files) -> tuple[str, str | None, str]:
    [found] = troubles(city)
    return found.section, found.key, found.field


@pytest.mark.parametrize(
    ("file", "old", "new", "where"),
    [
        ("topics.csv", "help,urgent", "help,soon", ("topics", "01.02.01", "urgency")),
        ("duty.csv", "company,sv-water", "company,sv-gas", ("duty", "01.02.01", "answers")),
        ("calendar.csv", "2026-10-10", "2026-10-09", ("calendar", "2026-10-09", "")),
        ("city.toml", "attempts = 3", "attempts = 0", ("callback", "1", "attempts")),
        ("city.toml", 'name = "小城"', "name = 1", ("city", "1", "name")),
        ("city.toml", 'clock = "sign"', 'clock = "sign"\nurgency = "critical"', ("limit", None, "")),
        ("duty.csv", "01.02.01,company,sv-water,law,source,false\n", "", ("topics", "01.02.01", "")),
    ],
)
def test_a_problem_is_shown_beside_its_field_its_row_or_its_table(
    file: str, old: str, new: str, where: tuple[str, str | None, str]
):
    city = city_files()
    spoiled(city, file, old, new)
    assert place(city) == where


def test_a_kind_of_unit_that_is_lacking_is_said_of_the_whole_table():
    city = city_files()
    spoiled(city, "units.csv", "sv-water,自来水公司,company,sv,,", "sv-water,自来水公司,bureau,sv,,")
    first = next(one for one in troubles(city) if one.section == "units")
    assert (first.key, first.field, first.en) == (None, "", "there is no unit of kind company")
    assert first.zh != first.en


def test_a_limit_is_known_by_its_selectors():
    city = city_files()
    spoiled(city, "city.toml", "hours = 24", "hours = 0")
    assert place(city) == ("limit", "close|critical|||||", "hours")


def test_a_wording_is_known_by_template_and_language():
    city = city_files()
    city["messages.toml"] = b'[receipt.en]\nsubject = "s"\ntext = "t"\n[receipt.zh-CN]\nsubject = ""\ntext = "t"\n'
    assert place(city) == ("messages", "receipt|zh-CN", "subject")
