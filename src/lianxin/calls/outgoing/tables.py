"""The tables of outgoing calls. A number is sealed, and deleted when the row needs it no more. Times are real ones."""

from sqlalchemy import Boolean, Column, DateTime, Index, LargeBinary, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from lianxin.kernel.tables import key, metadata

ring_backs = Table(
    "ring_backs",
    metadata,
    *key(),
    Column("state", Text, nullable=False, comment="waiting, dialling, reached, struck_off"),
    Column("number_sealed", LargeBinary, comment="null: the row needs it no more"),
    Column("number_hash", Text, nullable=False, comment="keyed fingerprint of the number"),
    Column("promised", Boolean, nullable=False, comment="the caller accepted a ring-back; false: a missed call"),
    Column("priority", SmallInteger, nullable=False),
    Column("queue", Text, nullable=False),
    Column("levels", JSONB, nullable=False, comment="the skills that the call needs, by name"),
    Column("since", DateTime(timezone=True), nullable=False, comment="the place in the order"),
    Column("until", DateTime(timezone=True), nullable=False, comment="the latest time of an attempt"),
    Column("not_before", DateTime(timezone=True), nullable=False, comment="the time of the next attempt"),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column(
        "merged", ARRAY(UUID(as_uuid=True)), nullable=False, server_default="{}", comment="later calls of the number"
    ),
    Column("reason", Text, comment="why it was struck off"),
    Column("closed_at", DateTime(timezone=True), comment="when it was reached or struck off"),
    Index(
        "ix_ring_backs_number",
        "city_id",
        "number_hash",
        unique=True,
        postgresql_where="state IN ('waiting', 'dialling')",
    ),
    Index(
        "ix_ring_backs_waiting", "city_id", "promised", "priority", "since", "id", postgresql_where="closed_at IS NULL"
    ),
    comment="callers to be rung back, one row for each number; the id is that of the first call",
)

dialled_calls = Table(
    "dialled_calls",
    metadata,
    *key(),
    Column("purpose", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("made_by", Text, nullable=False, comment="`staff:<id>` or `system`"),
    Column("number_sealed", LargeBinary, comment="the called telephone; null: the call is over"),
    Column("number_hash", Text, nullable=False, comment="keyed fingerprint of the number"),
    Column("desk_sealed", LargeBinary, comment="the desk telephone that rings first; null: a seat, or nobody"),
    Column("call_id", UUID(as_uuid=True), comment="the call that is rung back"),
    Column("case_id", UUID(as_uuid=True)),
    Column("citizen_id", UUID(as_uuid=True), comment="who is called about the case"),
    Column("order_id", UUID(as_uuid=True)),
    Column("unit", Text, comment="the unit whose telephone rings"),
    Column("name", Text, nullable=False, server_default="", comment="whose duty telephone rings, as in the roster"),
    Column("result", Text),
    Column("owner", Text, comment="the controller that places the call; null: not yet"),
    Column("desk_line", UUID(as_uuid=True), comment="the SIP leg of the desk telephone"),
    Column("called_line", UUID(as_uuid=True), comment="the SIP leg of the called telephone"),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("answered_at", DateTime(timezone=True)),
    Column("acknowledged_at", DateTime(timezone=True), comment="when the key was pressed that acknowledges"),
    Column("given_up_at", DateTime(timezone=True), comment="when the person who began it wanted to hang up"),
    Column("ended_at", DateTime(timezone=True)),
    Index("ix_dialled_calls_live", "city_id", "number_hash", postgresql_where="ended_at IS NULL"),
    Index("ix_dialled_calls_made_by", "city_id", "made_by", "asked_at"),
    Index("ix_dialled_calls_asked", "city_id", "asked_at"),
    Index("ix_dialled_calls_case", "city_id", "case_id", "asked_at", postgresql_where="case_id IS NOT NULL"),
    comment="calls that this program placed, one row for each attempt; the id is that of the call",
)
