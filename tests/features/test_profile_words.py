"""A profile is written as it is read, and what the check says of it can be read in Chinese."""

import re
from pathlib import Path

import pytest

from lianxin.city import files_of, load_profile, profile_in, read_files
from lianxin.city.rules.in_chinese import in_chinese

PROFILES = Path(__file__).parents[2] / "profiles"


@pytest.mark.parametrize("name", ["shanghai", "hangzhou", "beijing"])
def test_what_is_written_reads_as_the_same_city(name: str):
    profile = load_profile(PROFILES / name)
    files = files_of(profile.to_document())
    again = profile_in(files, name)
    assert {**again.to_document(), "version": ""} == {**profile.to_document(), "version": ""}
    assert files_of(again.to_document()) == files


@pytest.mark.parametrize("value", ['引号"与\\', "一行\n两行", "\x7f\x01", "'''", '"""', "制表\t"])
def test_any_text_can_be_written(value: str):
    document = load_profile(PROFILES / "hangzhou").to_document()
    odd = {**document, "city": {**document["city"], "name": value}}
    sources, _ = read_files(files_of(odd))
    assert sources is not None
    assert sources.city["name"] == value


def test_messages_are_part_of_the_files():
    document = load_profile(PROFILES / "hangzhou").to_document()
    wording = {"subject": "已登记", "text": "编号{number}：{link}"}
    files = files_of({**document, "messages": {"receipt": {"zh-CN": wording}}})
    assert profile_in(files, "hangzhou").messages == {"receipt": {"zh-CN": wording}}
    broken = {**files, "messages.toml": b'[receipt.zh-CN]\nsubject = ""\nbody = "x"\n'}
    assert [str(problem) for problem in read_files(broken)[1]] == [
        "messages.toml:1: text is missing in receipt.zh-CN",
        "messages.toml:2: subject is missing in receipt.zh-CN",
        "messages.toml:3: unknown key 'body' in receipt.zh-CN",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "topic 01.01.98 has no entry in duty.csv",
        "answers 'x' is not in units.csv",
        "unknown kind 'x'; known: a, b",
        "2027 is not in announced_years of city.toml",
        "2027-01-04 is no weekend, so it cannot be a make-up day",
        "attempts 99 is not between 1 and 10",
        "start '25:00' is not a time like 08:30",
        "a limit needs exactly one of minutes, hours, working_hours, working_days, days; it has none",
        "no limit with clock 'sign' fits: urgent help",
        "units lie in a circle: a → b → a",
        "text uses {unit}, which this message never gets",
        "name is missing at the top",
    ],
)
def test_the_check_speaks_chinese(sentence: str):
    assert re.search("[一-鿿]", in_chinese(sentence)), sentence


def test_a_sentence_nobody_put_into_chinese_is_shown_as_it_is():
    assert in_chinese("something new") == "something new"
