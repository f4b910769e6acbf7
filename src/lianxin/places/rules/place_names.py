"""Finds names of roads and estates in an address, without the parts that identify a home."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

ROADS: Final = "路|大道|大街|公路|街|巷|胡同|高架"
ESTATES: Final = (
    "小区|新村|花园|花苑|公寓|家园|佳苑|华庭|名邸|苑|大厦|广场|公园|医院|学校|小学|中学|幼儿园|市场|商场|菜场|地铁站|车站"
    "|[一二三四五六七八九十]村"
)
ROAD: Final = re.compile(rf"([\u4e00-\u9fff]{{1,7}}?(?:{ROADS}))(?![\u4e00-\u9fff]?居委)")
ESTATE: Final = re.compile(rf"([\u4e00-\u9fff]{{2,9}}?(?:{ESTATES}))")
# Digits, door words and words between two places separate the parts of an address.
_PARTS: Final = re.compile(r"[^\u4e00-\u9fff]+|[弄号幢栋室楼层]|路口|附近|旁边|对面|门口|靠近|交叉口")
JOINS: Final = re.compile(r"^[与和近到至在住的往沿]+")
TOWN: Final = re.compile(r"^[\u4e00-\u9fff]{1,8}?(?:省|市|区|县|街道|镇|乡)")


@dataclass(frozen=True)
class PlaceName:
    """A name in an address; `kind` is road or estate."""

    kind: str
    name: str


def place_names(address: str, divisions: Collection[str]) -> list[PlaceName]:
    """Returns every road and estate in an address, without duplicates and without names of `divisions`."""
    found: dict[str, PlaceName] = {}
    for part in _PARTS.split(f"{address} "):
        rest = without_divisions(part, divisions)
        while (match := ROAD.match(rest)) or (match := ESTATE.match(rest)):
            found[match[1]] = PlaceName("road" if match.re is ROAD else "estate", match[1])
            rest = JOINS.sub("", rest[match.end() :])
    return [one for one in found.values() if one.name not in divisions]


def without_divisions(part: str, divisions: Collection[str]) -> str:
    """Removes the district and street at the beginning of a part of an address."""
    rest = JOINS.sub("", part)
    while (town := TOWN.match(rest)) and (town[0] in divisions or town[0].endswith(("市", "省"))):
        rest = JOINS.sub("", rest[town.end() :])
    return rest
