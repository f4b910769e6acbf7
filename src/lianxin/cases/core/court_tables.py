"""Tables of deciding which unit is responsible: returns, rulings, opinions."""

from sqlalchemy import Column, Index, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from lianxin.cases.core.tables import of_case
from lianxin.kernel.tables import flag, key, metadata, moment, ref, words


def cites() -> Column[object]:
    """Returns the column with the ids of earlier rulings and return decisions that a reason cites."""
    return Column("cites", ARRAY(UUID(as_uuid=True)), nullable=False, server_default="{}")


order_returns = Table(
    "order_returns",
    metadata,
    *key(),
    ref("case_id"),
    ref("order_id"),
    words("unit"),
    words("reason"),
    words("proposed_unit", nullable=True),
    ref("claim_text"),
    words("asked_by"),
    moment("asked_at"),
    words("decision", nullable=True),
    ref("decision_text", nullable=True),
    words("decided_by", nullable=True),
    moment("decided_at", nullable=True),
    Column("findings", ARRAY(Text), nullable=False, server_default="{}", comment="of each point of the claim"),
    cites(),
    of_case(),
    Index("ix_order_returns_case", "city_id", "case_id"),
    Index("ix_order_returns_unit", "city_id", "unit", "asked_at"),
)

rulings = Table(
    "rulings",
    metadata,
    *key(),
    ref("case_id"),
    words("topic"),
    words("district"),
    words("street"),
    words("called_by"),
    moment("called_at"),
    words("unit", nullable=True),
    words("ruled_by", nullable=True),
    moment("ruled_at", nullable=True),
    ref("ruling_text", nullable=True),
    ref("question_text", nullable=True),
    words("reach", "street"),
    moment("until", nullable=True),
    cites(),
    words("withdrawn_by", nullable=True),
    moment("withdrawn_at", nullable=True),
    ref("withdrawal_text", nullable=True),
    of_case(),
    Index("ix_rulings_question", "city_id", "topic", "district", "street"),
    Index("ix_rulings_case", "city_id", "case_id"),
    comment="responsibility rulings; the latest on a topic and place is a dispatch rule",
)

opinions = Table(
    "opinions",
    metadata,
    *key(),
    ref("case_id"),
    ref("ruling_id"),
    words("asked"),
    words("asked_by"),
    moment("asked_at"),
    moment("due_at", nullable=True),
    ref("question_text"),
    words("given_by", nullable=True),
    moment("given_at", nullable=True),
    ref("opinion_text", nullable=True),
    flag("party"),
    of_case(),
    Index("ix_opinions_case", "city_id", "case_id"),
    Index("ix_opinions_asked", "city_id", "asked", "given_at"),
    comment="who was asked what they think in a responsibility review: `unit:<code>` or `staff:<id>`",
)
