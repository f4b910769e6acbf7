"""Rows of the life cycle. The case row is the only lock; `city_id` leads every key."""

from sqlalchemy import Boolean, Column, ForeignKeyConstraint, Index, Integer, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from lianxin.kernel.tables import metadata, moment


def words(name: str, default: str | None = None, *, nullable: bool = False) -> Column[str]:
    """A text column."""
    return Column(name, Text, nullable=nullable, server_default=default)


def flag(name: str) -> Column[bool]:
    """A boolean, false unless said."""
    return Column(name, Boolean, nullable=False, server_default="false")


def ref(name: str, *, nullable: bool = False) -> Column[object]:
    """The id of another row."""
    return Column(name, UUID(as_uuid=True), nullable=nullable)


def key() -> tuple[Column[str], Column[object]]:
    """The primary key of every row here."""
    return Column("city_id", Text, primary_key=True), Column("id", UUID(as_uuid=True), primary_key=True)


def of_case() -> ForeignKeyConstraint:
    """Belongs to a case."""
    return ForeignKeyConstraint(["city_id", "case_id"], ["cases.city_id", "cases.id"])


OPEN = "status NOT IN ('archived', 'void', 'withdrawn')"  # as the list of all open cases asks

cases = Table(
    "cases",
    metadata,
    *key(),
    words("number"),
    words("status"),
    words("nature"),
    words("urgency"),
    words("channel"),
    Column("round", Integer, nullable=False, server_default="1"),
    words("resume_to", nullable=True),
    flag("urged"),
    flag("expedite"),
    moment("needed_by", nullable=True),
    flag("confidential"),
    flag("fast_desk"),
    Column("complained", ARRAY(Text), nullable=False, server_default="{}"),
    words("topic", ""),
    words("district", ""),
    words("street", ""),
    words("address", ""),
    words("title", ""),
    words("language", "zh-CN"),
    words("happened", ""),
    moment("happened_at", nullable=True),
    ref("citizen_id", nullable=True),
    words("opened_by"),
    moment("opened_at"),
    moment("submitted_at"),
    moment("accepted_at", nullable=True),
    moment("due_at", nullable=True),
    moment("next_due_at", nullable=True),
    words("next_clock", nullable=True),
    moment("next_since", nullable=True),
    words("lead_unit", nullable=True),
    Column("returns", Integer, nullable=False, server_default="0"),
    Column("reopenings", Integer, nullable=False, server_default="0"),
    words("profile_version"),
    Column("version", Integer, nullable=False, server_default="1"),
    words("link_token"),
    words("code_hash", nullable=True),
    words("praised_unit", nullable=True),
    ref("linked_to", nullable=True),
    ref("split_from", nullable=True),
    ref("merged_into", nullable=True),
    words("source", nullable=True),
    words("source_key", nullable=True),
    words("outcome_unit", nullable=True),
    words("outcome_citizen", nullable=True),
    words("outcome_verified", nullable=True),
    words("satisfaction", nullable=True),
    Column("verified", Boolean, nullable=True),
    moment("closed_at", nullable=True),
    moment("changed_at"),
    ForeignKeyConstraint(["city_id", "citizen_id"], ["citizens.city_id", "citizens.id"]),
    UniqueConstraint("city_id", "number"),
    UniqueConstraint("city_id", "source", "source_key"),
    UniqueConstraint("city_id", "link_token"),
    Index("ix_cases_work", "city_id", "status", "next_due_at", "id"),
    Index("ix_cases_opened", "city_id", "opened_at"),
    Index("ix_cases_citizen", "city_id", "citizen_id"),
    Index("ix_cases_place", "city_id", "topic", "district"),
    Index("ix_cases_opened_by", "city_id", "opened_by", "changed_at"),
    Index("ix_cases_open", "city_id", "next_due_at", "id", postgresql_where=OPEN),
    Index("ix_cases_linked_to", "city_id", "linked_to", postgresql_where="linked_to IS NOT NULL"),
    Index("ix_cases_split_from", "city_id", "split_from", postgresql_where="split_from IS NOT NULL"),
    Index("ix_cases_praised", "city_id", "praised_unit", postgresql_where="praised_unit IS NOT NULL"),
    Index("ix_cases_merged", "city_id", "merged_into", postgresql_where="merged_into IS NOT NULL"),
)

texts = Table(
    "texts",
    metadata,
    *key(),
    ref("case_id"),
    ref("order_id", nullable=True),
    words("kind"),
    words("body"),
    words("author"),
    flag("to_citizen"),
    moment("at"),
    of_case(),
    Index("ix_texts_case", "city_id", "case_id"),
    comment="everything a person wrote; the event log only points here",
)

work_orders = Table(
    "work_orders",
    metadata,
    *key(),
    ref("case_id"),
    Column("round", Integer, nullable=False),
    words("role"),
    ref("parent_id", nullable=True),
    words("unit"),
    words("status"),
    Column("returnable", Boolean, nullable=False, server_default="true"),
    Column("refusals", Integer, nullable=False, server_default="0"),
    words("rule"),
    Column("reasons", JSONB, nullable=False, server_default="{}"),
    words("dispatched_by"),
    moment("dispatched_at"),
    moment("signed_at", nullable=True),
    moment("contacted_at", nullable=True),
    moment("replied_at", nullable=True),
    moment("ended_at", nullable=True),
    words("outcome", nullable=True),
    ref("reply_text", nullable=True),
    of_case(),
    Index("ix_work_orders_case", "city_id", "case_id"),
    Index("ix_work_orders_unit", "city_id", "unit", "status"),
)

clocks = Table(
    "clocks",
    metadata,
    *key(),
    ref("case_id"),
    ref("order_id", nullable=True),
    words("kind"),
    moment("started_at"),
    moment("due_at"),
    Column("terms", JSONB, nullable=False, comment="limit, pauses, extensions: all that explains the due time"),
    moment("paused_at", nullable=True),
    moment("stopped_at", nullable=True),
    words("ended", nullable=True),
    moment("fired_at", nullable=True),
    flag("provisional"),
    of_case(),
    Index("ix_clocks_case", "city_id", "case_id"),
    Index(
        "ix_clocks_due",
        "city_id",
        "due_at",
        postgresql_where="fired_at IS NULL AND stopped_at IS NULL AND paused_at IS NULL",
    ),
)

side_records = Table(
    "side_records",
    metadata,
    *key(),
    ref("case_id"),
    ref("order_id", nullable=True),
    words("kind"),
    words("status"),
    Column("data", JSONB, nullable=False, server_default="{}"),
    ref("text_id", nullable=True),
    words("made_by"),
    moment("made_at"),
    words("decided_by", nullable=True),
    moment("decided_at", nullable=True),
    of_case(),
    Index("ix_side_records_case", "city_id", "case_id"),
    Index("ix_side_records_open", "city_id", "kind", "status"),
    comment="extension, urge, supervision, visit, media case, exclusion, publication, suspension, emergency, praise",
)

callbacks = Table(
    "callbacks",
    metadata,
    *key(),
    ref("case_id"),
    Column("round", Integer, nullable=False),
    words("method"),
    words("language"),
    words("status"),
    Column("attempts", JSONB, nullable=False, server_default='{"made": []}'),
    moment("not_before"),
    moment("promised_at", nullable=True),
    words("outcome", nullable=True),
    words("satisfaction", nullable=True),
    words("reason", nullable=True),
    ref("note_text", nullable=True),
    words("made_by", nullable=True),
    moment("created_at"),
    moment("done_at", nullable=True),
    of_case(),
    Index("ix_callbacks_case", "city_id", "case_id"),
    Index("ix_callbacks_waiting", "city_id", "status", "not_before"),
)
