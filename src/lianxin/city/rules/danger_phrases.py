"""The small language of phrases in `danger.toml`, and an index that finds all of them in one pass over a text.

`(a|b|)` is one of several phrases, `<name>` one of a list of `[words]`, `…` at most eight characters of the same clause
(30 in a phrase of Latin letters), `#` a number. Everything else means itself; an apostrophe may be left out.
A phrase of Latin letters matches whole words. Nothing repeats without bound, so no phrase makes the reading slow.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Generic, TypeVar

T = TypeVar("T")
Words = Mapping[str, list[str]]
_TOKENS: Final = re.compile(r"[()|…#]|<\w+>|[^()|…#<>]+")
_DIGITS: Final = "0123456789一二三四五六七八九十两几半"
# A gap holds no negation: "the house is not on fire".
_GAP: Final = {False: "(?:(?!没有|不是|未|没着)[^，。]){0,8}?", True: "(?:(?! not | no |n't )[^，。]){0,30}?"}
_HEAD: Final = 2  # characters by which the index finds a phrase


class BadPhrase(ValueError):
    """A phrase that does not follow the language of phrases."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """One of several sequences."""

    options: tuple["_Sequence", ...]


_Sequence = tuple["_Choice | str", ...]  # a text is a word, or one of the signs `…` and `#`


def _parsed(phrase: str, words: Words) -> _Sequence:
    tokens = _TOKENS.findall(phrase)
    if "".join(tokens) != phrase:
        raise BadPhrase(f"{phrase!r} contains a '<' or '>' without its name")
    rest = iter(tokens)
    options, closed = _options(rest, words)
    if closed or len(options) > 1:
        raise BadPhrase(f"{phrase!r} has a '|' or ')' outside of a group")
    heads = _heads(options[0])
    if options[0][-1:] == ("…",) or any(head == "" for head, _ in heads):
        raise BadPhrase(f"{phrase!r} needs a word at its beginning and at its end")
    return options[0]


def _options(tokens: Iterator[str], words: Words) -> tuple[list[_Sequence], bool]:
    """The sequences up to the end of their group; False where the phrase ends first."""
    options: list[list[_Choice | str]] = [[]]
    for token in tokens:
        if token == ")":
            return [tuple(option) for option in options], True
        if token == "|":
            options.append([])
        else:
            options[-1].append(_part(token, tokens, words))
    return [tuple(option) for option in options], False


def _part(token: str, tokens: Iterator[str], words: Words) -> "_Choice | str":
    if token == "(":
        options, closed = _options(tokens, words)
        if not closed:
            raise BadPhrase("a group is not closed")
        return _Choice(tuple(options))
    if token.startswith("<"):
        if token[1:-1] not in words:
            raise BadPhrase(f"{token} is not a list of [words]")
        return _Choice(tuple((word,) for word in words[token[1:-1]]))
    return token


def _shape(sequence: _Sequence, latin: bool) -> str:
    return "".join(_part_shape(part, latin) for part in sequence)


def _part_shape(part: "_Choice | str", latin: bool) -> str:
    if isinstance(part, _Choice):
        shapes = (_shape(option, latin) for option in part.options)
        return f"(?:{'|'.join(sorted(shapes, key=len, reverse=True))})"
    if part == "…":
        return _GAP[latin]
    return f"[{_DIGITS}]{{1,5}}" if part == "#" else re.escape(part).replace("'", "'?")


def _heads(sequence: _Sequence) -> set[tuple[str, bool]]:
    """The first characters a sequence can have, at most two, and whether more of them are unknown."""
    heads = {("", False)}
    for part in sequence:
        heads = {longer for head in heads for longer in _continued(head, part)}
    return heads


def _continued(head: tuple[str, bool], part: "_Choice | str") -> Iterator[tuple[str, bool]]:
    text, ended = head
    if ended or len(text) >= _HEAD:
        yield head
    elif isinstance(part, _Choice):
        for option in part.options:
            yield from (((text + more)[:_HEAD], stop) for more, stop in _heads(option))
    elif part == "…":
        yield text, True
    elif part == "#":
        yield from ((text + digit, True) for digit in _DIGITS)
    else:
        known, optional, _ = part.partition("'")
        yield (text + known)[:_HEAD], bool(optional)


def _compiled_shape(phrase: str, words: Words) -> tuple[str, set[str]]:
    sequence = _parsed(phrase, words)
    latin = all(letter.isascii() for letter in phrase if letter != "…") and not phrase.startswith("#")
    shape = _shape(sequence, latin)
    return rf"(?<![a-z]){shape}(?![a-z])" if latin else shape, {head for head, _ in _heads(sequence)}


def any_of(phrases: Iterable[str], words: Words) -> re.Pattern[str] | None:
    """One expression that matches any of the phrases; None if there are none. Raises BadPhrase."""
    shapes = [_compiled_shape(phrase, words)[0] for phrase in phrases]
    return re.compile("|".join(shapes)) if shapes else None


class PhraseIndex(Generic[T]):
    """Phrases with their meanings, found by their first two characters."""

    def __init__(self, phrases: Iterable[tuple[str, T]], words: Words) -> None:
        """Raises BadPhrase."""
        shapes: dict[str, list[tuple[str, T]]] = {}
        for phrase, meaning in phrases:
            shape, heads = _compiled_shape(phrase, words)
            for head in heads:
                shapes.setdefault(head, []).append((shape, meaning))
        self._starting = {
            head: _Entries(own + shapes.get(head[0], []) if len(head) == _HEAD else own) for head, own in shapes.items()
        }
        letters = "".join({re.escape(head[0]) for head in shapes if not "a" <= head[0] <= "z"})
        self._places = re.compile(f"(?<![a-z])[a-z]|[{letters}]" if letters else "(?<![a-z])[a-z]")

    def found(self, text: str) -> list[tuple[int, int, T]]:
        """Start, end and meaning of every phrase in the text, by their starts; phrases may overlap."""
        found: list[tuple[int, int, T]] = []
        starting = self._starting
        for match in self._places.finditer(text):
            place = match.start()
            entries = starting.get(text[place : place + _HEAD]) or starting.get(text[place])
            if entries and entries.any.match(text, place):
                found += entries.matching(text, place)
        return found


class _Entries(Generic[T]):
    """The phrases of one head, compiled when a text first holds it. `any` tells quickly that none of them matches."""

    def __init__(self, shapes: list[tuple[str, T]]) -> None:
        self._shapes = shapes

    @cached_property
    def any(self) -> re.Pattern[str]:
        return re.compile("|".join(shape for shape, _ in self._shapes))

    @cached_property
    def _each(self) -> list[tuple[re.Pattern[str], T]]:
        return [(re.compile(shape), meaning) for shape, meaning in self._shapes]

    def matching(self, text: str, place: int) -> Iterator[tuple[int, int, T]]:
        """Start, end and meaning of every phrase at a place."""
        for shape, meaning in self._each:
            match = shape.match(text, place)
            if match:
                yield place, match.end(), meaning
