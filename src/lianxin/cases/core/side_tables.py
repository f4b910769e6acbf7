"""Tables outside the life cycle: files, search words, unsent forms, open pages, leases on callbacks."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR, UUID

from lianxin.cases.core.tables import of_case
from lianxin.kernel.tables import key, metadata, moment, ref, words

attachments = Table(
    "attachments",
    metadata,
    *key(),
    ref("case_id"),
    ref("order_id", nullable=True),
    words("sha256"),
    words("kind"),
    words("media_type"),
    words("name"),
    Column("size", Integer, nullable=False),
    words("added_by"),
    moment("added_at"),
    Column("to_citizen", Boolean, nullable=False, server_default="false", comment="the citizen sees the file"),
    of_case(),
    Index("ix_attachments_case", "city_id", "case_id"),
    Index("ix_attachments_sha256", "city_id", "sha256"),
)

case_search = Table(
    "case_search",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("case_id", UUID(as_uuid=True), primary_key=True),
    Column("words", TSVECTOR, nullable=False),
    of_case(),
    Index("ix_case_search_words", "words", postgresql_using="gin"),
    comment="index words of a case; phone and identity numbers never come here",
)

drafts = Table(
    "drafts",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("owner", Text, primary_key=True, comment="whose form it is: a keyed fingerprint of a browser's secret"),
    Column("sealed", LargeBinary, nullable=False, comment="what was entered so far, under the row's own key"),
    Column("key", LargeBinary, nullable=False),
    moment("kept_until"),
    comment="forms begun and not sent; times are real ones, also in a city whose clock runs fast",
)

open_pages = Table(
    "open_pages",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("case_id", UUID(as_uuid=True), primary_key=True),
    Column("staff_id", UUID(as_uuid=True), primary_key=True),
    Column("writing", Boolean, nullable=False),
    moment("since"),
    moment("seen_at"),
    of_case(),
    Index("ix_open_pages_seen", "city_id", "seen_at"),
    comment="who has a case open now; times are real ones",
)

callback_claims = Table(
    "callback_claims",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("callback_id", UUID(as_uuid=True), primary_key=True),
    Column("staff_id", UUID(as_uuid=True), nullable=False),
    moment("since"),
    moment("until"),
    ForeignKeyConstraint(["city_id", "callback_id"], ["callbacks.city_id", "callbacks.id"]),
    comment="who calls whom now, for some minutes; times are real ones",
)

outcomes_seen = Table(
    "outcomes_seen",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("staff", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
    comment="up to which event each member of staff has read how their cases ended",
)
