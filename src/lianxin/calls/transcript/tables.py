"""The tables of transcripts. `city_id` is the first column of every key."""

from sqlalchemy import Column, Float, ForeignKeyConstraint, Index, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import UUID

from lianxin.kernel.tables import key, metadata, moment, ref

transcripts = Table(
    "transcripts",
    metadata,
    *key(),
    Column("citizen_id", UUID(as_uuid=True), comment="whose key wraps the key; null: the master key wraps it"),
    Column("key", LargeBinary, comment="the wrapped key of the sentences; null: erased"),
    moment("started_at"),
    moment("ended_at", nullable=True),
    moment("erased_at", nullable=True),
    ForeignKeyConstraint(["city_id", "citizen_id"], ["citizens.city_id", "citizens.id"]),
    Index("ix_transcripts_kept", "city_id", "started_at", postgresql_where="erased_at IS NULL"),
    comment="what was said in calls, as a recogniser of speech heard it; the id is that of the call",
)

transcript_lines = Table(
    "transcript_lines",
    metadata,
    *key(),
    ref("call_id"),
    Column("speaker", Text, nullable=False, comment="citizen or seat"),
    Column("began", Float, nullable=False, comment="seconds since the start of the transcript"),
    Column("sealed", LargeBinary, nullable=False, comment="the sentence, sealed by the key of the transcript"),
    Index("ix_transcript_lines_call", "city_id", "call_id", "began", "id"),
    comment="one sentence of one speaker each",
)
