"""The tables of surge mode."""

from sqlalchemy import (
    Column,
    DateTime,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

from lianxin.kernel.tables import key, metadata, moment, ref

surges = Table(
    "surges",
    metadata,
    *key(),
    Column("cause", Text, nullable=False),
    Column("waiting", Integer, nullable=False, comment="citizens waiting when it began"),
    Column("longest", Float, nullable=False, comment="seconds that the first of them had waited"),
    moment("began_at"),
    Column("began_real", DateTime(timezone=True), nullable=False, comment="real time, for its least duration"),
    Column("began_by", Text, nullable=False),
    moment("ended_at", nullable=True),
    Column("ended_real", DateTime(timezone=True)),
    Column("ended_by", Text),
    Index("ix_surges_open", "city_id", unique=True, postgresql_where="ended_at IS NULL"),
    comment="times of surge mode; at most one is open",
)

call_ins = Table(
    "call_ins",
    metadata,
    *key(),
    ref("surge_id"),
    Column("staff", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    moment("asked_at"),
    Column("answer", Text, comment="coming, not_coming; null: no answer yet"),
    Column("dial_id", UUID(as_uuid=True), comment="the call that rings; null: asked by message only"),
    Column("minutes", SmallInteger, comment="in how many minutes the person is there"),
    moment("answered_at", nullable=True),
    ForeignKeyConstraint(["city_id", "surge_id"], ["surges.city_id", "surges.id"]),
    Index("ix_call_ins_staff", "city_id", "surge_id", "staff", unique=True),
    comment="staff who were asked to come in, and what they answered",
)

surge_topics = Table(
    "surge_topics",
    metadata,
    *key(),
    ref("surge_id"),
    Column("title", Text, nullable=False),
    Column("script", Text, nullable=False, comment="what is said to the citizen"),
    Column("fields", JSONB, nullable=False, comment="of the form: label, kind, options, required"),
    Column("made_by", Text, nullable=False),
    moment("made_at"),
    moment("until_at"),
    moment("ended_at", nullable=True),
    Column("ended_by", Text),
    ForeignKeyConstraint(["city_id", "surge_id"], ["surges.city_id", "surges.id"]),
    Index("ix_surge_topics_surge", "city_id", "surge_id"),
    comment="temporary topics of a surge, with a script and a form",
)

surge_forms = Table(
    "surge_forms",
    metadata,
    *key(),
    ref("topic_id"),
    ref("call_id", nullable=True),
    Column("sealed", LargeBinary, nullable=False, comment="the answers by label, under the row's own key"),
    Column("filled_by", Text, nullable=False),
    moment("filled_at"),
    ForeignKeyConstraint(["city_id", "topic_id"], ["surge_topics.city_id", "surge_topics.id"]),
    Index("ix_surge_forms_topic", "city_id", "topic_id", "filled_at"),
    Index("ix_surge_forms_age", "city_id", "filled_at"),
    comment="temporary forms that were filled for citizens",
)
