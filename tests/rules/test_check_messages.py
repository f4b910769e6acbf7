"""The wordings of a city: a template, its languages, a subject and a text."""

import pytest

from builders.profiles import city_files, spoiled
from lianxin.city.files import read_files

GOOD = '[receipt.en]\nsubject = "s"\ntext = "t"\n'


@pytest.mark.parametrize(
    ("source", "problems"),
    [
        ("", []),
        (GOOD, []),
        ("receipt = 1\n", ["messages.toml:1: receipt must hold languages"]),
        ("[receipt]\nen = 1\n", ["messages.toml:1: receipt.en must hold subject and text"]),
        ('[receipt.en]\nsubject = "s"\n', ["messages.toml:1: text is missing in receipt.en"]),
        ('[receipt.en]\nsubject = "s"\ntext = 3\n', ["messages.toml:3: text is missing in receipt.en"]),
        ('[receipt.en]\nsubject = " "\ntext = "t"\n', ["messages.toml:2: subject is missing in receipt.en"]),
        (GOOD + 'sms = "x"\n', ["messages.toml:4: unknown key 'sms' in receipt.en"]),
        (
            "a = 1\n[b]\nen = 2\n",
            ["messages.toml:1: a must hold languages", "messages.toml:1: b.en must hold subject and text"],
        ),
    ],
)
def test_what_is_wrong_with_a_wording_is_told_with_its_line(source: str, problems: list[str]):
    assert [str(one) for one in read_files({**city_files(), "messages.toml": source.encode()})[1]] == problems


def test_a_wording_is_checked_even_if_a_table_has_the_wrong_columns():
    city = {**city_files(), "messages.toml": b"[receipt]\nen = 1\n"}
    spoiled(city, "duty.csv", "basis", "reason")
    assert [str(one) for one in read_files(city)[1]] == [
        "duty.csv:1: column basis is missing; needed: topic,level,answers,basis,source,verified",
        "duty.csv:1: unknown column 'reason'",
        "messages.toml:1: receipt.en must hold subject and text",
    ]
