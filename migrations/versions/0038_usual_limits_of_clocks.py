"""How clocks under a temporary limit would have ended under the usual one."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("clock_facts", sa.Column("usual", sa.Text(), nullable=True))
    op.execute("UPDATE clock_facts SET usual = ended")  # no limit was temporary before


def downgrade() -> None:
    op.drop_column("clock_facts", "usual")
