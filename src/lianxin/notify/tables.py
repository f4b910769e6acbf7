"""The outbox. A message contains its facts and its citizen; the address is read from the vault at sending."""

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index, Integer, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB, UUID

from lianxin.kernel.tables import metadata, moment

messages = Table(
    "messages",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("id", UUID(as_uuid=True), primary_key=True, comment="also the provider's idempotency key"),
    Column("case_id", UUID(as_uuid=True), comment="null: an alarm to the shift lead"),
    Column("citizen_id", UUID(as_uuid=True), comment="null: an alarm to the shift lead"),
    Column("caused_by", BigInteger, nullable=False, comment="position of the event in the feed"),
    Column("template", Text, nullable=False),
    Column("channel", Text, nullable=False, comment="sms or email"),
    Column("language", Text, nullable=False),
    Column("facts", JSONB, nullable=False, comment="what fills the template; no personal data, no link"),
    Column("status", Text, nullable=False, server_default="queued", comment="queued, failed, sent, gave_up"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("last_error", Text),
    moment("queued_at"),
    moment("sent_at", nullable=True),
    moment("used_at", nullable=True),
    Column("provider_id", Text),
    ForeignKeyConstraint(["city_id", "citizen_id"], ["citizens.city_id", "citizens.id"]),
    UniqueConstraint("city_id", "caused_by"),
    Index("ix_messages_case", "city_id", "case_id"),
    Index("ix_messages_citizen", "city_id", "citizen_id", "queued_at"),
    Index("ix_messages_status", "city_id", "status"),
)
