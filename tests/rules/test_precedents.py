"""Precedents by nearness, how they fared, and what a unit's returns came to."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from lianxin.cases.rules.dispatch import Place
from lianxin.cases.rules.precedents import (
    LIKE_ENOUGH,
    fared,
    likeness,
    nearest_first,
    nearness,
    precedent_reach,
    record_of,
)

HERE = Place("pudong", "weifang")
THEN = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Earlier:
    district: str
    street: str
    decided_at: datetime = THEN


def test_precedents_of_the_same_street_come_first_then_of_the_district_then_others_the_latest_first_in_each() -> None:
    elsewhere, district = Earlier("xuhui", "tianlin", THEN + timedelta(9)), Earlier("pudong", "huamu", THEN)
    old, new = Earlier("pudong", "weifang", THEN), Earlier("pudong", "weifang", THEN + timedelta(1))
    assert nearest_first([elsewhere, old, district, new], HERE) == [new, old, district, elsewhere]


def test_where_no_place_is_known_nothing_is_near() -> None:
    assert nearness(Earlier("", ""), Place()) == "elsewhere"
    assert nearness(Earlier("pudong", ""), Place("pudong")) == "district"


@pytest.mark.parametrize(
    ("wanted", "here", "reach"),
    [
        ("", HERE, "street"),
        ("", Place("pudong"), "district"),
        ("", Place(), "case"),
        ("street", Place("pudong"), "district"),
        ("district", HERE, "district"),
        ("district", Place(), "case"),
        ("city", Place(), "city"),
        ("case", HERE, "case"),
    ],
)
def test_a_ruling_reaches_as_far_as_wanted_but_no_nearer_than_its_place_is_known(
    wanted: str, here: Place, reach: str
) -> None:
    assert precedent_reach(wanted, here) == reach


def test_a_decision_fared_as_the_citizen_says_unless_it_was_argued_again() -> None:
    assert fared("closed", "solved", again=False) == "solved"
    assert fared("archived", None, again=False) == "closed"
    assert fared("handling", None, again=False) == "open"
    assert fared("withdrawn", None, again=False) == "withdrawn"
    assert fared("closed", "solved", again=True) == "again"


def test_a_units_record_counts_every_return_once() -> None:
    counted = record_of(["granted", "refused", "refused", "ruling", "lapsed", None])
    assert counted == {"asked": 6, "granted": 1, "refused": 2, "ruling": 1, "lapsed": 1, "waiting": 1}


FISHING = "有人在张家浜河道里用弹弓打鱼，碎石伤人。"
BIKES = "小区门口共享单车堆放占住盲道，没人清理。"
SCREEN = "商场外墙广告屏夜里太亮，照得卧室睡不着。"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (FISHING, "河道里总有人拿弹弓打鱼，岸边的孩子很危险。", True),
        (FISHING, "张家浜河道水面上漂着垃圾，很臭，没人打捞。", False),
        (BIKES, "地铁站外共享单车堆成山，盲道被占，请清理。", True),
        (BIKES, "小区门口的路灯坏了三盏，晚上看不清。", False),
        (SCREEN, "对面商场的广告屏晚上亮得睡不着觉。", True),
        (SCREEN, "商场地下车库排风机夜里噪声大，睡不着。", False),
        (FISHING, "", False),
        ("", "", False),
    ],
)
def test_the_same_matter_is_told_by_its_words(one: str, other: str, same: bool) -> None:
    assert (likeness(one, other) >= LIKE_ENOUGH) is same
    assert likeness(one, other) == likeness(other, one)
