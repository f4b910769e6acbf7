"""A profile is written as it is read."""

from pathlib import Path

import pytest

from lianxin.city import files_of, load_profile, profile_in, read_files

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
