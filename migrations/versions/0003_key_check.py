"""A city's master key is told from others; attachments are found by content."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    comment = "keyed digest that tells the master key"
    op.add_column("cities", sa.Column("key_check", sa.Text(), server_default="", nullable=False, comment=comment))
    op.create_index("ix_attachments_sha256", "attachments", ["city_id", "sha256"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_attachments_sha256", table_name="attachments")
    op.drop_column("cities", "key_check")
