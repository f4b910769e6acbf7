"""Search over cases: Chinese words through a tsvector, filters beside it, only what the viewer may see."""

from datetime import timedelta
from typing import Any, LiteralString

from lianxin.cases.core.sight import Sight
from lianxin.cases.reads.filters import FILTERS
from lianxin.cases.reads.lists import CARD, card_of, cursor_of, read_cursor
from lianxin.cases.rules.number import LENGTH, BadNumber, read_number
from lianxin.city import current_profile
from lianxin.kernel.masking import mask_text
from lianxin.kernel.work import UnitOfWork
from lianxin.language import tsquery
from lianxin.people import citizen_with_phone, masked_citizen

SNIPPET = 120

ASKED_FOR: dict[str, LiteralString] = {
    **FILTERS,
    "since": "c.opened_at >= %(since)s",
    "until": "c.opened_at < %(until)s",
    "number": "c.number = %(number)s",
    "words": "s.words @@ %(words)s::tsquery",
}
AFTER: LiteralString = "(c.opened_at, c.id) < (%(before)s::timestamptz, %(before_id)s::uuid)"
SEARCH: LiteralString = (
    "SELECT " + CARD + ", (SELECT t.body FROM texts t WHERE t.city_id = c.city_id AND t.case_id = c.id"
    " AND t.kind = 'words' LIMIT 1) FROM cases c LEFT JOIN case_search s ON s.city_id = c.city_id AND s.case_id = c.id"
    " WHERE c.city_id = %(city)s AND "
)
NEWEST: LiteralString = " ORDER BY opened_at DESC, id DESC LIMIT %(limit)s"
FOUND: LiteralString = "SELECT * FROM ({found}) c" + NEWEST


async def search_cases(
    work: UnitOfWork, sight: Sight, question: str, facts: dict[str, Any], cursor: str, limit: int
) -> dict[str, Any]:
    """A page of cards with a snippet each, newest first; what comes in meanwhile moves no page."""
    params: dict[str, Any] = {name: value for name, value in facts.items() if value}
    said = asked(question)
    if question.strip() and not said:
        return {"items": [], "next_cursor": None}  # it was nothing but numbers of people
    wanted: list[LiteralString] = ["{sight}", *(ASKED_FOR[name] for name in {**params, **said})]
    if cursor:
        params["before"], params["before_id"] = read_cursor(cursor)
        wanted.append(AFTER)
    found = sight.each_way("(" + SEARCH + " AND ".join(wanted) + NEWEST + ")")
    statement: LiteralString = FOUND.replace("{found}", found)
    rows = await work.tuples(statement, **params, **said, **sight.params, limit=limit + 1)
    items = [{**card_of(row[:-1]), "snippet": snippet(row[-1] or "", question)} for row in rows[:limit]]
    more = len(rows) > limit
    return {"items": items, "next_cursor": cursor_of(rows[limit - 1], "opened_at") if more else None}


def asked(question: str) -> dict[str, Any]:
    """A question is a case number, or words; nothing when nothing in it is searchable."""
    if sum(c.isdigit() for c in question) == LENGTH:
        try:
            return {"number": read_number(question)}
        except BadNumber:
            pass
    query = tsquery(question)
    return {"words": query} if query else {}


def snippet(body: str, question: str) -> dict[str, Any]:
    """The piece of the words around the first hit: `text` and the `marks` [start, end] in it."""
    masked = mask_text(body)
    words = [word for word in question.split() if word]
    at = min((masked.find(word) for word in words if word in masked), default=0)
    start = max(0, at - SNIPPET // 3)
    text = masked[start : start + SNIPPET]
    marks = [[i, i + len(word)] for word in words if (i := text.find(word)) >= 0]
    return {"text": text, "marks": sorted(marks), "cut": start > 0}


async def known_callers(work: UnitOfWork, sight: Sight, phone: str) -> dict[str, Any]:
    """Earlier cases of the citizen with this phone, open ones first; `times` counts all that the viewer may see.

    One about the same topic since `repeat_since` makes a new one a repeat. `citizen` is masked.
    """
    citizen_id = await citizen_with_phone(work, phone)
    repeat_since = work.now - timedelta(days=(await current_profile(work)).indicators.repeat_days)
    if citizen_id is None:
        return {"items": [], "times": 0, "repeat_since": repeat_since, "citizen": None}
    theirs: LiteralString = (
        " FROM cases c WHERE c.city_id = %(city)s AND c.citizen_id = %(citizen_id)s AND " + sight.where
    )
    newest: LiteralString = (
        " ORDER BY (c.status IN ('archived', 'void', 'closed', 'withdrawn')), c.opened_at DESC LIMIT 20"
    )
    params = {"citizen_id": citizen_id, **sight.params}
    rows = await work.tuples("SELECT " + CARD + theirs + newest, **params)
    masked = await masked_citizen(work, citizen_id)
    return {
        "items": [card_of(row) for row in rows],
        "times": await work.value("SELECT count(*)" + theirs, **params),
        "repeat_since": repeat_since,
        "citizen": {"name": masked.name, "language": masked.language} if masked else None,
    }
