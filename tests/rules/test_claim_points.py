"""A claim is answered point by point."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.cases.rules.claim_points import MOST_POINTS, kept, lines, numbered, points_of, split_sentences


@pytest.mark.parametrize(
    ("claim", "points"),
    [
        ("1. 不在目录里。2. 步道归水务。3. 两次没见到人。", ["不在目录里。", "步道归水务。", "两次没见到人。"]),
        ("一、不在目录里；二、步道归水务", ["不在目录里；", "步道归水务"]),
        ("（1）不在目录里（2）步道归水务", ["（1）不在目录里（2）步道归水务"]),
        ("理由如下：（1）不在目录里。（2）步道归水务。", ["理由如下：不在目录里。", "步道归水务。"]),
        ("我们不管。一是不在目录里；二是步道归水务。", ["我们不管。", "不在目录里；", "步道归水务。"]),
        ("不在目录里\n步道归水务\n", ["不在目录里", "步道归水务"]),
        ("不在目录里。步道归水务。", ["不在目录里。", "步道归水务。"]),
        ("3号楼 12.5 米处，11.23 到场", ["3号楼 12.5 米处，11.23 到场"]),
        ("  ", []),
    ],
)
def test_a_claim_is_split_as_it_numbers_itself_else_by_line_else_by_sentence(claim: str, points: list[str]) -> None:
    assert points_of(claim) == points


def test_what_comes_after_the_ninth_point_stays_with_the_ninth():
    claim = "".join(f"{nth}、第{nth}点。" for nth in range(1, 12))
    points = points_of(claim)
    assert points == [*[f"第{nth}点。" for nth in range(1, 9)], "第9点。第10点。第11点。"]
    assert points_of("".join(f"{nth}、第{nth}点。" for nth in range(1, 10)))[8] == "第9点。"


@pytest.mark.parametrize("colon", ["：", ":"])
def test_words_before_the_first_number_lead_into_it_after_a_colon(colon: str):
    assert points_of(f"理由{colon}1、甲。2、乙。") == [f"理由{colon}甲。", "乙。"]


def test_words_that_are_not_split_have_no_points():
    assert (numbered("甲"), lines("甲"), split_sentences(""), kept([" 甲 ", " "])) == ([], [], [], ["甲"])
    assert split_sentences("甲！乙!丙；丁;戊。己") == ["甲！", "乙!", "丙；", "丁;", "戊。", "己"]


@given(st.text("一二。；\n甲乙12、.（） ", max_size=80))
def test_points_say_something_are_few_and_lose_nothing_but_numbers(claim: str) -> None:
    points = points_of(claim)
    assert len(points) <= MOST_POINTS
    assert all(point.strip() for point in points)
    for letter in "甲乙":
        assert "".join(points).count(letter) == claim.count(letter)
