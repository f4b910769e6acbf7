"""Search over cases: Chinese words through a tsvector, filters beside it, only what the viewer may see."""

from typing import Any, LiteralString

from lianxin.cases.commands.registry import BadField
from lianxin.cases.lists import CARD, card_of
from lianxin.cases.rules.number import LENGTH, BadNumber, read_number
from lianxin.cases.search_index import tsquery
from lianxin.cases.viewing import Sight
from lianxin.kernel.masking import mask_text
from lianxin.kernel.work import UnitOfWork
from lianxin.people import citizen_with_phone

DEEPEST = 1000
SNIPPET = 120

FILTERS: dict[str, LiteralString] = {
    "status": "c.status = ANY(%(status)s)",
    "nature": "c.nature = %(nature)s",
    "urgency": "c.urgency = %(urgency)s",
    "topic": "(c.topic = %(topic)s OR c.topic LIKE %(topic)s || '.%%')",
    "district": "c.district = %(district)s",
    "unit": (
        "EXISTS (SELECT 1 FROM work_orders w WHERE w.city_id = c.city_id AND w.case_id = c.id AND w.unit = %(unit)s)"
    ),
    "since": "c.opened_at >= %(since)s",
    "until": "c.opened_at < %(until)s",
    "number": "c.number = %(number)s",
    "words": "s.words @@ %(query)s::tsquery",
}
SEARCH: LiteralString = (
    "SELECT " + CARD + ", (SELECT t.body FROM texts t WHERE t.city_id = c.city_id AND t.case_id = c.id"
    " AND t.kind = 'words' LIMIT 1) FROM cases c LEFT JOIN case_search s ON s.city_id = c.city_id AND s.case_id = c.id"
    " WHERE c.city_id = %(city)s AND "
)


class SearchTooDeep(BadField):
    """Nobody reads so far; narrow the question instead."""

    code = "cases.search_too_deep"


async def search_cases(
    work: UnitOfWork, sight: Sight, question: str, facts: dict[str, Any], cursor: str, limit: int
) -> dict[str, Any]:
    """A page of cards with a snippet each, newest first; the cursor is a count of those already seen."""
    params: dict[str, Any] = {name: value for name, value in facts.items() if value}
    params |= asked(question)
    offset = int(cursor) if cursor.isdecimal() else 0
    if offset > DEEPEST:
        raise SearchTooDeep(field="cursor", problem="too_deep")
    wanted = [FILTERS["words" if name == "query" else name] for name in params]
    statement: LiteralString = SEARCH + " AND ".join([sight.where, *wanted]) + (
        " ORDER BY c.opened_at DESC, c.id DESC LIMIT %(limit)s OFFSET %(offset)s"
    )
    rows = await work.tuples(statement, **params, **sight.params, limit=limit + 1, offset=offset)
    items = [{**card_of(row[:-1]), "snippet": snippet(row[-1] or "", question)} for row in rows[:limit]]
    return {"items": items, "next_cursor": str(offset + limit) if len(rows) > limit else None}


def asked(question: str) -> dict[str, Any]:
    """A question is a case number, or words, or nothing."""
    if sum(c.isdigit() for c in question) == LENGTH:
        try:
            return {"number": read_number(question)}
        except BadNumber:
            pass
    query = tsquery(question) if question.strip() else None
    return {"query": query} if query else {}


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
    """Earlier cases of the citizen with this phone, open ones first; `times` counts them all."""
    citizen_id = await citizen_with_phone(work, phone)
    if citizen_id is None:
        return {"items": [], "times": 0}
    statement: LiteralString = (
        "SELECT "
        + CARD
        + " FROM cases c WHERE c.city_id = %(city)s AND c.citizen_id = %(citizen_id)s AND "
        + sight.where
        + " ORDER BY (c.status IN ('archived', 'void', 'closed', 'withdrawn')), c.opened_at DESC LIMIT 20"
    )
    rows = await work.tuples(statement, citizen_id=citizen_id, **sight.params)
    times = await work.value(
        "SELECT count(*) FROM cases WHERE city_id = %(city)s AND citizen_id = %(citizen_id)s", citizen_id=citizen_id
    )
    return {"items": [card_of(row) for row in rows], "times": times}
