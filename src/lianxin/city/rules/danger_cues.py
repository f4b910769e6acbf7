"""Cues: pieces of text that speak for or against a danger, each with points.

No cue says anything by itself; their sum reads what no phrase foresaw, and doubts a phrase in harmless company.
A cue is one to three Chinese characters, one or two English words, or one or two kinds of words.
`tools/danger_cues.py` computes the points from the sentences of `tests/data`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import Final

from lianxin.city.rules.danger_kinds import Kinds

_WORDS: Final = re.compile(r"[a-z']+")
_CHINESE: Final = re.compile("[\u3400-\u9fff]+")
_LONGEST: Final = 3  # characters of a Chinese cue
_SHOWN: Final = 3  # cues that are shown as the words found


@dataclass(frozen=True, slots=True)
class CueTable:
    """A table `[[cue]]`: cues of one worth in hundredths of a point; those for a danger point at a service."""

    worth: int
    phrases: tuple[str, ...]
    service: str = ""


@dataclass(frozen=True, slots=True)
class CueMeasure:
    """What points decide, in hundredths: `base` is where a text without cues begins.

    At `enough` points a text without signs reports a danger, at `despite` one whose signs only look like a habit, an
    inquiry or a name. Below `doubt` a sign does not count, below `weak` a brief sign.
    Without cues none of this decides.
    """

    base: int = 0
    enough: int = 0
    despite: int = 0
    doubt: int = 0
    weak: int = 0

    @property
    def least(self) -> Mapping[bool, int]:
        """The points below which a sign does not count, by whether it is brief."""
        return {False: self.doubt, True: self.weak}


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue in a text: its place, its worth in hundredths of a point, and the service it points at."""

    start: int
    end: int
    worth: int
    service: str


class Cues:
    """The cues of one city."""

    def __init__(self, measure: CueMeasure, tables: tuple[CueTable, ...], kinds: Kinds) -> None:
        self._base, self._kinds = measure.base, kinds
        self._worth: Mapping[str, tuple[int, str]] = {
            phrase: (table.worth, table.service) for table in tables for phrase in table.phrases
        }

    def found(self, text: str) -> list[Cue]:
        """The cues in a text of one alphabet, each at its first place."""
        places: dict[str, tuple[int, int]] = {}
        for piece, start, end in pieces(text, self._kinds):
            places.setdefault(piece, (start, end))
        known = ((place, self._worth.get(piece)) for piece, place in places.items())
        return [Cue(*place, *worth) for place, worth in known if worth]

    def points(self, cues: list[Cue]) -> float:
        """The sum in hundredths, divided by the root of the number of cues, so that length alone adds nothing."""
        return self._base + sum(cue.worth for cue in cues) / sqrt(len(cues) or 1)


def strongest(cues: list[Cue]) -> list[Cue]:
    """The cues that are shown for the service most points speak for, in the order of the text."""
    points: dict[str, int] = {}
    for cue in cues:
        if cue.worth > 0:
            points[cue.service] = points.get(cue.service, 0) + cue.worth
    service = max(points, key=lambda name: points[name], default=None)
    own = sorted((cue for cue in cues if cue.worth > 0 and cue.service == service), key=_short_ones_last)
    shown: list[Cue] = []
    for cue in own:
        if len(shown) < _SHOWN and all(cue.end <= other.start or other.end <= cue.start for other in shown):
            shown.append(cue)
    return sorted(shown, key=lambda cue: cue.start)


def _short_ones_last(cue: Cue) -> tuple[bool, int]:
    return cue.end - cue.start == 1, -cue.worth


def pieces(text: str, kinds: Kinds) -> Iterator[tuple[str, int, int]]:
    """Every piece of a text that can be a cue, with its place."""
    for run in _CHINESE.finditer(text):
        for start in range(run.start(), run.end()):
            for end in range(start + 1, min(start + _LONGEST, run.end()) + 1):
                yield text[start:end], start, end
    words = list(_WORDS.finditer(text))
    for word in words:
        yield word.group(), word.start(), word.end()
    for first, second in pairwise(words):
        if second.start() - first.end() == 1:
            yield text[first.start() : second.end()], first.start(), second.end()
    yield from kinds.pieces(text)
