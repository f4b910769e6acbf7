"""outside parties of calls."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "call_parties",
        sa.Column(
            "contact",
            sa.Text(),
            nullable=True,
            comment="code of an outside contact; the id is that of its outgoing call",
        ),
    )
    op.add_column(
        "call_parties",
        sa.Column("room", sa.BigInteger(), nullable=True, comment="the room of a whisper; null: that of the call"),
    )
    op.alter_column(
        "call_parties",
        "kind",
        existing_type=sa.TEXT(),
        comment="citizen, seat, third (on the trunk), listener, whisper",
        existing_comment="citizen, seat, third (on the trunk), listener",
        existing_nullable=False,
    )


def downgrade() -> None:
    op.alter_column(
        "call_parties",
        "kind",
        existing_type=sa.TEXT(),
        comment="citizen, seat, third (on the trunk), listener",
        existing_comment="citizen, seat, third (on the trunk), listener, whisper",
        existing_nullable=False,
    )
    op.drop_column("call_parties", "room")
    op.drop_column("call_parties", "contact")
