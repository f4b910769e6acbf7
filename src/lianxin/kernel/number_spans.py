"""Finds telephone, identity and bank card numbers in a text, however their digits are parted.

A run is a series of digits with separators between them. A number may begin and end in a run where a separator, or the
change between written and spoken digits, allows it. Every number that `people.read_phone` reads is found, except:
service numbers (400, 800), which belong to nobody; local landlines without a word such as 电话 before them; and runs
that look like dates, times, sums, lists or IP addresses.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Final

from stdnum import luhn

from lianxin.kernel.digits import DIGIT, SEPARATOR, SPOKEN, WRITTEN, digit_of, parts_digits


class NumberKind(Enum):
    """The kind of a personal number."""

    IDENTITY = "identity"
    CARD = "card"
    MOBILE = "mobile"
    LANDLINE = "landline"
    FOREIGN = "foreign"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class NumberSpan:
    """A number at `text[start:end]`; `digits` are in ASCII (with x in an identity number), `said` as in the text."""

    kind: NumberKind
    start: int
    end: int
    digits: str
    said: str


_DAY: Final = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
# The order matters: an identity number may contain what looks like a mobile number.
_FORMS: Final = tuple(
    (kind, re.compile(form, re.ASCII))
    for kind, form in (
        (NumberKind.IDENTITY, rf"[1-9]\d{{5}}(?:18|19|20)\d\d{_DAY}\d{{3}}[\dx]"),
        (NumberKind.IDENTITY, rf"[1-9]\d{{7}}{_DAY}\d{{3}}"),
        *((NumberKind.CARD, rf"[3-9]\d{{{length - 1}}}") for length in (19, 18, 17, 16)),
        (NumberKind.MOBILE, r"(?:1[3-9]\d{9}){2,}"),
        (NumberKind.MOBILE, r"(?:(?:00)?86)?0?1[3-9]\d{9}"),
        (NumberKind.LANDLINE, r"(?:(?:00)?86)?0(?:10|2\d)[2-9]\d{7}"),
        (NumberKind.LANDLINE, r"(?:(?:00)?86)?0[2-9]\d{1,2}[2-9]\d{7}"),
        (NumberKind.LANDLINE, r"(?:(?:00)?86)?0(?:10|2\d|[3-9]\d\d)[2-9]\d{6}"),
        (NumberKind.LANDLINE, r"(?:00)?86(?:10|2\d|[3-9]\d\d)[2-9]\d{7}"),
        (NumberKind.LANDLINE, r"(?:00)?86[3-9]\d\d[2-9]\d{6}"),
        (NumberKind.LOCAL, r"[2-9]\d{7}"),
        (NumberKind.LOCAL, r"[2-9]\d{6}"),
    )
)
_ABROAD: Final = re.compile(r"(?:00)?([1-9]\d{6,14})")
_IS_DIGIT: Final = re.compile(rf"{DIGIT}|[xXｘＸ]")
_RUN: Final = re.compile(rf"{DIGIT}(?:{SEPARATOR}{{0,12}}{DIGIT}){{6,}}(?:{SEPARATOR}{{0,12}}[xXｘＸ](?![A-Za-z]))?")
_DASH: Final = re.compile(rf"(?<=[{WRITTEN}])一(?=[{WRITTEN}])")
_PHONE_WORD: Final = re.compile(
    r"(?:电话|座机|固话|致电|拨打|联系|回电|来电|电联|传真|tel|phone|fax|call)[^0-9\n]{0,6}$", re.IGNORECASE
)
_BETWEEN_NUMBERS: Final = re.compile(r"[、，,/;；或和及与者 ]{1,4}")
_DATE: Final = re.compile(r"(?:19|20)\d\d([-./])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?!\d)")
_DAY_TO_DATE: Final = re.compile(r"\d{1,2}[-./]\d{1,2} ?[-~] ?(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}")
_TIME: Final = re.compile(r"(?<!\d)(?:[01]?\d|2[0-3])[:：][0-5]\d(?!\d)")
_OCTET: Final = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_IP_ADDRESS: Final = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
_UNIT: Final = re.compile(r" ?(?:[元块万亿%％弄室栋幢路楼层户平米吨度℃年]|号(?![码机主])|公里|单元)")
_MONEY: Final = re.compile(r"[¥￥$€] ?$")
_LIST_MARKS: Final = frozenset("、;；\n")
_FEW_GROUPS: Final = 3
_LONG_GROUP: Final = 8


def _is_one_series(gaps: list[str]) -> bool:
    """Whether these separators part one number: all common inside numbers, or all the same and not of a list."""
    if all(parts_digits(character) and character != "\n" for gap in gaps for character in gap):
        return True
    return len(set(gaps)) == 1 and not _LIST_MARKS & set(gaps[0])


def number_spans(text: str, kinds: Collection[NumberKind] = frozenset(NumberKind)) -> list[NumberSpan]:
    """Returns the personal numbers of these kinds in a text, in order and without overlap."""
    found: list[NumberSpan] = []
    for match in _RUN.finditer(text):
        after = found[-1].end if found else None
        here = list(_Run(text, match, after).numbers())
        if not here and _DASH.search(match[0]):  # 021一62345678: the numeral stands for a hyphen
            here = list(_Run(text, match, after, dash="一").numbers())
        found += here
    return [one for one in found if one.kind in kinds]


class _Run:
    """A series of digits in a text, with the places where a number may begin and end."""

    def __init__(self, text: str, match: re.Match[str], last_end: int | None, *, dash: str = "") -> None:
        self.text = text
        self.at = [
            place
            for place in range(match.start(), match.end())
            if _IS_DIGIT.match(text[place]) and not (dash and _DASH.match(text, place))
        ]
        self.digits = "".join("x" if text[at] in "xXｘＸ" else digit_of(text[at]) for at in self.at)
        self.last_end = last_end

    def numbers(self) -> Iterator[NumberSpan]:
        """Yields the numbers of the run, from left to right."""
        first = 0
        while first < len(self.at):
            first, found = self._number_near(first)
            if found is None:
                first = self._after_date(first)
                continue
            kind, end = found
            span = self._span(kind, first, end)
            self.last_end = span.end
            yield span
            first = end

    def _number_near(self, first: int) -> tuple[int, tuple[NumberKind, int] | None]:
        """Returns the number that begins here, or one digit later if the digit is the word 一 or 两 (打了一138…)."""
        found = self._number_at(first) if self._may_begin(first) else None
        if self._is_word(first) and first + 1 < len(self.at):
            other = self._number_at(first + 1)
            if other and (found is None or other[1] >= found[1]):
                return first + 1, other
        return first, found

    def _is_word(self, place: int) -> bool:
        """Whether this digit is 一 or 两 and follows no digit of its kind."""
        return self.text[self.at[place]] in "一两" and (place == 0 or self._is_parted(place))

    def _number_at(self, first: int) -> tuple[NumberKind, int] | None:
        """Returns kind and end of the number that begins with this digit, or None."""
        for kind, form in _FORMS:
            match = form.match(self.digits, first)
            if match and self._may_end(match.end()) and self._is_number(kind, first, match.end()):
                return kind, match.end()
        end = self._end_abroad(first)
        return (NumberKind.FOREIGN, end) if end and self._is_number(NumberKind.FOREIGN, first, end) else None

    def _end_abroad(self, first: int) -> int | None:
        """Returns the end of a foreign number, which begins with + or 00: its first group if long, else the longest."""
        if not (self._has_plus(first) or self.digits.startswith("00", first)):
            return None
        match = _ABROAD.match(self.digits, first)
        if match is None:
            return None
        ends = [end for end in range(match.start(1) + 7, match.end() + 1) if self._may_end(end)]
        whole = [end for end in ends if end - first >= _LONG_GROUP and self._is_whole(first, end)]
        return (whole or ends[-1:] or [None])[0]

    def _is_whole(self, first: int, end: int) -> bool:
        """Whether nothing parts these digits."""
        return self.at[end - 1] - self.at[first] == end - 1 - first

    def _has_plus(self, first: int) -> bool:
        return self.at[first] > 0 and self.text[self.at[first] - 1] in "+＋"

    def _may_begin(self, first: int) -> bool:
        """After a separator, after digits of the other kind, or with 幺, which only begins what is said."""
        return first == 0 or self._is_parted(first) or self.text[self.at[first]] == "幺"

    def _may_end(self, end: int) -> bool:
        """Before a separator or digits of the other kind, or before 一 or 两 as words (…八零零零一直)."""
        if end == len(self.at) or self._is_parted(end) or self.digits[end] == "x":
            return True
        last = end + 1 == len(self.at) or self._is_parted(end + 1)
        return last and self.text[self.at[end]] in "一两"

    def _is_parted(self, place: int) -> bool:
        before, after = self.at[place - 1], self.at[place]
        return after - before > 1 or (self.text[before] in SPOKEN) != (self.text[after] in SPOKEN)

    def _after_date(self, first: int) -> int:
        """Returns the digit after a date that begins here, or the next digit."""
        match = _DATE.match(self.text, self.at[first])
        return first + sum(one.isdigit() for one in match[0]) if match else first + 1

    def _is_number(self, kind: NumberKind, first: int, end: int) -> bool:
        """Whether these digits are meant as a number of the kind, and not as a date, time, sum or list."""
        if kind is NumberKind.CARD and not luhn.is_valid(self.digits[first:end]):
            return False
        start, stop = self.at[first], self.at[end - 1] + 1
        if kind is NumberKind.LOCAL and not self._is_local(start, stop):
            return False
        raw = self.text[start:stop]
        gaps = [self.text[one + 1 : two] for one, two in pairwise(self.at[first:end]) if two - one > 1]
        if len(gaps) < _FEW_GROUPS or len(gaps) == end - first - 1:
            return _TIME.search(raw) is None
        looks_otherwise = (
            _UNIT.match(self.text, stop)
            or _MONEY.search(self.text, 0, start)
            or _IP_ADDRESS.fullmatch(raw)
            or _DATE.match(raw)
            or _DAY_TO_DATE.match(raw)
            or _TIME.search(raw)
        )
        return looks_otherwise is None and _is_one_series(gaps)

    def _is_local(self, start: int, stop: int) -> bool:
        """A local number needs a word such as 电话 or another number before it, and no unit after it."""
        before = self.text[max(0, start - 20) : start]
        named = _PHONE_WORD.search(before) or self._follows_number(start)
        return bool(named) and not (_UNIT.match(self.text, stop) or _DATE.match(self.text, start))

    def _follows_number(self, start: int) -> bool:
        """Whether only 或, 和 or punctuation is between the number before and this place."""
        return self.last_end is not None and _BETWEEN_NUMBERS.fullmatch(self.text[self.last_end : start]) is not None

    def _span(self, kind: NumberKind, first: int, end: int) -> NumberSpan:
        """The number with its sign + and an opening bracket that closes inside it."""
        start, stop = self.at[first], self.at[end - 1] + 1
        start -= self._has_plus(first)
        if start and self.text[start - 1] in "(（[【" and re.search("[)）\\]】]", self.text[start:stop]):
            start -= 1
        said = "".join(
            self.text[at] if self.text[at] in SPOKEN else digit
            for at, digit in zip(self.at[first:end], self.digits[first:end], strict=True)
        )
        return NumberSpan(kind, start, stop, self.digits[first:end], said)
