"""The tables of the city: every profile version that was ever in force, adoptions, committees."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from lianxin.kernel.tables import metadata, moment

profile_versions = Table(
    "profile_versions",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    moment("adopted_at"),
    Column("document", JSONB, nullable=False),
    ForeignKeyConstraint(["city_id"], ["cities.city_id"]),
    comment="a case keeps the version it was born under",
)

committees = Table(
    "committees",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("code", Text, primary_key=True, comment="twelve digits; the first nine are the street's"),
    Column("name", Text, nullable=False),
    ForeignKeyConstraint(["city_id"], ["cities.city_id"]),
    comment="residents' and villagers' committees: too many for a profile that every browser loads",
)

profile_adoptions = Table(
    "profile_adoptions",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("id", UUID(as_uuid=True), primary_key=True, comment="in the order of time"),
    Column("version", Text, nullable=False),
    moment("at"),
    Column("by", Text, nullable=False, comment="a reference, as the event log names who acted"),
    Column("note", Text, nullable=False, comment="why"),
    ForeignKeyConstraint(["city_id", "version"], ["profile_versions.city_id", "profile_versions.version"]),
    Index("ix_profile_adoptions_version", "city_id", "version"),
    comment="every time a version came into force; one that comes back has several",
)
