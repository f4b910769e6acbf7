"""The call in which a form of surge mode was filled."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("surge_forms", sa.Column("call_id", sa.UUID(), nullable=True))
    op.create_index("ix_surge_forms_age", "surge_forms", ["city_id", "filled_at"])


def downgrade() -> None:
    op.drop_index("ix_surge_forms_age", table_name="surge_forms")
    op.drop_column("surge_forms", "call_id")
