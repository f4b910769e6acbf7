"""The index of looks: a partial index of the event log, small, because few events are looks."""

from alembic import op
from sqlalchemy import text

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

LOOKS = text(
    "kind IN ('people.citizen_revealed', 'looks.recorded', 'cases.list_exported', 'people.looks_alarmed',"
    " 'people.access_granted')"
)


def upgrade() -> None:
    op.create_index("ix_events_looks", "events", ["city_id", "position"], unique=False, postgresql_where=LOOKS)


def downgrade() -> None:
    op.drop_index("ix_events_looks", table_name="events", postgresql_where=LOOKS)
