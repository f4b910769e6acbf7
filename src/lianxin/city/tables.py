"""The versions of the city's profile that were ever in force."""

from sqlalchemy import Column, ForeignKeyConstraint, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

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
