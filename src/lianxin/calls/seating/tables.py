"""The tables of seats: what an administrator set, and the legs of their telephones. Numbers and secrets are sealed."""

from sqlalchemy import Column, DateTime, ForeignKeyConstraint, Index, LargeBinary, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import UUID

from lianxin.kernel.tables import key, metadata, moment

seat_setups = Table(
    "seat_setups",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("staff", Text, primary_key=True),
    Column("place", Text, nullable=False, server_default="centre", comment="centre, sub_centre, home, disaster"),
    Column("account", Text, comment="the user of its SIP phone; null: it has none"),
    Column("secret_sealed", LargeBinary, comment="the digest (HA1) of the SIP phone's password"),
    Column("mobile_sealed", LargeBinary, comment="the telephone that is rung through the trunk; null: none"),
    Column("changed_by", Text, nullable=False),
    moment("changed_at"),
    Index("ix_seat_setups_account", "city_id", "account", unique=True, postgresql_where="account IS NOT NULL"),
    comment="what an administrator set for the seat of a member of staff",
)

seat_skills = Table(
    "seat_skills",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("staff", Text, primary_key=True),
    Column("skill", Text, primary_key=True),
    Column("level", SmallInteger, nullable=False, comment="0: the seat does not have this skill"),
    comment="levels that an administrator set; a seat without a row has the usual level",
)

seat_legs = Table(
    "seat_legs",
    metadata,
    *key(),
    Column("call_id", UUID(as_uuid=True), nullable=False),
    Column("staff", Text, nullable=False),
    Column("voice", Text, nullable=False, comment="phone, mobile"),
    Column("dial_id", UUID(as_uuid=True), comment="the outgoing call that the budget counts; null: a SIP phone"),
    Column("offer_sealed", LargeBinary, comment="our session description; null: not placed yet"),
    Column("rung_at", DateTime(timezone=True), nullable=False, comment="this and the next two are real times"),
    Column("answered_at", DateTime(timezone=True)),
    Column("ended_at", DateTime(timezone=True), comment="null: it rings or talks"),
    ForeignKeyConstraint(["city_id", "call_id"], ["calls.city_id", "calls.id"]),
    Index("ix_seat_legs_open", "city_id", "call_id", postgresql_where="ended_at IS NULL"),
    comment="telephones of seats that were rung for a call; the id is that of the SIP leg",
)
