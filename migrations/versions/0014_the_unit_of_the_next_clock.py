"""A case names the unit that its next clock belongs to, and the units that ask to return their order."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

FILL_NEXT = """
UPDATE cases c SET next_unit = (
  SELECT w.unit FROM clocks k JOIN work_orders w ON w.city_id = k.city_id AND w.id = k.order_id
  WHERE k.city_id = c.city_id AND k.case_id = c.id AND k.kind = c.next_clock AND k.due_at = c.next_due_at
    AND k.stopped_at IS NULL LIMIT 1)
WHERE c.next_clock IS NOT NULL
"""
FILL_RETURNING = """
UPDATE cases c SET return_units = asked.units FROM (
  SELECT city_id, case_id, array_agg(unit ORDER BY dispatched_at, id) AS units FROM work_orders
  WHERE status = 'return_requested' AND role <> 'sub' GROUP BY city_id, case_id) asked
WHERE asked.city_id = c.city_id AND asked.case_id = c.id
"""


def upgrade() -> None:
    op.add_column("cases", sa.Column("next_unit", sa.Text(), nullable=True))
    op.add_column("cases", sa.Column("return_units", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.execute(FILL_NEXT)
    op.execute(FILL_RETURNING)


def downgrade() -> None:
    op.drop_column("cases", "return_units")
    op.drop_column("cases", "next_unit")
