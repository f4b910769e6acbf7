"""What operators see of the cases they took: their most frequent topics, and how each case ended."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, LiteralString

from lianxin.cases.core.words_mask import Mask, words_masks
from lianxin.cases.events import CallbackAnswered, CaseMoved, OrderMoved
from lianxin.cases.reads.cards import CARD, CardRow, CaseCard
from lianxin.kernel.decoding import read_event
from lianxin.kernel.events import Event
from lianxin.kernel.work import UnitOfWork

_LATELY: Final = timedelta(days=30)
_MOST: Final = 100
_TOPICS: Final = 20
ENDS: Final = [
    "close_unverified", "close_unasked", "close_with_reason", "withdraw", "merge", "redo", "reopen", "overturn_refusal",
]  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """The number of cases that a person took, and the number and time of the latest one."""

    cases: int
    number: str
    at: datetime


_OWN_EVENTS: LiteralString = (
    " FROM cases c JOIN events e ON e.city_id = c.city_id AND e.case_id = c.id"
    " WHERE c.city_id = %(city)s AND c.opened_by = %(me)s AND c.changed_at > %(now)s - %(lately)s"
    " AND (e.kind = 'callback.answered'"
    " OR e.kind = 'order.moved' AND e.data->>'move' = 'grant_return' AND e.data->>'role' = 'lead'"
    " AND EXISTS (SELECT FROM work_orders w WHERE w.city_id = e.city_id AND w.id = e.order_id"
    " AND w.dispatched_by = %(me)s)"
    " OR e.kind = 'case.moved' AND e.data->>'move' = ANY(%(ends)s))"
)
_RETURN_REASON: LiteralString = (
    "(SELECT ARRAY[r.reason, t.body] FROM order_returns r LEFT JOIN texts t ON t.city_id = r.city_id"
    " AND t.id = r.decision_text WHERE r.city_id = e.city_id AND r.order_id = e.order_id AND r.decision = 'granted'"
    " LIMIT 1)"
)
_CHOSEN_BY_OPERATOR: LiteralString = (
    "coalesce((SELECT w.rule = 'operator' FROM work_orders w WHERE w.city_id = e.city_id AND w.id = e.order_id), false)"
)
OUTCOMES_SEEN: LiteralString = "SELECT position FROM outcomes_seen WHERE city_id = %(city)s AND staff = %(me)s"
_LATEST_OUTCOMES: LiteralString = (
    "SELECT "
    + CARD
    + ", e.position, e.at, e.kind, e.data, "
    + _RETURN_REASON
    + " AS returned, "
    + _CHOSEN_BY_OPERATOR
    + " AS chosen"
    + _OWN_EVENTS
    + " ORDER BY e.position DESC LIMIT 100"
)
UNREAD_OUTCOMES: LiteralString = "SELECT count(*)" + _OWN_EVENTS + " AND e.position > %(seen)s"


async def own_topics(work: UnitOfWork, me: str) -> list[str]:
    """Returns the topic codes of this person's cases of the last 30 days, the most frequent first; at most 20."""
    return await work.column(
        str,
        "SELECT topic FROM cases WHERE city_id = %(city)s AND opened_by = %(me)s"
        " AND changed_at > %(now)s - %(lately)s AND topic <> ''"
        " GROUP BY topic ORDER BY count(*) DESC, max(opened_at) DESC LIMIT %(topics)s",
        me=me,
        lately=_LATELY,
        topics=_TOPICS,
    )


@dataclass(frozen=True)
class _OutcomeRow(CardRow):
    """A row of _LATEST_OUTCOMES. `returned`: reason and text of a granted return; `chosen`: a person chose it."""

    position: int
    at: datetime
    kind: str
    data: dict[str, Any]
    returned: list[str | None] | None
    chosen: bool


@dataclass(frozen=True)
class OwnOutcome:
    """One outcome of a case. `what` is a move or `called_back`; `reason` is a code, `words` a masked text.

    `chosen`: a unit returned the order that the operator had sent to it by choice, not by a rule.
    """

    position: int
    at: datetime
    unread: bool
    what: str
    outcome: str | None
    satisfaction: str | None
    reason: str | None
    words: str
    unit: str | None
    chosen: bool
    card: CaseCard


@dataclass(frozen=True)
class OwnOutcomes:
    """Outcomes, the latest first; `unread` is the number of new ones."""

    items: list[OwnOutcome]
    unread: int


async def own_outcomes(work: UnitOfWork, me: str) -> OwnOutcomes:
    """Returns the outcomes of this person's cases of the last 30 days, the latest first; at most 100."""
    seen = await work.value(OUTCOMES_SEEN, me=me) or 0
    rows = await work.rows(_OutcomeRow, _LATEST_OUTCOMES, me=me, lately=_LATELY, ends=ENDS)
    masks = await words_masks(work, {row.card.id for row in rows})
    items = [outcome(row, seen, masks.of(row.card.id)) for row in rows]
    return OwnOutcomes(items, sum(item.unread for item in items))


def outcome(row: _OutcomeRow, seen: int, mask: Mask) -> OwnOutcome:
    """Returns one outcome; events after position `seen` are unread."""
    event = read_event(row.kind, row.data)
    reason, words = row.returned or (reason_of(event), "")
    answered = event if isinstance(event, CallbackAnswered) else None
    return OwnOutcome(
        position=row.position,
        at=row.at,
        unread=row.position > seen,
        what=event.move if isinstance(event, CaseMoved | OrderMoved) else "called_back",
        outcome=answered.outcome if answered else None,
        satisfaction=answered.satisfaction if answered else None,
        reason=reason,
        words=mask(words or ""),
        unit=event.unit if isinstance(event, OrderMoved) else None,
        chosen=row.chosen and isinstance(event, OrderMoved),
        card=row.card,
    )


def reason_of(event: Event) -> str | None:
    """Returns the code of the reason, or None if the event has none."""
    if isinstance(event, CallbackAnswered):
        return event.reason
    return event.details.reason if isinstance(event, CaseMoved) and event.details else None


async def see_outcomes(work: UnitOfWork, me: str, position: int) -> None:
    """Marks outcomes up to this position as read; a lower position changes nothing."""
    await work.run(
        "INSERT INTO outcomes_seen (city_id, staff, position) VALUES (%(city)s, %(me)s, %(position)s)"
        " ON CONFLICT (city_id, staff) DO UPDATE SET position = greatest(outcomes_seen.position, excluded.position)",
        me=me,
        position=position,
    )


@dataclass(frozen=True)
class _TakenRow(Taken):
    """Taken, with the reference of the person."""

    opened_by: str


async def taken_since(work: UnitOfWork, refs: Collection[str], since: datetime) -> dict[str, Taken]:
    """Returns the cases taken since then by person; persons who took none are left out."""
    rows = await work.rows(
        _TakenRow,
        "SELECT opened_by, count(*) AS cases, (array_agg(number ORDER BY opened_at DESC))[1] AS number,"
        " max(opened_at) AS at FROM cases"
        " WHERE city_id = %(city)s AND opened_by = ANY(%(refs)s) AND NOT sealed AND changed_at >= %(since)s"
        " AND opened_at >= %(since)s GROUP BY opened_by",
        refs=list(refs),
        since=since,
    )
    return {row.opened_by: row for row in rows}
