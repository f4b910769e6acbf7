"""How Alembic reaches the database: one connection, one migration at a time, each in a transaction of its own."""

import os

from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from lianxin.runtime.schema import metadata

LIMITS = {
    # A migration that waits for a lock makes everybody behind it wait too: better to fail and try again at night.
    "lock_timeout": "5s",
    "statement_timeout": "10min",
}
ONE_AT_A_TIME = 12345  # the advisory lock's number


def ours(name: str | None, kind: str, _parents: object) -> bool:
    """Procrastinate keeps its own tables."""
    return kind != "table" or not (name or "").startswith("procrastinate_")


def migrate() -> None:
    dsn = context.config.attributes.get("dsn") or os.environ["DATABASE_URL"]
    engine = create_engine(dsn.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:number)"), {"number": ONE_AT_A_TIME})
        for name, value in LIMITS.items():
            connection.execute(text("SELECT set_config(:name, :value, false)"), {"name": name, "value": value})
        connection.commit()
        context.configure(
            connection=connection, target_metadata=metadata, include_name=ours, transaction_per_migration=True
        )
        with context.begin_transaction():
            context.run_migrations()


migrate()
