"""The tables of surge mode."""

from sqlalchemy import Column, DateTime, Float, ForeignKeyConstraint, Index, Integer, SmallInteger, Table, Text

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
    Column("minutes", SmallInteger, comment="in how many minutes the person is there"),
    moment("answered_at", nullable=True),
    ForeignKeyConstraint(["city_id", "surge_id"], ["surges.city_id", "surges.id"]),
    Index("ix_call_ins_staff", "city_id", "surge_id", "staff", unique=True),
    comment="staff who were asked to come in, and what they answered",
)
