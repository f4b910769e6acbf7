"""The table of knowledge: every version of every reply template."""

from sqlalchemy import Column, Integer, Table, UniqueConstraint

from lianxin.kernel.tables import flag, key, metadata, moment, ref, words

reply_templates = Table(
    "reply_templates",
    metadata,
    *key(),
    ref("template_id"),
    Column("version", Integer, nullable=False),
    words("unit", ""),
    words("topic", ""),
    words("outcome", ""),
    words("name"),
    words("body"),
    flag("retired"),
    words("made_by"),
    moment("made_at"),
    UniqueConstraint("city_id", "template_id", "version"),
    comment="every version of every reply template; unit is empty for the city's; no personal data",
)
