"""The draft of the profile: one for the whole city, shared by all administrators."""

from sqlalchemy import Column, ForeignKeyConstraint, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from lianxin.kernel.tables import metadata, moment

profile_drafts = Table(
    "profile_drafts",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("state", UUID(as_uuid=True), nullable=False, comment="another one after every change"),
    Column("base", Text, nullable=False, comment="the version in force when the draft was begun"),
    Column("document", JSONB, nullable=False),
    Column("changed_by", Text, nullable=False, comment="a reference, as the event log names who acted"),
    moment("changed_at"),
    ForeignKeyConstraint(["city_id", "base"], ["profile_versions.city_id", "profile_versions.version"]),
)
