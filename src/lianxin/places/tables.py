"""The table of places: names learned from addresses."""

from sqlalchemy import Column, Integer, Table, Text

from lianxin.kernel.tables import metadata

place_names = Table(
    "place_names",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("district", Text, primary_key=True),
    Column("street", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("cases", Integer, nullable=False),
    comment="roads and estates that cases have named, with how many did; no address, no door, no case",
)
