"""Search over cases by Chinese words (a tsvector), number or filters, limited to cases that the viewer may see."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID

from lianxin.cases.core.sight import Sight
from lianxin.cases.core.words_mask import Mask, words_masks
from lianxin.cases.reads.cards import CARD, CardRow, CaseCard, card_with
from lianxin.cases.reads.filters import FILTER_CONDITIONS
from lianxin.cases.reads.lists import list_cursor, read_cursor
from lianxin.cases.rules.number import LENGTH, BadNumber, read_number
from lianxin.city import current_profile
from lianxin.kernel.work import UnitOfWork
from lianxin.language import tsquery
from lianxin.people import citizen_with_phone, masked_citizen

SNIPPET = 120

ASKED_FOR: dict[str, LiteralString] = {
    **FILTER_CONDITIONS,
    "since": "c.opened_at >= %(since)s",
    "until": "c.opened_at < %(until)s",
    "number": "c.number = %(number)s",
    "words": "s.words @@ %(words)s::tsquery",
}
_AFTER: LiteralString = "(c.opened_at, c.id) < (%(before)s::timestamptz, %(before_id)s::uuid)"
CASE_SEARCH: LiteralString = (
    "SELECT " + CARD + ", c.citizen_id, (SELECT t.body FROM texts t WHERE t.city_id = c.city_id AND t.case_id = c.id"
    " AND t.kind = 'words' LIMIT 1) AS body"
    " FROM cases c LEFT JOIN case_search s ON s.city_id = c.city_id AND s.case_id = c.id"
    " WHERE c.city_id = %(city)s AND "
)
NEWEST_FIRST: LiteralString = " ORDER BY opened_at DESC, id DESC LIMIT %(limit)s"
FOUND_CASES: LiteralString = "SELECT * FROM ({found}) c" + NEWEST_FIRST


@dataclass(frozen=True)
class SearchFilter:
    """Conditions of a search; empty ones are not applied. One value of each list must match."""

    status: list[str] = field(default_factory=list[str])
    nature: list[str] = field(default_factory=list[str])
    urgency: list[str] = field(default_factory=list[str])
    topic: list[str] = field(default_factory=list[str])
    district: list[str] = field(default_factory=list[str])
    unit: list[str] = field(default_factory=list[str])
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Snippet:
    """An excerpt of a case's words, masked; `marks` are [start, end] in `text`; `cut`: text before it was left out."""

    text: str
    marks: list[list[int]]
    cut: bool


@dataclass(frozen=True)
class Found(CaseCard):
    """The card of a case that was found."""

    snippet: Snippet


@dataclass(frozen=True)
class SearchPage:
    """A page of the cases found, newest first."""

    items: list[Found]
    next_cursor: str | None


@dataclass(frozen=True)
class KnownCitizen:
    """The citizen with this telephone number, masked."""

    name: str
    language: str


@dataclass(frozen=True)
class Callers:
    """The latest 20 cases of one telephone number, open ones first; `times` is the number of all.

    A new case is a repeat if one on the same topic was opened since `repeat_since`.
    """

    items: list[CaseCard]
    times: int
    repeat_since: datetime
    citizen: KnownCitizen | None


@dataclass(frozen=True)
class _FoundRow(CardRow):
    """A row of CASE_SEARCH; `body` is the citizen's words."""

    citizen_id: UUID | None
    body: str | None


async def search_cases(
    work: UnitOfWork, sight: Sight, question: str, bounds: SearchFilter, cursor: str, limit: int
) -> SearchPage:
    """Returns a page of cards with snippets, newest first; new cases do not shift later pages. Raises BadCursor."""
    params: dict[str, Any] = {name: value for name, value in vars(bounds).items() if value}
    said = asked(question)
    if question.strip() and not said:
        return SearchPage([], None)  # only personal numbers, which are not indexed
    wanted: list[LiteralString] = ["{sight}", *(ASKED_FOR[name] for name in {**params, **said})]
    if cursor:
        params["before"], params["before_id"] = read_cursor(cursor)
        wanted.append(_AFTER)
    found = sight.each_way("(" + CASE_SEARCH + " AND ".join(wanted) + NEWEST_FIRST + ")")
    statement: LiteralString = FOUND_CASES.replace("{found}", found)
    rows = await work.rows(_FoundRow, statement, **params, **said, **sight.params, limit=limit + 1)
    shown = rows[:limit]
    masks = await words_masks(work, {row.card.id for row in shown})
    items = [
        card_with(Found, row.card, snippet=snippet(row.body or "", question, masks.of(row.card.id))) for row in shown
    ]
    return SearchPage(items, list_cursor(items[-1].opened_at, items[-1].id) if len(rows) > limit else None)


def asked(question: str) -> dict[str, str]:
    """Returns the parameter `number` or `words` of a question; empty if nothing in it is searchable."""
    if sum(c.isdigit() for c in question) == LENGTH:
        try:
            return {"number": read_number(question)}
        except BadNumber:
            pass
    query = tsquery(question)
    return {"words": query} if query else {}


def snippet(body: str, question: str, mask: Mask) -> Snippet:
    """Returns the excerpt around the first match, SNIPPET characters at most."""
    masked = mask(body)
    words = [word for word in question.split() if word]
    at = min((masked.find(word) for word in words if word in masked), default=0)
    start = max(0, at - SNIPPET // 3)
    text = masked[start : start + SNIPPET]
    marks = [[i, i + len(word)] for word in words if (i := text.find(word)) >= 0]
    return Snippet(text, sorted(marks), start > 0)


async def known_callers(work: UnitOfWork, sight: Sight, phone: str) -> Callers:
    """Returns the cases of the citizen with this phone that the viewer may see; raises InvalidPhone."""
    citizen_id = await citizen_with_phone(work, phone)
    repeat_since = work.now - timedelta(days=(await current_profile(work)).indicators.repeat_days)
    if citizen_id is None:
        return Callers([], 0, repeat_since, None)
    theirs: LiteralString = (
        " FROM cases c WHERE c.city_id = %(city)s AND c.citizen_id = %(citizen_id)s AND " + sight.where
    )
    newest: LiteralString = (
        " ORDER BY (c.status IN ('archived', 'void', 'closed', 'withdrawn')), c.opened_at DESC LIMIT 20"
    )
    params = {"citizen_id": citizen_id, **sight.params}
    rows = await work.rows(CaseCard, "SELECT " + CARD + theirs + newest, **params)
    masked = await masked_citizen(work, citizen_id)
    return Callers(
        items=rows,
        times=await work.value("SELECT count(*)" + theirs, **params),
        repeat_since=repeat_since,
        citizen=KnownCitizen(masked.name, masked.language) if masked else None,
    )
