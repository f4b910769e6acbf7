"""The tables of calls and seats. `city_id` is the first column of every key."""

from sqlalchemy import Column, Float, ForeignKeyConstraint, Index, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from lianxin.kernel.tables import key, metadata, moment

calls = Table(
    "calls",
    metadata,
    *key(),
    Column("channel", Text, nullable=False),
    Column("seat", Text, nullable=False, comment="who spoke: `staff:<id>`"),
    Column("kind", Text, comment="null: warned, and not ended yet"),
    moment("started_at"),
    moment("warned_at", nullable=True),
    moment("ended_at", nullable=True),
    Column("citizen_id", UUID(as_uuid=True)),
    Column("case_id", UUID(as_uuid=True), comment="which case it was about; none was opened by it"),
    Column("form_time", Float, comment="seconds from the end of the call until it was written down"),
    ForeignKeyConstraint(["city_id", "citizen_id"], ["citizens.city_id", "citizens.id"]),
    ForeignKeyConstraint(["city_id", "case_id"], ["cases.city_id", "cases.id"]),
    Index("ix_calls_seat", "city_id", "seat", "started_at"),
    comment="calls that ended without a case, and what was said of them; no words, no number",
)

seats = Table(
    "seats",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("staff", Text, primary_key=True),
    Column("state", Text, nullable=False),
    moment("since"),
    comment="what each seat is doing now; the log has what it did",
)

seat_assignments = Table(
    "seat_assignments",
    metadata,
    *key(),
    Column("staff", Text, nullable=False),
    Column("queues", ARRAY(Text), nullable=False),
    Column("made_by", Text, nullable=False),
    moment("made_at"),
    Index("ix_seat_assignments_staff", "city_id", "staff", "made_at"),
    comment="which queues a seat serves; the latest is in force",
)

help_requests = Table(
    "help_requests",
    metadata,
    *key(),
    Column("staff", Text, nullable=False),
    Column("reason", Text, nullable=False),
    moment("raised_at"),
    Column("answered_by", Text),
    moment("answered_at", nullable=True),
    Column("cleared_by", Text),
    moment("cleared_at", nullable=True),
    Index(
        "ix_help_requests_open",
        "city_id",
        "staff",
        unique=True,
        postgresql_where="cleared_at IS NULL",
    ),
    comment="hands raised; a seat has one at a time",
)
