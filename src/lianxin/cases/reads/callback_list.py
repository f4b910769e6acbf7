"""The list of citizens to call back, in its fair order."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, LiteralString
from uuid import UUID

from lianxin.cases.core.callbacks import closed_until
from lianxin.cases.core.sight import Sight
from lianxin.cases.reads.cards import CARD, CardRow, CaseCard, card_with
from lianxin.cases.reads.lists import CITY_DESKS
from lianxin.cases.rules.callbacks import attempt_policy, is_evening, owes_evening
from lianxin.cases.rules.fair_order import Turn, Waiting, fair_order
from lianxin.cases.rules.words import Urgency
from lianxin.city import Profile
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, allow, with_number

_LOOKED_AT = 2000  # waiting callbacks, the most urgent ones, that the fair order sorts
_SHOWN = 200
USUAL = timedelta(days=2)  # due time after planning, if the callback has no clock

_COUNTED: LiteralString = "jsonb_array_length(jsonb_path_query_array(b.attempts, '$.made[*] ? (@.counts == true)'))"
CALLBACK_LIST: LiteralString = (
    """
SELECT p.position, w.id IS NOT NULL AS found, w.* FROM (SELECT position FROM cities WHERE city_id = %(city)s) p
LEFT JOIN LATERAL (
  SELECT b.id AS callback_id, c.citizen_id, b.method, b.language, b.not_before, b.created_at, b.promised_at,
    jsonb_array_length(b.attempts->'made') AS made, """
    + _COUNTED
    + """ AS counted,
    coalesce((SELECT k.due_at FROM clocks k WHERE k.city_id = c.city_id AND k.case_id IN (c.id, c.merged_into)
              AND k.kind = 'callback' AND k.stopped_at IS NULL ORDER BY k.case_id = c.id DESC LIMIT 1),
             b.created_at + %(usual)s) AS call_due, """
    + CARD
    + """
  FROM cases c JOIN callbacks b ON b.city_id = c.city_id AND b.case_id = c.id AND b.status = 'waiting'
  WHERE c.city_id = %(city)s AND b.not_before <= %(now)s AND """
    + CITY_DESKS["callback"]
    + " AND {sight}"
    + """
  ORDER BY c.urgency = 'critical' DESC, b.promised_at IS NULL, call_due LIMIT %(most)s) w ON true
"""
)


@dataclass(frozen=True)
class _CallRow(CardRow):
    """A row of CALLBACK_LIST. An empty list has one row without a case: `found` is False, all but `position` null."""

    position: int
    found: bool
    callback_id: UUID
    citizen_id: UUID | None
    method: str
    language: str
    not_before: datetime
    created_at: datetime
    promised_at: datetime | None
    made: int
    counted: int
    call_due: datetime


@dataclass(frozen=True)
class Call:
    """The reason of the citizen's place, and how to ask. `spoken`: the viewer speaks the language; `made`: attempts.

    `closed_until`: the citizen may be called from then on; null: now.
    """

    turn: Literal["critical", "promised", "evening", "late", "due", "tonight", "later"]
    method: str
    language: str
    spoken: bool
    due_at: datetime
    promised_at: datetime | None
    made: int
    closed_until: datetime | None


@dataclass(frozen=True)
class CallCard(CaseCard):
    """The card of a case whose citizen is to be called back."""

    call: Call


@dataclass(frozen=True)
class CallbackList:
    """A page of the citizens to call, in order; `next_cursor` is the place of the next page's first one."""

    items: list[CallCard]
    next_cursor: str | None
    position: int


async def callback_list(
    work: UnitOfWork, actor: Actor, profile: Profile, sight: Sight, speaks: Collection[str], start: int = 0
) -> CallbackList:
    """Returns the citizens to call in order, each with the reason; _SHOWN of them from place `start`.

    A citizen whose number was erased is not on the list. Raises NotPermitted.
    """
    allow(actor, Action.CALL_BACK)
    statement: LiteralString = CALLBACK_LIST.replace("{sight}", sight.where)
    rows = await work.rows(_CallRow, statement, **sight.params, usual=USUAL, most=_LOOKED_AT)
    local = work.now.astimezone(profile.zone)
    reached = await with_number(work, {row.citizen_id for row in rows if row.found and row.citizen_id})
    found = {row.callback_id: row for row in rows if row.found and row.citizen_id in reached}
    closed = {one: _closed_until(profile, row, work.now) for one, row in found.items()}
    waiting = [waiting_of(profile, row, closed=closed[one] is not None) for one, row in found.items()]
    ordered = fair_order(waiting, work.now, evening=is_evening(profile.callback, local), speaks=speaks)
    return CallbackList(
        items=[called(found[one.id], turn, speaks, closed[one.id]) for one, turn in ordered[start : start + _SHOWN]],
        next_cursor=str(start + _SHOWN) if len(ordered) > start + _SHOWN else None,
        position=rows[0].position if rows else 0,
    )


def _closed_until(profile: Profile, row: _CallRow, now: datetime) -> datetime | None:
    """Returns the time from which the citizen of a row may be called, None if now."""
    return closed_until(profile, row.card.urgency, row.method, row.promised_at, now)


def waiting_of(profile: Profile, row: _CallRow, *, closed: bool) -> Waiting:
    """Returns a row of CALLBACK_LIST as input of the fair order."""
    return Waiting(
        id=row.callback_id,
        critical=row.card.urgency == Urgency.CRITICAL,
        due_at=row.call_due,
        since=row.created_at,
        not_before=row.not_before,
        promised_at=row.promised_at,
        evening=owes_evening(attempt_policy(profile.callback, row.card.urgency), row.counted),
        language=row.language,
        closed=closed,
    )


def called(row: _CallRow, turn: Turn, speaks: Collection[str], closed: datetime | None) -> CallCard:
    """Returns the card of a row."""
    spoken = row.language in speaks
    call = Call(turn.value, row.method, row.language, spoken, row.call_due, row.promised_at, row.made, closed)
    return card_with(CallCard, row.card, call=call)
