"""Procrastinate's tables, as the locked version ships them."""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = "procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs, procrastinate_workers"
REST = """
DO $$ DECLARE command text; BEGIN
  FOR command IN
    SELECT format('DROP FUNCTION %s CASCADE', oid::regprocedure) FROM pg_proc
      WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'procrastinate%'
    UNION ALL
    SELECT format('DROP TYPE %s CASCADE', oid::regtype) FROM pg_type
      WHERE typnamespace = current_schema()::regnamespace AND typname LIKE 'procrastinate%'
        AND typelem = 0
  LOOP EXECUTE command; END LOOP;
END $$
"""


def run(script: str) -> None:
    """Several statements at once, with their percent signs as they are: past SQLAlchemy, to the driver."""
    op.get_bind().connection.cursor().execute(script)


def upgrade() -> None:
    run(SchemaManager.get_schema())


def downgrade() -> None:
    run(f"DROP TABLE {TABLES} CASCADE")
    run(REST)
