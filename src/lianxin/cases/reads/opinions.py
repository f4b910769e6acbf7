"""Who was asked what they think in a responsibility review, for those who were asked. They see the question only."""

from datetime import timedelta
from typing import Any, LiteralString

from lianxin.cases.reads.case_page import named
from lianxin.city import Profile
from lianxin.kernel.masking import mask_text
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Actor, names_of

REMEMBERED = timedelta(days=30)
OPEN: LiteralString = "o.given_at IS NULL AND c.status = 'responsibility_review'"
MINE: LiteralString = "o.asked = ANY(%(mine)s) AND NOT c.complained && %(line)s::text[] AND "
ASKED_OF_ME: LiteralString = (
    "SELECT o.id, o.asked, c.topic, c.district, c.street, c.urgency, o.asked_by, o.asked_at, o.due_at, q.body,"
    " o.given_at, o.given_by, t.body FROM opinions o JOIN cases c ON c.city_id = o.city_id AND c.id = o.case_id"
    " JOIN texts q ON q.city_id = o.city_id AND q.id = o.question_text"
    " LEFT JOIN texts t ON t.city_id = o.city_id AND t.id = o.opinion_text WHERE o.city_id = %(city)s AND "
    + MINE
    + "("
    + OPEN
    + " OR o.given_at > %(since)s) ORDER BY o.given_at NULLS FIRST, o.due_at, o.id LIMIT 200"
)
HOW_MANY: LiteralString = (
    "SELECT count(*) FROM opinions o JOIN cases c ON c.city_id = o.city_id AND c.id = o.case_id"
    " WHERE o.city_id = %(city)s AND " + MINE + OPEN
)


def asked_as(actor: Actor, profile: Profile) -> dict[str, Any]:
    """The names under which this viewer can have been asked, and the units above that must not be complained about."""
    own = actor.unit if actor.unit in profile.unit_codes else None
    units = [unit.code for unit in profile.units_under(own)] if own else []
    line = [own, *(unit.code for unit in profile.ancestors(own))] if own else []
    return {"mine": [actor.ref, *(f"unit:{unit}" for unit in units)], "line": line}


async def opinions_asked(work: UnitOfWork, actor: Actor, profile: Profile) -> list[dict[str, Any]]:
    """What this viewer is asked, open ones first, and what was answered in the last thirty days."""
    since = work.now - REMEMBERED
    rows = await work.tuples(ASKED_OF_ME, **asked_as(actor, profile), since=since)
    names = await names_of(work, {ref for row in rows for ref in (row[6], row[11]) if ref})
    return [asked_view(row, names) for row in rows]


async def opinions_open(work: UnitOfWork, actor: Actor, profile: Profile) -> int:
    """How many wait for this viewer."""
    return await work.value(HOW_MANY, **asked_as(actor, profile))


def asked_view(row: Any, names: dict[str, str]) -> dict[str, Any]:
    """A question without the case: its topic and place, who asks, by when, and what was answered."""
    opinion, asked, topic, district, street, urgency, asked_by, asked_at, due_at, question, given_at, given_by, said = (
        row
    )
    kind, _, code = asked.partition(":")
    what = {"id": opinion, "unit": code if kind == "unit" else None, "topic": topic, "district": district}
    what |= {"street": street, "urgency": urgency, "asked_by": named(asked_by, names), "asked_at": asked_at}
    answer = {"given_at": given_at, "given_by": named(given_by, names) if given_by else None}
    answer |= {"question": mask_text(question), "words": mask_text(said) if said else None}
    return {**what, **answer, "due_at": due_at}
