"""What is said aloud: the city's words before our own, part by part, in a language somebody has words for."""

import re
from dataclasses import replace

from lianxin.city.rules.scripts import IDENTITY, OWN, PARTS, Script, fill_script, spoken_script, unknown_in_script


def test_our_own_words_are_complete_in_chinese_and_english_for_every_outcome_and_round():
    for language in ("zh-CN", "en"):
        for outcome in ("solved", "explained", "unsolved", None):
            for redo in (False, True):
                spoken, parts = spoken_script((), (language,), "help", outcome, redo=redo)
                assert spoken == language
                assert all(parts[part] for part in PARTS)
    assert [unknown_in_script(text) for script in OWN for text in script.parts.values()] == [[]] * sum(
        len(script.parts) for script in OWN
    )


def test_the_person_is_asked_before_anything_of_the_matter_is_said():
    for language in ("zh-CN", "en"):
        for redo in (False, True):
            _, parts = spoken_script((), (language,), "tip_off", "solved", redo=redo)
            assert next(iter(parts)) == IDENTITY
            assert not {"{matter}", "{unit}", "{day}", "{place}"} & set(re.findall(r"\{\w+\}", parts[IDENTITY]))


def test_a_script_of_an_earlier_profile_is_complete_without_asking_who_speaks():
    earlier = replace(Script("ja", **dict.fromkeys(PARTS, "もしもし")), identity="")
    assert spoken_script([earlier], ("ja", "zh-CN"), "help", "solved", redo=False)[0] == "ja"


def test_a_citys_line_about_complaints_replaces_one_part_and_nothing_else():
    own = Script("zh-CN", nature=("complaint",), thanks="谢谢您的监督。")
    _, said = spoken_script([own], ("zh-CN",), "complaint", "solved", redo=False)
    _, usual = spoken_script([own], ("zh-CN",), "help", "solved", redo=False)
    assert said == {**usual, "thanks": "谢谢您的监督。"}


def test_a_second_round_begins_with_what_was_said_the_first_time():
    _, first = spoken_script((), ("zh-CN",), "help", "solved", redo=False)
    _, again = spoken_script((), ("zh-CN",), "help", "solved", redo=True)
    assert "上次" in again["greeting"]
    assert "上次" not in first["greeting"]


def test_a_language_nobody_has_words_for_is_spoken_in_the_citys_own():
    assert spoken_script((), ("ja", "zh-CN", "en"), "help", "solved", redo=False)[0] == "zh-CN"


def test_a_language_the_city_has_words_for_is_spoken():
    japanese = Script("ja", **dict.fromkeys(PARTS, "もしもし"))
    assert spoken_script([japanese], ("ja", "zh-CN"), "help", "solved", redo=False)[0] == "ja"


def test_what_is_known_is_put_in_and_what_is_not_stays_open():
    assert fill_script("{name}您好，{unit}有答复了。", {"unit": "潍坊新村街道"}) == "{name}您好，潍坊新村街道有答复了。"
    assert unknown_in_script("{name}和{phone}") == ["phone"]
