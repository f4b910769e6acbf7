"""The table of committees is checked line by line; names are found by their initials."""

import pytest

from lianxin.city.rules.check_committees import check_committees
from lianxin.language.pinyin import initials, sounds_from

STREETS = {"310115004"}
GOOD = ["310115004001", "潍坊一村居委会"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["31011500400", "潍坊"], "is not twelve digits"),
        (["310101999001", "潍坊"], "is not a street"),
        (["310115004002", ""], "needs a code and a name"),
        (["310115004002"], "needs a code and a name"),
        (GOOD, "is already listed"),
    ],
)
def test_a_bad_row_is_named_by_its_line(row: list[str], words: str):
    [problem] = check_committees("committees.csv", [["code", "name"], GOOD, row], [1, 2, 3], STREETS)
    assert problem.line == 3
    assert words in str(problem)


def test_other_columns_are_one_problem():
    assert len(check_committees("committees.csv", [["code"], ["1"]], [1, 2], STREETS)) == 1
    assert check_committees("committees.csv", [["code", "name"], GOOD], [1, 2], STREETS) == []


@pytest.mark.parametrize(
    ("name", "typed"),
    [("潍坊八村", "wfbc"), ("长宁路", "cnl"), ("重庆北路", "cqbl"), ("莘庄", "xz"), ("塘桥", "tq"), ("崂山三村", "ls")],
)
def test_a_name_is_found_by_its_initials(name: str, typed: str):
    assert sounds_from(initials(name), typed) == 0


def test_initials_in_the_middle_are_found_and_others_are_not():
    assert sounds_from(initials("张杨路"), "yl") == 1
    assert sounds_from(initials("张杨路"), "xx") == -1
    assert initials("，。") == ()
