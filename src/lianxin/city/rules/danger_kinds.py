"""Kinds of words that reports of dangers are made of: whom, what harms, how far it is, and what speaks against it.

水、河 and 江 are one kind, and a phrase that nobody foresaw still consists of kinds that are known.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Final

_LATIN: Final = re.compile("[a-z]")


class Kinds:
    """The `[kinds]` of one city; a Latin word counts as a whole word, its apostrophe may be left out."""

    def __init__(self, kinds: Mapping[str, list[str]]) -> None:
        self._kinds: dict[str, list[str]] = {}
        for kind, words in kinds.items():
            for word in words:
                self._kinds.setdefault(word.replace("'", ""), []).append(kind)
        words = sorted({word for listed in kinds.values() for word in listed}, key=len, reverse=True)
        self._latin = _any_of([word for word in words if word.isascii()])
        self._lengths: dict[str, list[int]] = {}
        for word in words:
            if not word.isascii() and len(word) not in (known := self._lengths.setdefault(word[0], [])):
                known.append(len(word))

    def pieces(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Each kind in a text and each pair of them, as `<fire>` and `<fire><held>`, with the place of the first."""
        places: dict[str, tuple[int, int]] = {}
        for kind, start, end in self._found(text):
            places.setdefault(kind, (start, end))
        for kind, place in places.items():
            yield f"<{kind}>", *place
        for first, second in combinations(sorted(places), 2):
            yield f"<{first}><{second}>", *places[first]

    def _found(self, text: str) -> Iterator[tuple[str, int, int]]:
        for start, character in enumerate(text):
            for length in self._lengths.get(character, ()):
                piece = text[start : start + length]
                yield from ((kind, start, start + len(piece)) for kind in self._kinds.get(piece, ()))
        if _LATIN.search(text):
            for match in self._latin.finditer(text):
                kinds = self._kinds[match.group().replace("'", "")]
                yield from ((kind, match.start(), match.end()) for kind in kinds)


def _any_of(words: list[str]) -> re.Pattern[str]:
    shapes = "|".join(re.escape(word).replace("'", "'?") for word in words) or "(?!)"
    return re.compile(f"(?<![a-z])(?:{shapes})(?![a-z])")
