"""Splits a unit's claim into points, so that the return desk can judge each of them."""

import re
from enum import StrEnum
from typing import Final

MOST_POINTS: Final = 9
MARK: Final = re.compile(
    r"(?:^|(?<=[\s。；;！!：:]))"
    r"(?:[（(](?:\d{1,2}|[一二三四五六七八九十]{1,2})[）)]|(?:\d{1,2}|[一二三四五六七八九十]{1,2})[、.．](?!\d)"
    r"|[①-⑨]|第?[一二三四五六七八九]是)\s*"
)
SENTENCE: Final = re.compile(r"(?<=[。；;！!])")


class Holding(StrEnum):
    """The return desk's judgement of one point."""

    HOLDS = "holds"
    DOUBTFUL = "doubtful"
    FAILS = "fails"


def points_of(claim: str) -> list[str]:
    """Returns the points of a claim: by its own numbers, otherwise by lines, otherwise by sentences.

    No text is lost: further points are joined to the ninth.
    """
    parts = numbered(claim) or lines(claim) or split_sentences(claim)
    if len(parts) > MOST_POINTS:
        parts = [*parts[: MOST_POINTS - 1], "".join(parts[MOST_POINTS - 1 :])]
    return parts


def numbered(claim: str) -> list[str]:
    """Returns the claim split at its own numbers; empty for fewer than two.

    Text before the first number is a point of its own, or joined to the first if it ends with a colon.
    """
    before, *points = MARK.split(claim)
    points = kept(points)
    if len(points) < 2:
        return []
    before = before.strip()
    if before.endswith(("：", ":")):
        return [before + points[0], *points[1:]]
    return [*kept([before]), *points]


def lines(claim: str) -> list[str]:
    """Returns the lines of a claim that are not empty; an empty list for fewer than two."""
    found = kept(claim.splitlines())
    return found if len(found) > 1 else []


def split_sentences(claim: str) -> list[str]:
    """Returns the claim split after full stops, semicolons and exclamation marks."""
    return kept(SENTENCE.split(claim))


def kept(parts: list[str]) -> list[str]:
    """Returns the stripped parts that are not empty."""
    return [part.strip() for part in parts if part.strip()]
