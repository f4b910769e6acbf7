"""Messages of the outbox that are about no case: alarms to the shift lead."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

_COLUMNS = ("case_id", "citizen_id")
_MEANS = "null: an alarm to the shift lead"


def upgrade() -> None:
    for column in _COLUMNS:
        op.alter_column("messages", column, existing_type=sa.UUID(), nullable=True, comment=_MEANS)


def downgrade() -> None:
    op.execute("DELETE FROM messages WHERE case_id IS NULL")
    for column in _COLUMNS:
        op.alter_column(
            "messages", column, existing_type=sa.UUID(), nullable=False, comment=None, existing_comment=_MEANS
        )
