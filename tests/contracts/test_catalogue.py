"""What keeps the way to a sharded database open, read from the catalogue: every key begins with the city."""

import psycopg

KEYS = """
    SELECT t.relname || '.' || i.relname, a.attname
    FROM pg_index x
    JOIN pg_class t ON t.oid = x.indrelid
    JOIN pg_class i ON i.oid = x.indexrelid
    LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
    WHERE x.indisunique AND t.relnamespace = 'public'::regnamespace
      AND t.relname <> 'alembic_version' AND t.relname NOT LIKE 'procrastinate%'
"""
REFERENCES = """
    SELECT c.conname, here.attname, there.attname
    FROM pg_constraint c
    JOIN pg_attribute here ON here.attrelid = c.conrelid AND here.attnum = c.conkey[1]
    JOIN pg_attribute there ON there.attrelid = c.confrelid AND there.attnum = c.confkey[1]
    WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace AND c.conname NOT LIKE 'procrastinate%'
"""
TABLES_WITHOUT_CITY = """
    SELECT relname FROM pg_class t WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
      AND relname <> 'alembic_version' AND relname NOT LIKE 'procrastinate%'
      AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname = 'city_id' AND a.attnotnull)
"""
TABLES_WITHOUT_KEY = """
    SELECT relname FROM pg_class t WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
      AND relname NOT LIKE 'procrastinate%'
      AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conrelid = t.oid AND c.contype = 'p')
"""
TRIGGERS = """
    SELECT t.relname || '.' || g.tgname FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid
    WHERE NOT g.tgisinternal AND t.relname NOT LIKE 'procrastinate%'
"""
SEQUENCES = """
    SELECT relname FROM pg_class WHERE relkind = 'S' AND relname NOT LIKE 'procrastinate%'
"""
NAIVE_TIMES = """
    SELECT table_name || '.' || column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type = 'timestamp without time zone' AND table_name NOT LIKE 'procrastinate%'
"""
EXTENSIONS = "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'"


def ask(dsn: str, question: str) -> list[tuple[str, ...]]:
    with psycopg.connect(dsn) as connection:
        return connection.execute(question).fetchall()


def test_every_primary_and_unique_key_begins_with_the_city(dsn: str) -> None:
    keys = ask(dsn, KEYS)
    assert len(keys) > 10
    assert [name for name, first in keys if first != "city_id"] == []


def test_every_foreign_key_begins_with_the_city_on_both_sides(dsn: str) -> None:
    references = ask(dsn, REFERENCES)
    assert references
    assert [name for name, here, there in references if (here, there) != ("city_id", "city_id")] == []


def test_every_table_has_a_city_and_a_primary_key(dsn: str) -> None:
    assert ask(dsn, TABLES_WITHOUT_CITY) == []
    assert ask(dsn, TABLES_WITHOUT_KEY) == []


def test_there_are_no_triggers_sequences_or_extensions(dsn: str) -> None:
    assert ask(dsn, TRIGGERS) == []
    assert ask(dsn, SEQUENCES) == []
    assert ask(dsn, EXTENSIONS) == []


def test_every_time_knows_its_zone(dsn: str) -> None:
    assert ask(dsn, NAIVE_TIMES) == []
