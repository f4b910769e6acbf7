"""The tables of calls and seats. `city_id` is the first column of every key."""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Float,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

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
    Column("seat_group", SmallInteger, nullable=False, server_default="0"),
    Column("queues", ARRAY(Text), nullable=False, server_default="{}"),
    Column("offers", ARRAY(Text), nullable=False, server_default="{}", comment="skill:level, every level it has"),
    Column("rested_at", DateTime(timezone=True), comment="its place among ready seats; null: gets no calls"),
    Column("unanswered", SmallInteger, nullable=False, server_default="0", comment="calls in a row it did not answer"),
    Column("call_id", UUID(as_uuid=True), comment="the call that rings at it or is talked at it"),
    Column("lease_until", DateTime(timezone=True), comment="when a reservation ends; real time"),
    Index(
        "ix_seats_ready",
        "city_id",
        "seat_group",
        "rested_at",
        "staff",
        postgresql_where="state = 'ready' AND rested_at IS NOT NULL",
    ),
    Index("ix_seats_call", "city_id", "call_id", unique=True, postgresql_where="call_id IS NOT NULL"),
    Index("ix_seats_lease", "city_id", "lease_until", postgresql_where="lease_until IS NOT NULL"),
    comment="what each seat is doing now; the log has what it did",
)

waiting_calls = Table(
    "waiting_calls",
    metadata,
    *key(),
    Column("priority", SmallInteger, nullable=False),
    Column("since", DateTime(timezone=True), nullable=False, comment="the place in the order; real time"),
    Column("queue", Text, nullable=False),
    Column("demands", JSONB, nullable=False, comment="how the call is relaxed: [after, needs, reach] in order"),
    Column("needs", ARRAY(Text), nullable=False, comment="the skills needed now, skill:level"),
    Column("reach", SmallInteger, nullable=False, comment="the last group of seats that may take it now"),
    Column("relaxes_at", DateTime(timezone=True), comment="when needs and reach change; null: never"),
    Column("refused", ARRAY(Text), nullable=False, server_default="{}", comment="seats that did not answer it"),
    Column("demand", Text(collation="C"), nullable=False, comment="equal for calls that the same seats fit"),
    Column("seat", Text, comment="the seat at which it rings; null: waits"),
    Index("ix_waiting_calls_demand", "city_id", "demand", "priority", "since", "id", postgresql_where="seat IS NULL"),
    Index("ix_waiting_calls_relaxes", "city_id", "relaxes_at", postgresql_where="seat IS NULL"),
    comment="citizens on the line; a row ends when a seat answers or the citizen hangs up",
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

sip_controllers = Table(
    "sip_controllers",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("address", Text, nullable=False, comment="host:port of its SIP listener"),
    Column("epoch", BigInteger, nullable=False, comment="rises with every start of any controller of the city"),
    moment("seen_at"),
    comment="processes that own SIP legs; one that starts again or is taken over gets a new epoch",
)

sip_legs = Table(
    "sip_legs",
    metadata,
    *key(),
    Column("call_key", Text, nullable=False, comment="Call-ID and the tag of the side that called"),
    Column("state", Text, nullable=False),
    Column("owner", Text, nullable=False, comment="name of the controller"),
    Column("epoch", BigInteger, nullable=False, comment="a write with another epoch is refused"),
    moment("saved_at"),
    Column("sealed", LargeBinary, nullable=False, comment="the dialog: numbers, tags, routes, deadlines"),
    Index("ix_sip_legs_owner", "city_id", "owner"),
    Index("ix_sip_legs_call_key", "city_id", "call_key", unique=True),
    comment="SIP dialogs that have not ended; each is saved before a message of it is sent",
)
