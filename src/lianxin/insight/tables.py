"""Tables of the facts that figures count. They are folded from the event log (`rules/fold.py`) and can be rebuilt.

`city_id` is the first column of every key. No foreign key refers to rows of other features, because the log may
mention rows that are erased.
"""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from lianxin.kernel.tables import key, metadata, moment, ref


def code(name: str, *, nullable: bool = False) -> Column[str]:
    """Returns a column for a code of the system or the city."""
    return Column(name, Text, nullable=nullable)


def fact(name: str) -> Column[bool]:
    """Returns a boolean column that is not null."""
    return Column(name, Boolean, nullable=False)


def number(name: str, *, nullable: bool = False) -> Column[int]:
    """Returns an integer column."""
    return Column(name, Integer, nullable=nullable)


NOT_ENDED = "ended IS NULL"
_AT_WORK = "status NOT IN ('closed', 'archived', 'void', 'withdrawn', 'merged', 'answered', 'not_accepted')"

case_facts = Table(
    "case_facts",
    metadata,
    *key(),
    code("number"),
    code("channel"),
    code("nature"),
    code("urgency"),
    code("topic"),
    code("district"),
    ref("citizen_id", nullable=True),
    moment("came_at"),
    moment("opened_at"),
    code("status"),
    number("round"),
    code("unit", nullable=True),
    ref("primary_id", nullable=True),
    moment("accepted_at", nullable=True),
    fact("direct"),
    moment("closed_at", nullable=True),
    code("closing", nullable=True),
    code("outcome_unit", nullable=True),
    code("outcome_citizen", nullable=True),
    code("outcome", nullable=True),
    fact("excluded"),
    code("withdrawn", nullable=True),
    Index("ix_case_facts_came", "city_id", "came_at", postgresql_include=["status", "topic", "district", "unit"]),
    Index("ix_case_facts_accepted", "city_id", "accepted_at"),
    Index("ix_case_facts_closed", "city_id", "closed_at"),
    Index("ix_case_facts_citizen", "city_id", "citizen_id", "topic", "opened_at"),
    Index("ix_case_facts_open", "city_id", "status", postgresql_where=_AT_WORK, postgresql_include=["unit"]),
    comment="one row a case, as the log tells it; what figures are counted from",
)

order_facts = Table(
    "order_facts",
    metadata,
    *key(),
    ref("case_id"),
    code("unit"),
    code("role"),
    number("round"),
    moment("dispatched_at"),
    fact("first"),
    code("status"),
    moment("signed_at", nullable=True),
    moment("contacted_at", nullable=True),
    moment("replied_at", nullable=True),
    number("reply_seconds", nullable=True),
    number("reply_presses", nullable=True),
    code("outcome", nullable=True),
    code("contact_by", nullable=True),
    Column("no_contact", Boolean, nullable=False, server_default="false"),
    Column("boilerplate", Boolean, nullable=False, server_default="false"),
    moment("return_asked_at", nullable=True),
    code("return_decision", nullable=True),
    moment("return_decided_at", nullable=True),
    number("decision_seconds", nullable=True),
    fact("displaced"),
    number("extensions"),
    fact("excluded"),
    Index("ix_order_facts_case", "city_id", "case_id"),
    Index("ix_order_facts_dispatched", "city_id", "dispatched_at"),
    Index("ix_order_facts_replied", "city_id", "replied_at"),
    Index("ix_order_facts_decided", "city_id", "return_decided_at"),
)

clock_facts = Table(
    "clock_facts",
    metadata,
    *key(),
    ref("case_id"),
    ref("order_id", nullable=True),
    code("unit", nullable=True),
    code("role", nullable=True),
    code("kind"),
    moment("started_at"),
    moment("due_at"),
    fact("response"),
    fact("paused"),
    fact("fired"),
    code("ended", nullable=True),
    moment("ended_at", nullable=True),
    code("usual", nullable=True),
    Index("ix_clock_facts_case", "city_id", "case_id"),
    Index("ix_clock_facts_due", "city_id", "due_at"),
    Index(
        "ix_clock_facts_running",
        "city_id",
        "kind",
        "due_at",
        postgresql_where=NOT_ENDED,
        postgresql_include=["unit", "role", "paused"],
    ),
)

callback_facts = Table(
    "callback_facts",
    metadata,
    *key(),
    ref("case_id"),
    code("unit", nullable=True),
    number("round"),
    code("method"),
    moment("planned_at"),
    code("outcome_unit", nullable=True),
    number("attempts"),
    moment("answered_at", nullable=True),
    code("outcome", nullable=True),
    code("satisfaction", nullable=True),
    code("reason", nullable=True),
    Index("ix_callback_facts_case", "city_id", "case_id"),
    Index("ix_callback_facts_answered", "city_id", "answered_at"),
)
