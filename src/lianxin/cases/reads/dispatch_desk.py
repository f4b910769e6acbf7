"""What the dispatch desk sees with a case: the result of every rule, and earlier dispatches with their outcomes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, LiteralString

from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.locking import case_of_number, read_case
from lianxin.cases.core.routing import direction_of, spoken_words, units_named, weighed_of
from lianxin.cases.core.sight import Sight, check_seen
from lianxin.cases.reads.cards import CARD, CaseCard
from lianxin.cases.reads.duties import DutyHere, duty_here
from lianxin.cases.rules.dispatch import Place, Weighed
from lianxin.cases.rules.states import CaseStatus
from lianxin.cases.rules.words import Nature
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, allow

MOST_UNITS = 6
MOST_ALIKE = 50
PAST_DISPATCHES: LiteralString = """
SELECT w.unit, count(*) AS times, count(*) FILTER (WHERE w.status = 'returned') AS returned,
       count(*) FILTER (WHERE c.outcome_verified = 'solved') AS solved,
       count(*) FILTER (WHERE c.outcome_verified = 'explained') AS explained,
       count(*) FILTER (WHERE c.outcome_verified = 'unsolved') AS unsolved, max(w.dispatched_at) AS last_at
FROM cases c JOIN work_orders w ON w.city_id = c.city_id AND w.case_id = c.id AND w.role = 'lead'
WHERE c.city_id = %(city)s AND c.topic = %(topic)s AND c.district = %(district)s
  AND (%(street)s = '' OR c.street = %(street)s) AND c.id <> %(case_id)s
  AND w.dispatched_at > %(now)s - interval '365 days' AND {sight}
GROUP BY w.unit ORDER BY times DESC, last_at DESC LIMIT %(limit)s
"""
CASES_ALIKE: LiteralString = """
SELECT {card} FROM cases c WHERE c.city_id = %(city)s AND c.topic = %(topic)s AND c.district = %(district)s
  AND c.street = %(street)s AND c.status = 'pending_dispatch' AND c.id <> %(case_id)s AND {sight}
ORDER BY c.opened_at LIMIT %(limit)s
"""


@dataclass(frozen=True)
class _PastRow:
    """A row of PAST_DISPATCHES."""

    unit: str
    times: int
    returned: int
    solved: int
    explained: int
    unsolved: int
    last_at: datetime


@dataclass(frozen=True)
class PastUnit:
    """A unit that led cases of the same topic in this place within a year; `share` is in percent."""

    unit: str
    times: int
    share: int
    returned: int
    solved: int
    explained: int
    unsolved: int
    last_at: datetime


@dataclass(frozen=True)
class DispatchPage:
    """Information for choosing the unit; `alike` are similar cases that wait at the desk.

    `complained`: the units complained about. `named`: units on the way that the words of a case to screen name,
    proposed to be added to them.
    """

    weighed: list[Weighed]
    duty: DutyHere | None
    past: list[PastUnit]
    alike: list[CaseCard]
    complained: list[str]
    named: list[str]


async def dispatch_page(work: UnitOfWork, actor: Actor, sight: Sight, number: str) -> DispatchPage:
    """Returns the results of the rules, past dispatches of this topic in this place, and similar cases that wait.

    Raises NoCase, NotPermitted.
    """
    allow(actor, Action.DISPATCH)
    await check_seen(work, sight, number)
    file = await read_case(work, await case_of_number(work, number))
    case = file.case
    params = {"case_id": case.id, "topic": case.topic, "district": case.district, "street": case.street, **sight.params}
    past: list[_PastRow] = []
    alike: list[CaseCard] = []
    if case.topic and case.district:
        async with work.together() as ask:
            past = ask.rows(_PastRow, PAST_DISPATCHES.format(sight=sight.where), **params, limit=MOST_UNITS)
            alike = ask.rows(CaseCard, CASES_ALIKE.format(card=CARD, sight=sight.where), **params, limit=MOST_ALIKE)
    return DispatchPage(
        weighed=await weighed_of(file),
        duty=duty_here(file.profile, case.topic, Place(case.district, case.street)),
        past=past_view(past),
        alike=alike,
        complained=case.complained,
        named=await _named(file),
    )


async def _named(file: CaseFile) -> list[str]:
    """Returns the units that the words of a case to screen name and that are not complained about yet."""
    unit = (await direction_of(file)).unit
    if file.case.state is not CaseStatus.SCREENING or file.case.nature not in _ACCUSES or unit is None:
        return []
    found = units_named(file.profile, unit, await spoken_words(file))
    return [one for one in found if one not in file.blamed]


_ACCUSES: Final = frozenset({Nature.COMPLAINT, Nature.TIP_OFF})


def past_view(rows: Sequence[_PastRow]) -> list[PastUnit]:
    """Returns units with their share in percent and the outcomes."""
    total = sum(row.times for row in rows)
    return [PastUnit(**vars(row), share=round(100 * row.times / total)) for row in rows]
