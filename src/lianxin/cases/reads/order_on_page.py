"""A work order as the page of its case shows it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lianxin.cases.core.rows import Order
from lianxin.city import Profile
from lianxin.kernel.rows import from_fields


@dataclass(frozen=True)
class OrderOnPage:
    """One unit's task in one round.

    `contact_by`: `number` if the unit opened the citizen's number before the contact; `no_contact`: why it contacted
    nobody. `doubts` of the reply; `copies`: other matters with the same words. `checked_by` passed a doubtful reply.
    """

    id: UUID
    round: int
    role: str
    unit: str
    unit_name: str
    status: str
    rule: str
    reasons: dict[str, str]
    parent_id: UUID | None
    returnable: bool
    refusals: int
    dispatched_by: str
    dispatched_at: datetime
    signed_at: datetime | None
    contacted_at: datetime | None
    replied_at: datetime | None
    ended_at: datetime | None
    outcome: str | None
    reply_text: UUID | None
    contact_by: str | None
    no_contact: str | None
    doubts: list[str]
    copies: int
    reply_seconds: int | None
    checked_by: str | None


def order_view(profile: Profile, order: Order) -> OrderOnPage:
    """Returns an order with its unit's name."""
    facts = {name: value for name, value in vars(order).items() if name not in {"case_id", "words_key"}}
    return from_fields(OrderOnPage, **facts, unit_name=profile.unit_name(order.unit))
