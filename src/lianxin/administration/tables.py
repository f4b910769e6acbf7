"""The draft of the profile, one for the whole city and shared by all administrators, and versions that wait."""

from sqlalchemy import Column, Date, ForeignKeyConstraint, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from lianxin.kernel.tables import key, metadata, moment, words

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

planned_profiles = Table(
    "planned_profiles",
    metadata,
    *key(),
    Column("base", Text, nullable=False, comment="the version in force when it was planned"),
    Column("document", JSONB, nullable=False),
    Column("effective_on", Date, nullable=False, comment="the day on which it takes effect, in the city's time zone"),
    words("reason"),
    Column("planned_by", Text, nullable=False, comment="a reference, as the event log names who acted"),
    moment("planned_at"),
    words("failed", nullable=True),
    ForeignKeyConstraint(["city_id", "base"], ["profile_versions.city_id", "profile_versions.version"]),
    comment="published versions that take effect on a later day; `failed` is the error that refused one on its day",
)
