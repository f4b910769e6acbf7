"""The migrations lead from nothing to the schema in the code, and back to nothing."""

from collections.abc import Iterator

import psycopg
import pytest

from lianxin.kernel.postgres import Postgres
from lianxin.runtime import migrate

NAMES = """
    SELECT 'table ' || tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT 'type ' || typname FROM pg_type WHERE typnamespace = 'public'::regnamespace
      AND typname NOT IN ('alembic_version', '_alembic_version')
    ORDER BY 1
"""


@pytest.fixture
def nothing(server: Postgres, worker_id: str) -> Iterator[str]:
    """The address of a database in which nothing has ever been."""
    name = f"migrations_{worker_id}"
    with psycopg.connect(server.database("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield server.database(name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def names(dsn: str) -> list[str]:
    with psycopg.connect(dsn) as connection:
        return [name for (name,) in connection.execute(NAMES).fetchall()]


def test_up_is_what_the_code_describes_and_down_leaves_nothing(nothing: str) -> None:
    migrate.upgrade(nothing)
    migrate.check_migrations(nothing)
    made = names(nothing)
    assert "table cases" in made
    migrate.downgrade(nothing)
    assert names(nothing) == []
    migrate.upgrade(nothing)
    assert names(nothing) == made


def test_a_migration_waits_only_so_long_for_a_lock(nothing: str) -> None:
    migrate.upgrade(nothing)
    with psycopg.connect(nothing) as other:
        other.execute("LOCK TABLE cases")
        with pytest.raises(Exception, match="lock timeout"):
            migrate.downgrade(nothing)
