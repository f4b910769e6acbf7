"""What replies and decisions on returns cost; `lianxin insight rebuild` tells it of those before."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("order_facts", sa.Column("reply_seconds", sa.Integer(), nullable=True))
    op.add_column("order_facts", sa.Column("reply_presses", sa.Integer(), nullable=True))
    op.add_column("order_facts", sa.Column("decision_seconds", sa.Integer(), nullable=True))
    op.create_index("ix_order_facts_replied", "order_facts", ["city_id", "replied_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_order_facts_replied", table_name="order_facts")
    op.drop_column("order_facts", "decision_seconds")
    op.drop_column("order_facts", "reply_presses")
    op.drop_column("order_facts", "reply_seconds")
