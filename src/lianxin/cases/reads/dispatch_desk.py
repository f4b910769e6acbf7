"""What the dispatch desk looks at beside a case: what every rule says, who had the same before, what came of it."""

from typing import Any, LiteralString

from lianxin.cases.core.locking import case_of_number, read_case
from lianxin.cases.core.routing import weighed_of
from lianxin.cases.core.sight import Sight, check_seen
from lianxin.cases.reads.lists import CARD, card_of
from lianxin.cases.reads.return_court import duty_view, office_name
from lianxin.cases.rules.dispatch import Place
from lianxin.city import Profile
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, allow

MOST_UNITS = 6
MOST_ALIKE = 50
PAST: LiteralString = """
SELECT w.unit, count(*), count(*) FILTER (WHERE w.status = 'returned'),
       count(*) FILTER (WHERE c.outcome_verified = 'solved'), count(*) FILTER (WHERE c.outcome_verified = 'explained'),
       count(*) FILTER (WHERE c.outcome_verified = 'unsolved'), max(w.dispatched_at)
FROM cases c JOIN work_orders w ON w.city_id = c.city_id AND w.case_id = c.id AND w.role = 'lead'
WHERE c.city_id = %(city)s AND c.topic = %(topic)s AND c.district = %(district)s
  AND (%(street)s = '' OR c.street = %(street)s) AND c.id <> %(case_id)s
  AND w.dispatched_at > %(now)s - interval '365 days' AND {sight}
GROUP BY w.unit ORDER BY 2 DESC, 7 DESC LIMIT %(limit)s
"""
ALIKE: LiteralString = """
SELECT {card} FROM cases c WHERE c.city_id = %(city)s AND c.topic = %(topic)s AND c.district = %(district)s
  AND c.street = %(street)s AND c.status = 'pending_dispatch' AND c.id <> %(case_id)s AND {sight}
ORDER BY c.opened_at LIMIT %(limit)s
"""


async def dispatch_page(work: UnitOfWork, actor: Actor, sight: Sight, number: str) -> dict[str, Any]:
    """The rules' candidates with their reasons, past dispatches of this topic here, and cases alike that wait too."""
    allow(actor, Action.DISPATCH)
    await check_seen(work, sight, number)
    file = await read_case(work, await case_of_number(work, number))
    case = file.case
    params = {"case_id": case.id, "topic": case.topic, "district": case.district, "street": case.street, **sight.params}
    past, alike = [], []
    if case.topic and case.district:
        past, alike = await work.many(
            (PAST.format(sight=sight.where), {**params, "limit": MOST_UNITS}),
            (ALIKE.format(card=CARD, sight=sight.where), {**params, "limit": MOST_ALIKE}),
        )
    weighed = [vars(one) for one in await weighed_of(file)]
    return {
        "weighed": weighed,
        "duty": duty_view(file.profile, case.topic, Place(case.district, case.street)),
        "past": past_view(past),
        "alike": [card_of(row) for row in alike],
    }


def past_view(rows: list[Any]) -> list[dict[str, Any]]:
    """Units that had the same, with their share in percent and what came of it."""
    total = sum(row[1] for row in rows)
    columns = ("unit", "times", "returned", "solved", "explained", "unsolved", "last_at")
    return [{**dict(zip(columns, row, strict=True)), "share": round(100 * row[1] / total)} for row in rows]


def duty_list(profile: Profile) -> list[dict[str, Any]]:
    """The whole duty list, for looking up by topic and initials on the page."""
    return [
        {
            "topic": duty.topic,
            "level": duty.level,
            "answers": duty.answers,
            "office": office_name(profile, duty.answers),
            "basis": duty.basis,
            "source": duty.source,
            "verified": duty.verified,
        }
        for duty in profile.duties
    ]
