"""Boilerplate: replies that only pass a matter on or point to the courts, and the same words with other numbers."""

import json
from pathlib import Path

import pytest

from lianxin.language import only_passes_on, only_points_to_court, words_key

DATA = Path(__file__).parents[1] / "data"
EXAMPLES = json.loads((DATA / "boilerplate.json").read_text("utf-8"))
COURT = json.loads((DATA / "court_only.json").read_text("utf-8"))


@pytest.mark.parametrize("example", EXAMPLES, ids=[one["text"][:12] for one in EXAMPLES])
def test_a_reply_that_only_passes_the_matter_on_is_recognised(example: dict[str, object]):
    assert only_passes_on(str(example["text"])) is example["passed_on"]


@pytest.mark.parametrize("example", COURT, ids=[one["text"][:12] for one in COURT])
def test_a_reply_that_only_points_to_the_courts_is_recognised(example: dict[str, object]):
    assert only_points_to_court(str(example["text"])) is example["court_only"]


def test_the_same_words_with_another_date_and_other_punctuation_have_the_same_key():
    assert words_key("8月3日已到场处理，谢谢。") == words_key("9月12日 已到场处理! 谢谢")
    assert words_key("8月3日已到场处理，谢谢。") != words_key("8月3日已到场清理，谢谢。")
