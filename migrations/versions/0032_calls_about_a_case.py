"""calls about a case."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_OLD = "the cases that were opened during each call, from the log"
_NEW = "the cases that each call is about: opened in it, from the log, or called about"
_OPENED = "who opened it: `staff:<id>`"
_BY = "who opened the case or placed the call: `staff:<id>`"


def upgrade() -> None:
    reason = sa.Column(
        "reason", sa.Text(), server_default="opened", nullable=False, comment="opened, case, callback, contact"
    )
    op.add_column("call_cases", reason)
    op.alter_column("call_cases", "opened_by", existing_type=sa.Text(), comment=_BY, existing_comment=_OPENED)
    op.drop_constraint(op.f("pk_call_cases"), "call_cases")
    op.create_primary_key(op.f("pk_call_cases"), "call_cases", ["city_id", "case_id", "call_id"])
    op.create_table_comment("call_cases", _NEW, existing_comment=_OLD)
    called = sa.Column("citizen_id", sa.UUID(), nullable=True, comment="who is called about the case")
    op.add_column("dialled_calls", called)


def downgrade() -> None:
    op.drop_column("dialled_calls", "citizen_id")
    op.create_table_comment("call_cases", _OLD, existing_comment=_NEW)
    op.execute("DELETE FROM call_cases WHERE reason <> 'opened'")
    op.drop_constraint(op.f("pk_call_cases"), "call_cases")
    op.create_primary_key(op.f("pk_call_cases"), "call_cases", ["city_id", "case_id"])
    op.alter_column("call_cases", "opened_by", existing_type=sa.Text(), comment=_OPENED, existing_comment=_BY)
    op.drop_column("call_cases", "reason")
