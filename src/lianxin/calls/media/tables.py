"""The tables of media: what calls hold on the media servers, recordings, legal holds, and the cases of a call."""

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKeyConstraint, Index, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from lianxin.kernel.tables import key, metadata, moment, ref

media_holds = Table(
    "media_holds",
    metadata,
    *key(),
    ref("call_id"),
    Column("kind", Text, nullable=False, comment="room or leg"),
    Column("name", Text, nullable=False, comment="the id on the media server"),
    moment("held_at"),
    moment("renewed_at"),
    moment("released_at", nullable=True),
    Index("ix_media_holds_held", "city_id", "kind", "name", postgresql_where="released_at IS NULL"),
    Index("ix_media_holds_call", "city_id", "call_id"),
    comment="rooms and legs that a call uses; a row is older than what it names. Times are real ones",
)

recordings = Table(
    "recordings",
    metadata,
    *key(),
    ref("call_id"),
    Column("citizen_id", UUID(as_uuid=True), comment="whose key wraps the key; null: the master key wraps it"),
    Column("room", BigInteger, nullable=False),
    moment("started_at"),
    moment("ended_at", nullable=True),
    moment("sealed_at", nullable=True),
    Column("empty", Boolean, nullable=False, server_default="false", comment="no sound was captured"),
    Column("seconds", Float),
    Column("bytes", BigInteger, comment="of the plain FLAC"),
    Column("sha256", Text, comment="of the plain FLAC"),
    Column("tapes", JSONB, comment="the raw tapes with their digests, the marks made meanwhile, changed tapes"),
    Column("key", LargeBinary, comment="the wrapped key of the sealed file; null: erased, or no sound"),
    Column("peaks", LargeBinary, comment="the loudness of both channels for the player, sealed by the same key"),
    moment("erased_at", nullable=True),
    ForeignKeyConstraint(["city_id", "citizen_id"], ["citizens.city_id", "citizens.id"]),
    Index("ix_recordings_call", "city_id", "call_id"),
    Index("ix_recordings_unsealed", "city_id", postgresql_where="sealed_at IS NULL"),
    Index("ix_recordings_kept", "city_id", "sealed_at", postgresql_where="erased_at IS NULL"),
    comment="recordings of calls; the sound is a sealed file named by the id",
)

legal_holds = Table(
    "legal_holds",
    metadata,
    *key(),
    ref("call_id"),
    Column("reason", Text, nullable=False),
    Column("set_by", Text, nullable=False, comment="who: `staff:<id>`"),
    moment("set_at"),
    Column("lift_reason", Text),
    Column("lifted_by", Text),
    moment("lifted_at", nullable=True),
    Column("lift_signature", Text, comment="keyed hash of the row; a lifting without the right one does not count"),
    Index("ix_legal_holds_call", "city_id", "call_id"),
    comment="recordings and transcripts of these calls are not erased by age",
)

call_cases = Table(
    "call_cases",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("case_id", UUID(as_uuid=True), primary_key=True),
    Column("call_id", UUID(as_uuid=True), primary_key=True),
    Column("number", Text, nullable=False),
    Column("reason", Text, nullable=False, server_default="opened", comment="opened, case, callback, contact"),
    Column("opened_by", Text, nullable=False, comment="who opened the case or placed the call: `staff:<id>`"),
    ForeignKeyConstraint(["city_id", "case_id"], ["cases.city_id", "cases.id"]),
    Index("ix_call_cases_call", "city_id", "call_id"),
    Index("ix_call_cases_number", "city_id", "number"),
    comment="the cases that each call is about: opened in it, from the log, or called about",
)
