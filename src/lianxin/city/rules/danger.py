"""Reads whether a text reports a danger that an emergency service must hear of now.

A sign of danger counts unless something excludes it: a negation just before it, a time in the past, a supposition, an
exercise or a play, a question about information, an end that was reported, a habit, a name or a figure of speech.
A word for the present ends what an earlier clause said of the past, so that 去年修过，现在又着火了 is a danger.
In a short text, the points of its cues find dangers that no sign foresaw, and doubt signs in harmless company.
"""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Final

from lianxin.city.rules.danger_cues import Cue, Cues, strongest
from lianxin.city.rules.danger_kinds import Kinds
from lianxin.city.rules.danger_phrases import PhraseIndex, any_of
from lianxin.city.rules.danger_table import DangerTable
from lianxin.city.rules.danger_text import CLAUSE_END, SENTENCE_END, ReadableText, Spelling, alphabet, in_one_alphabet
from lianxin.city.rules.policies import EmergencyLine
from lianxin.city.rules.topics import read_triggered
from lianxin.kernel.json_values import JsonObject, read_json

SCOPES: Final = ("word", "next", "near", "ahead", "clause", "onward", "sentence", "message")
"""What an exclusion reaches: a sign it overlaps, a sign right after it, after a few characters, later in its clause,
anywhere in its clause, later in its sentence, anywhere in its sentence, or brief signs anywhere in the message. A sure
sign is excluded neither by `clause` nor by `sentence`."""

_SPANS: Final = frozenset({"ahead", "clause", "onward", "sentence", "message"})
NOW: Final = "now"
TOO_LONG: Final = "long"
DOUBT: Final = "doubt"
_UNLIKELY: Final = frozenset({"habit", "inquiry", "name"})  # reasons that say what a text looks like, not what happened
_TELLING: Final = 5  # characters; in a shorter text only signs report a danger
_NEAR: Final = {False: 3, True: 10}  # characters between a negation and what it negates, by whether it is Latin
_ENDS: Final = re.compile(f"[{CLAUSE_END}{SENTENCE_END}]")


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of danger in a text: `start` and `end` count written characters; `excluded` says why it does not count.

    A `brief` sign is a vague one that counts in short texts only.
    """

    service: str
    words: str
    start: int
    end: int
    excluded: str | None = None
    brief: bool = False


@dataclass(frozen=True, slots=True)
class Danger:
    """The service that must hear of a danger, the signs for it, and other services that the text names signs for."""

    service: str
    signs: tuple[Sign, ...]
    others: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words found, as they were written, each once."""
        return tuple(dict.fromkeys(sign.words for sign in self.signs))


@dataclass(frozen=True, slots=True)
class _Rule:
    """A table of the file. `scope` is empty for a sign and `now` for a word of the present."""

    service: str = ""
    sure: bool = False
    brief: bool = False
    beside: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    why: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    rule: _Rule


class DangerRules:
    """The rules of one city."""

    def __init__(self, table: DangerTable, own: Mapping[str, tuple[str, ...]]) -> None:
        """`own` gives further phrases of a city by service. Raises BadPhrase."""
        self._table = table
        self._own = own
        self._measure = table.measure
        self.services = table.services

    @cached_property
    def _letters(self) -> dict[int, str]:
        return alphabet(dict(zip(self._table.traditional, self._table.simplified, strict=True)))

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling.of(self._table.spelling)

    @cached_property
    def _signs(self) -> PhraseIndex[_Rule]:
        return self._indexed((rule, phrases) for rule, phrases in self._sign_rules() if not rule.brief)

    @cached_property
    def _brief_signs(self) -> PhraseIndex[_Rule]:
        return self._indexed((rule, phrases) for rule, phrases in self._sign_rules() if rule.brief)

    @cached_property
    def _exclusions(self) -> PhraseIndex[_Rule]:
        return self._indexed(self._exclusion_rules())

    @cached_property
    def _cues(self) -> Cues:
        return Cues(self._measure, self._table.cue, Kinds(self._table.kinds))

    def _indexed(self, rules: Iterator[tuple[_Rule, tuple[str, ...]]]) -> PhraseIndex[_Rule]:
        return PhraseIndex(((phrase, rule) for rule, phrases in rules for phrase in phrases), self._table.words)

    def _sign_rules(self) -> Iterator[tuple[_Rule, tuple[str, ...]]]:
        words = self._table.words
        for sign in self._table.sign:
            beside, unless = any_of(sign.beside, words), any_of(sign.unless, words)
            yield _Rule(sign.service, sign.sure, sign.brief, beside, unless), sign.phrases
        for service, phrases in self._own.items():
            yield _Rule(service), phrases

    def _exclusion_rules(self) -> Iterator[tuple[_Rule, tuple[str, ...]]]:
        for table in self._table.exclude:
            yield _Rule(why=table.why, scope=table.scope), table.phrases
        yield _Rule(scope=NOW), self._table.now

    def signs_in(self, written: str) -> list[Sign]:
        """All signs in a text, those that do not count too, in their order; the strongest cues where none may count."""
        text = in_one_alphabet(written, self._letters, self._spelling)
        brief = len(written) <= self._table.brief
        found = self._signs.found(text.text) + (self._brief_signs.found(text.text) if brief else [])
        cues = self._cues.found(text.text) if brief and len(written.strip()) >= _TELLING else []
        points = self._cues.points(cues)
        signs = self._complete(written, text, [_Match(*one) for one in found], points if brief else None)
        least = self._measure.despite if signs else self._measure.enough
        if not cues or points < least or any(sign.excluded not in _UNLIKELY for sign in signs):
            return signs
        return signs + [_cue_sign(written, text, cue) for cue in strongest(cues)]

    def _complete(self, written: str, text: ReadableText, matches: list[_Match], points: float | None) -> list[Sign]:
        if not matches:
            return []
        exclusions = [_Match(*found) for found in self._exclusions.found(text.text)]
        doubts = {brief for brief, least in self._measure.least.items() if points is not None and points < least}
        reading = _Reading(text.text, exclusions, doubts, len(written) > self._table.long)
        return [_sign(written, text, match, reading.why_not(match)) for match in matches if reading.is_complete(match)]

    def danger_in(self, written: str) -> Danger | None:
        """The danger a text reports; None without one.

        Services with a definite sign come before those with brief signs only, each in the order of `services`.
        """
        signs = [sign for sign in self.signs_in(written) if sign.excluded is None]
        definite, all_named = {sign.service for sign in signs if not sign.brief}, {sign.service for sign in signs}
        named = sorted(all_named, key=lambda service: (service not in definite, self.services.index(service)))
        if not named:
            return None
        return Danger(named[0], tuple(sign for sign in signs if sign.service == named[0]), tuple(named[1:]))


@cache
def shared_rules(own: tuple[tuple[str, tuple[str, ...]], ...] = ()) -> DangerRules:
    """The program's rules, with further phrases of a city by service."""
    table: JsonObject = {}
    for name in ("danger.toml", "danger_kinds.toml", "danger_cues.toml"):
        table = {**table, **tomllib.loads((files("lianxin.city.rules") / name).read_text("utf-8"))}
    return DangerRules(read_json(DangerTable, table), dict(own))


def danger_rules(table: JsonObject | None, lines: tuple[EmergencyLine, ...]) -> DangerRules:
    """The rules of a city: its own table or the program's, with the keywords of its emergency lines."""
    own = tuple((line.service, line.trigger.keywords) for line in lines if line.trigger.keywords)
    return DangerRules(read_json(DangerTable, table), dict(own)) if table else shared_rules(own)


def emergency_line(table: JsonObject) -> EmergencyLine:
    """Reads a table `[[emergency]]`; its service is its number unless the table names one."""
    return read_triggered(EmergencyLine, {"service": table["number"], **table})


def _sign(written: str, text: ReadableText, match: _Match, excluded: str | None) -> Sign:
    start, end = text.origin[match.start], text.origin[match.end - 1] + 1
    return Sign(match.rule.service, written[start:end], start, end, excluded, match.rule.brief)


def _cue_sign(written: str, text: ReadableText, cue: Cue) -> Sign:
    start, end = text.origin[cue.start], text.origin[cue.end - 1] + 1
    return Sign(cue.service, written[start:end], start, end, None, brief=True)


class _Reading:
    """What excludes the signs of one text."""

    def __init__(self, text: str, matches: list[_Match], doubts: set[bool], long: bool) -> None:
        """`doubts` says whether the points of the text doubt its brief signs, and its others."""
        self._text, self._doubts, self._long = text, doubts, long
        self._ends = [match.start() for match in _ENDS.finditer(text)]
        self._stops = [place for place in self._ends if text[place] == SENTENCE_END]
        self._present = [match for match in matches if match.rule.scope == NOW]
        self._words = [match for match in matches if match.rule.scope == "word"]
        near = [match for match in matches if match.rule.scope in {"next", "near"}]
        others = [match for match in matches if match.rule.scope in _SPANS]
        self._near = near
        # 不是演习 is no exercise.
        self._others = [one for one in others if not any(_precedes(text, negation, one) for negation in near)]

    def is_complete(self, sign: _Match) -> bool:
        """Whether the sentence holds the second sign a rule asks for, and no word that forbids it."""
        if sign.rule.beside is None and sign.rule.unless is None:
            return True
        start, end = self._sentence(sign)
        if sign.rule.unless and sign.rule.unless.search(self._text, start, end):
            return False
        return sign.rule.beside is None or sign.rule.beside.search(self._text, start, end) is not None

    def why_not(self, sign: _Match) -> str | None:
        """Why a sign does not count; None if it does."""
        for word in self._words:
            if word.start <= sign.start < word.end or word.start < sign.end <= word.end:
                return word.rule.why
        for negation in self._near:
            if _precedes(self._text, negation, sign):
                return negation.rule.why
        if self._long and not self._now_between(*self._sentence(sign)):
            return TOO_LONG
        reaching = (one.rule.why for one in self._others if self._reaches(one, sign))
        return next(reaching, DOUBT if self._is_doubted(sign) else None)

    def _is_doubted(self, sign: _Match) -> bool:
        if sign.rule.sure or sign.rule.brief not in self._doubts:
            return False
        return sign.rule.brief or not self._now_between(*self._sentence(sign))

    def _reaches(self, exclusion: _Match, sign: _Match) -> bool:
        scope, clause = exclusion.rule.scope, self._clause(sign)
        if scope == "message":
            return sign.rule.brief
        if not self._within(clause if scope in {"ahead", "clause"} else self._sentence(sign), exclusion):
            return False
        if scope in {"ahead", "onward"}:
            until = clause[1] if scope == "onward" else sign.start
            return exclusion.start < sign.start and not self._now_between(exclusion.start, until)
        if sign.rule.sure:
            return False
        return not self._now_between(*clause) and not self._now_between(exclusion.end, sign.start)

    def _now_between(self, start: int, end: int) -> bool:
        return any(start <= one.start < end for one in self._present)

    @staticmethod
    def _within(span: tuple[int, int], match: _Match) -> bool:
        return span[0] <= match.start < span[1]

    def _clause(self, match: _Match) -> tuple[int, int]:
        return _around(self._ends, match, len(self._text))

    def _sentence(self, match: _Match) -> tuple[int, int]:
        return _around(self._stops, match, len(self._text))


def _around(ends: list[int], match: _Match, length: int) -> tuple[int, int]:
    at = bisect_left(ends, match.start)
    return ends[at - 1] + 1 if at else 0, ends[at] if at < len(ends) else length


def _precedes(text: str, negation: _Match, match: _Match) -> bool:
    """Whether a negation comes just before a phrase, in the same clause."""
    gap = text[negation.end : match.start]
    reach = _NEAR[text[negation.start].isascii()] if negation.rule.scope == "near" else 0
    return negation.end <= match.start and len(gap) <= reach and not _ENDS.search(gap)
