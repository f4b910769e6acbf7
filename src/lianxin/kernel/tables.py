"""The tables of the kernel: cities, the event log, its readers. `city_id` is the first column of every key."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Index, Integer, MetaData, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def moment(name: str, *, nullable: bool = False) -> Column[object]:
    """A timezone-aware column."""
    return Column(name, DateTime(timezone=True), nullable=nullable)


def words(name: str, default: str | None = None, *, nullable: bool = False) -> Column[str]:
    """A text column."""
    return Column(name, Text, nullable=nullable, server_default=default)


def flag(name: str) -> Column[bool]:
    """A boolean column with the default false."""
    return Column(name, Boolean, nullable=False, server_default="false")


def ref(name: str, *, nullable: bool = False) -> Column[object]:
    """A column with the id of another row."""
    return Column(name, UUID(as_uuid=True), nullable=nullable)


def key() -> tuple[Column[str], Column[object]]:
    """The columns of the primary key: `city_id` and `id`."""
    return Column("city_id", Text, primary_key=True), Column("id", UUID(as_uuid=True), primary_key=True)


cities = Table(
    "cities",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("demo", Integer, nullable=False, server_default="0"),
    Column("speed", Integer, nullable=False, server_default="1"),
    moment("city_start"),
    moment("real_start"),
    Column("position", BigInteger, nullable=False, server_default="0", comment="the last position of the feed"),
    Column("key_check", Text, nullable=False, server_default="", comment="keyed digest that tells the master key"),
)

events = Table(
    "events",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    moment("at"),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("subject_kind", Text, nullable=False, server_default="", comment="what the event is about"),
    Column("subject_id", Text, nullable=False, server_default=""),
    Column("case_id", UUID(as_uuid=True)),
    Column("order_id", UUID(as_uuid=True)),
    Column("data", JSONB, nullable=False),
    Column("audience", ARRAY(Text), nullable=False),
    Index("ix_events_case", "city_id", "case_id", "position"),
    # Leaves out cases: ix_events_case finds them, and most events are about cases, so writes are cheaper.
    Index(
        "ix_events_subject",
        "city_id",
        "subject_kind",
        "subject_id",
        "position",
        postgresql_where=text("subject_kind <> 'case'"),
    ),
)

feed_cursors = Table(
    "feed_cursors",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("reader", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
    comment="how far each reader of the feed has come",
)
