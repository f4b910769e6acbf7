"""The tables of people: staff, sessions, failed sign-ins, citizens. `city_id` is the first column of every key."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from lianxin.kernel.tables import events, metadata, moment

staff = Table(
    "staff",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("login", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False, server_default="", comment="argon2id; empty: no password opens it"),
    Column("roles", ARRAY(Text), nullable=False),
    Column("unit", Text, comment="a unit's code in the city profile"),
    Column("employer", Text, nullable=False, server_default="office", comment="office, provider or unit"),
    Column("locale", Text, nullable=False),
    Column("languages", ARRAY(Text), nullable=False, server_default="{}", comment="what they speak with citizens"),
    Column("active", Boolean, nullable=False, server_default="true"),
    Column(
        "one_time", Boolean, nullable=False, server_default="false", comment="the password opens once, to a new one"
    ),
    moment("created_at"),
    UniqueConstraint("city_id", "login"),
)

# Finds the history of one member of staff in the event log of the city.
Index(
    "ix_events_staff",
    events.c.city_id,
    text("(data->>'staff_id')"),
    events.c.position,
    postgresql_where=text("starts_with(kind, 'people.staff')"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("token_hash", LargeBinary, primary_key=True, comment="SHA-256; the token itself is nowhere"),
    Column("staff_id", UUID(as_uuid=True), nullable=False),
    moment("created_at"),
    moment("expires_at"),
    ForeignKeyConstraint(["city_id", "staff_id"], ["staff.city_id", "staff.id"]),
    Index("ix_sessions_staff", "city_id", "staff_id"),
    comment="times are real ones, also in a city whose clock runs fast",
)

preferences = Table(
    "preferences",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("staff_id", UUID(as_uuid=True), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", JSONB, nullable=False),
    moment("changed_at"),
    ForeignKeyConstraint(["city_id", "staff_id"], ["staff.city_id", "staff.id"]),
    comment="what somebody has set up for themselves",
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("login_hash", LargeBinary, primary_key=True, comment="SHA-256: passwords get typed into the wrong field"),
    moment("since"),
    Column("failures", Integer, nullable=False),
    comment="attempts of a login since its window began; gone after a right one",
)

citizens = Table(
    "citizens",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("sealed", LargeBinary, nullable=False, comment="name, phone, email, id_number under the row's own key"),
    Column("key", LargeBinary, comment="the wrapped key; null: erased"),
    Column("phone_index", Text, comment="keyed fingerprint of the phone; null: none given, or erased"),
    Column("language", Text, nullable=False),
    Column("contact_preference", Text, nullable=False),
    moment("created_at"),
    Index("ix_citizens_phone", "city_id", "phone_index", unique=True),
)
