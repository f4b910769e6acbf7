"""Whom the hotline rings for a critical order that its unit has not acted on, in order of escalation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lianxin.cases.core.rows import Order
from lianxin.cases.rules.states import OrderStatus
from lianxin.cases.rules.words import Urgency
from lianxin.city import Profile, ringing_order
from lianxin.people import Action, Actor, permitted

_WAITING = frozenset({OrderStatus.DISPATCHED, OrderStatus.IN_PROGRESS})


@dataclass(frozen=True)
class OnDuty:
    """A person or telephone on duty now, of the order's unit or of one above it."""

    unit: str
    unit_name: str
    name: str
    phone: str


@dataclass(frozen=True)
class Ringing:
    """An order whose unit must be rung, and whom to ring, first to last; without any, no duty telephone is known."""

    order_id: UUID
    unit: str
    people: list[OnDuty]


def ringing_of(profile: Profile, actor: Actor, urgency: str, orders: Iterable[Order], now: datetime) -> list[Ringing]:
    """Returns the orders of a critical case without a first contact, for those who may press units; else nothing."""
    if urgency != Urgency.CRITICAL or not permitted(actor, Action.URGE):
        return []
    waiting = (one for one in orders if one.state in _WAITING and one.contacted_at is None)
    return [Ringing(one.id, one.unit, _people(profile, one.unit, now)) for one in waiting]


def _people(profile: Profile, unit: str, now: datetime) -> list[OnDuty]:
    line = (unit, *profile.codes_above(unit))
    found = ringing_order(profile.duty_rules.roster, line, now.astimezone(profile.zone))
    return [OnDuty(one.unit, profile.unit_name(one.unit), one.name, one.phone) for one in found]
