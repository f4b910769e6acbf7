"""Finds the messages of a citizen, whose number is bounded."""

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_messages_citizen", "messages", ["city_id", "citizen_id", "queued_at"])


def downgrade() -> None:
    op.drop_index("ix_messages_citizen", table_name="messages")
