"""The rows that a command changes, as plain dataclasses; fields are named like the columns."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from lianxin.cases.rules.states import CaseStatus, OrderStatus
from lianxin.cases.rules.words import Nature
from lianxin.city import Measure, Temporary
from lianxin.kernel.events import Details
from lianxin.kernel.ids import CaseId, ClockId, OrderId, TextId
from lianxin.kernel.rows import from_fields


@dataclass
class Case:
    """A citizen's request, a row of `cases`; times have a zone, codes are from the profile."""

    id: CaseId
    number: str
    status: str
    nature: str
    urgency: str
    channel: str
    opened_by: str
    opened_at: datetime
    submitted_at: datetime
    changed_at: datetime
    profile_version: str
    link_token: str
    round: int = 1
    resume_to: str | None = None
    urged: bool = False
    expedite: bool = False
    needed_by: datetime | None = None
    confidential: bool = False
    sealed: bool = False
    fast_desk: bool = False
    complained: list[str] = field(default_factory=list[str])
    topic: str = ""
    district: str = ""
    street: str = ""
    address: str = ""
    title: str = ""
    language: str = "zh-CN"
    happened: str = ""
    happened_at: datetime | None = None
    company: str = ""
    company_address: str = ""
    order_number: str = ""
    paid: str = ""
    paid_on: str = ""
    latitude: float | None = None
    longitude: float | None = None
    citizen_id: UUID | None = None
    accepted_at: datetime | None = None
    due_at: datetime | None = None
    next_due_at: datetime | None = None
    next_clock: str | None = None
    next_since: datetime | None = None
    next_unit: str | None = None
    return_units: list[str] = field(default_factory=list[str])
    lead_unit: str | None = None
    returns: int = 0
    reopenings: int = 0
    version: int = 1
    code_hash: str | None = None
    praised_unit: str | None = None
    linked_to: UUID | None = None
    split_from: UUID | None = None
    merged_into: UUID | None = None
    source: str | None = None
    source_key: str | None = None
    call_id: UUID | None = None
    outcome_unit: str | None = None
    outcome_citizen: str | None = None
    outcome_verified: str | None = None
    satisfaction: str | None = None
    verified: bool | None = None
    closed_at: datetime | None = None

    @property
    def state(self) -> CaseStatus:
        return CaseStatus(self.status)

    @property
    def secret(self) -> bool:
        """Whether only people who may see confidential cases see this one; true of every tip-off."""
        return self.confidential or self.nature == Nature.TIP_OFF

    def is_sealed_to(self, ref: str) -> bool:
        """Whether a sealed tip-off is kept from this person, unless a keeper; who writes its draft sees the draft."""
        return self.sealed and not (self.state is CaseStatus.DRAFT and self.opened_by == ref)

    def forget_verdict(self) -> None:
        """Clears verdict and closing time, because the case goes on; the callback of the earlier round keeps them."""
        self.outcome_citizen = self.satisfaction = self.outcome_verified = self.verified = self.closed_at = None


@dataclass
class Order:
    """One unit's task in one round. `role` is lead, co, or sub; `parent_id` is the order above a sub-order.

    `contact_by`: `number` if the unit had opened the citizen's number before the contact; `no_contact` is the reason of
    a reply without contact. `words_key` is the fingerprint of the reply, `copies` the other matters with the same one;
    `reply_seconds` is the measured effort of the reply; `checked_by` passed it while a second person must confirm it.
    """

    id: OrderId
    case_id: CaseId
    round: int
    role: str
    unit: str
    status: str
    rule: str
    dispatched_by: str
    dispatched_at: datetime
    parent_id: UUID | None = None
    returnable: bool = True
    refusals: int = 0
    reasons: dict[str, str] = field(default_factory=dict[str, str])
    signed_at: datetime | None = None
    contacted_at: datetime | None = None
    replied_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str | None = None
    reply_text: UUID | None = None
    contact_by: str | None = None
    no_contact: str | None = None
    doubts: list[str] = field(default_factory=list[str])
    words_key: str | None = None
    copies: int = 0
    reply_seconds: int | None = None
    checked_by: str | None = None

    @property
    def state(self) -> OrderStatus:
        return OrderStatus(self.status)


@dataclass(frozen=True)
class Terms(Details):
    """The explanation of a due time: the limit as promised, pauses (from, until, why), extensions (amount, why).

    Amounts are in `measure`. A clock that ends at a given time has only `until`. `profile` is the version whose
    calendar was used; `needed_by` and `at_most` end the clock if they are earlier than the limit. `temporary` says why
    and until when the limit differs from the usual one.
    """

    measure: Measure = "working_days"
    amount: int = 0
    source: str = ""
    source_en: str = ""
    verified: bool = False
    needed_by: datetime | None = None
    at_most: datetime | None = None
    until: datetime | None = None
    profile: str | None = None
    pauses: tuple[tuple[datetime, datetime, str], ...] = ()
    extensions: tuple[tuple[int, str], ...] = ()
    temporary: Temporary | None = None

    @property
    def extended_by(self) -> int:
        """The sum of all extensions, in the limit's measure."""
        return sum(amount for amount, _why in self.extensions)


@dataclass
class ClockRow:
    """A running limit; `ended` is met, late, missed (nobody was contacted) or cancelled."""

    id: ClockId
    case_id: CaseId
    kind: str
    started_at: datetime
    due_at: datetime
    terms: Terms
    order_id: UUID | None = None
    paused_at: datetime | None = None
    stopped_at: datetime | None = None
    ended: str | None = None
    fired_at: datetime | None = None
    provisional: bool = False

    @property
    def runs(self) -> bool:
        return self.stopped_at is None

    @property
    def state(self) -> str:
        """The state: running, paused, met, late, missed or cancelled."""
        if self.runs:
            return "paused" if self.paused_at else "running"
        return self.ended or "cancelled"


@dataclass
class TextRow:
    """A text that a person wrote."""

    id: TextId
    case_id: CaseId
    kind: str
    body: str
    author: str
    at: datetime
    order_id: UUID | None = None
    to_citizen: bool = False


CaseRow = Case | Order | ClockRow
R = TypeVar("R", bound=CaseRow)


def snapshot(row: R) -> R:
    """Returns a shallow copy of a row, which is enough because lists and JSON are replaced, never changed in place."""
    return from_fields(type(row), **vars(row))


def snapshots(rows: Iterable[CaseRow]) -> dict[UUID, CaseRow]:
    """Returns shallow copies of rows by id."""
    return {row.id: snapshot(row) for row in rows}
