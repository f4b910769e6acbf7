"""What a reply rests on: contact, reason without contact, doubts, fingerprint of the words, and who passed it first."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("work_orders", sa.Column("contact_by", sa.Text(), nullable=True))
    op.add_column("work_orders", sa.Column("no_contact", sa.Text(), nullable=True))
    op.add_column("work_orders", sa.Column("doubts", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.add_column("work_orders", sa.Column("words_key", sa.Text(), nullable=True))
    op.add_column("work_orders", sa.Column("copies", sa.Integer(), server_default="0", nullable=False))
    op.add_column("work_orders", sa.Column("reply_seconds", sa.Integer(), nullable=True))
    op.add_column("work_orders", sa.Column("checked_by", sa.Text(), nullable=True))
    op.create_index(
        "ix_work_orders_words",
        "work_orders",
        ["city_id", "unit", "words_key"],
        unique=False,
        postgresql_where=sa.text("words_key IS NOT NULL"),
    )
    op.add_column("order_facts", sa.Column("contact_by", sa.Text(), nullable=True))
    op.add_column("order_facts", sa.Column("no_contact", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("order_facts", sa.Column("boilerplate", sa.Boolean(), server_default="false", nullable=False))


def downgrade() -> None:
    op.drop_column("order_facts", "boilerplate")
    op.drop_column("order_facts", "no_contact")
    op.drop_column("order_facts", "contact_by")
    op.drop_index("ix_work_orders_words", table_name="work_orders", postgresql_where=sa.text("words_key IS NOT NULL"))
    for name in ("checked_by", "reply_seconds", "copies", "words_key", "doubts", "no_contact", "contact_by"):
        op.drop_column("work_orders", name)
