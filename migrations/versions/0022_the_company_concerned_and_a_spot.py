"""Columns for the facts of a company concerned, and for a spot on the map."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("company", sa.Text(), server_default="", nullable=False))
    op.add_column("cases", sa.Column("company_address", sa.Text(), server_default="", nullable=False))
    op.add_column("cases", sa.Column("order_number", sa.Text(), server_default="", nullable=False))
    op.add_column("cases", sa.Column("paid", sa.Text(), server_default="", nullable=False))
    op.add_column("cases", sa.Column("paid_on", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "cases", sa.Column("latitude", sa.Float(), nullable=True, comment="WGS 84 degrees, pointed out by the citizen")
    )
    op.add_column("cases", sa.Column("longitude", sa.Float(), nullable=True))


def downgrade() -> None:
    op.drop_column("cases", "longitude")
    op.drop_column("cases", "latitude")
    op.drop_column("cases", "paid_on")
    op.drop_column("cases", "paid")
    op.drop_column("cases", "order_number")
    op.drop_column("cases", "company_address")
    op.drop_column("cases", "company")
