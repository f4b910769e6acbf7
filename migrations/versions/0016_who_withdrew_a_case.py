"""A case fact says who withdrew the case: the citizen or staff."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case_facts", sa.Column("withdrawn", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("case_facts", "withdrawn")
