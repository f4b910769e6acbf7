"""A unit's claim in points, so that each can be answered, and what the return desk finds of it."""

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
    """What the desk finds of one point."""

    HOLDS = "holds"
    DOUBTFUL = "doubtful"
    FAILS = "fails"


def points_of(claim: str) -> list[str]:
    """The points of a claim: as it numbers them, else line by line, else sentence by sentence. Nothing is left out;
    what comes after the ninth stays with the ninth.
    """
    parts = numbered(claim) or lines(claim) or split_sentences(claim)
    if len(parts) > MOST_POINTS:
        parts = [*parts[: MOST_POINTS - 1], "".join(parts[MOST_POINTS - 1 :])]
    return parts


def numbered(claim: str) -> list[str]:
    """Split at its own numbers, when there are two at least; words before the first stand alone or lead into it."""
    before, *points = MARK.split(claim)
    points = kept(points)
    if len(points) < 2:
        return []
    before = before.strip()
    if before.endswith(("：", ":")):
        return [before + points[0], *points[1:]]
    return [*kept([before]), *points]


def lines(claim: str) -> list[str]:
    """Split at line ends, when there are two lines at least."""
    found = kept(claim.splitlines())
    return found if len(found) > 1 else []


def split_sentences(claim: str) -> list[str]:
    """Split behind full stops and semicolons."""
    return kept(SENTENCE.split(claim))


def kept(parts: list[str]) -> list[str]:
    """Those that say something, without the space around them."""
    return [part.strip() for part in parts if part.strip()]
