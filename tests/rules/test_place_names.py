"""An address teaches the names of roads and estates, never where in them somebody lives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.places.rules.place_names import place_names

DIVISIONS = frozenset({"浦东新区", "潍坊新村街道", "黄浦区", "徐汇区"})
ADDRESSES = [
    ("张杨路500弄锦澜苑北门", ["张杨路", "锦澜苑"]),
    ("浦东新区潍坊新村街道潍坊八村门口", ["潍坊八村"]),
    ("上海市黄浦区南京东路 100 号 3 楼", ["南京东路"]),
    ("世纪大道与张杨路路口", ["世纪大道", "张杨路"]),
    ("沪太公路2999弄12号602室", ["沪太公路"]),
    ("徐汇区天平路40号", ["天平路"]),
    ("桃林小区5号楼501", ["桃林小区"]),
    ("602室", []),
    ("王阿姨家", []),
    ("", []),
]


@pytest.mark.parametrize(("address", "names"), ADDRESSES)
def test_names_are_taken_from_addresses(address: str, names: list[str]):
    assert [one.name for one in place_names(address, DIVISIONS)] == names


@given(st.text(alphabet="张杨路弄号室小区0123456789八村与浦东新区 ", max_size=40))
def test_no_digit_is_ever_part_of_a_name(address: str):
    assert not any(char.isdigit() and char.isascii() for one in place_names(address, DIVISIONS) for char in one.name)
