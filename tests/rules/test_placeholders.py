"""Reply templates: which places they may have, and how these are filled."""

from datetime import date

import pytest

from lianxin.knowledge.rules.placeholders import (
    TEMPLATE_PLACEHOLDERS,
    addressed,
    fill_template,
    placeholder_words,
    unknown_in_template,
)
from lianxin.language import day_in_words


def test_every_place_is_filled_from_the_case():
    words = placeholder_words(
        name="王女士",
        place="河街道",
        topic="占道摆摊",
        unit="城管局",
        today=date(2026, 3, 5),
        contacted=date(2026, 12, 31),
        number="1",
    )
    assert tuple(words) == TEMPLATE_PLACEHOLDERS
    body = "".join(f"{{{name}}}；" for name in TEMPLATE_PLACEHOLDERS)
    assert fill_template(body, words) == "王女士；河街道；占道摆摊；城管局；3月5日；12月31日；1；"


def test_a_place_nothing_is_known_of_stays_for_its_writer_to_see():
    assert fill_template("{联系时间}联系，{别的}", {"联系时间": ""}) == "{联系时间}联系，{别的}"
    words = placeholder_words(name="", place="", topic="", unit="", today=date(2026, 1, 1), contacted=None, number="")
    assert words["联系时间"] == ""


def test_places_nobody_knows_are_named():
    assert unknown_in_template("{市民}您好，{电话}{ 单位}") == ["电话", " 单位"]
    assert unknown_in_template("没有{}") == [""]
    assert unknown_in_template("没有") == []


@pytest.mark.parametrize(("name", "word"), [("王女士", "王女士"), ("李大爷", "李大爷"), ("王**", "市民"), ("", "市民")])
def test_somebody_whose_name_is_masked_is_a_citizen(name: str, word: str):
    assert addressed(name) == word


def test_a_day_is_written_without_zeros():
    assert day_in_words(date(2026, 3, 5), "zh") == "3月5日"
