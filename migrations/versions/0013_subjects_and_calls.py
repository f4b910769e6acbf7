"""Events name their subject beside the case; a case names the call it was opened in.

Older rows get their subject here, one batch of positions at a time: what is not about a case has a subject by its kind.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BATCH = 50_000
FILL = sa.text(
    """
    UPDATE events SET
      subject_kind = CASE
        WHEN kind LIKE 'people.citizen%' THEN 'citizen'
        WHEN case_id IS NOT NULL THEN 'case'
        WHEN kind LIKE 'people.staff%' THEN 'staff'
        WHEN kind LIKE 'call.%' THEN 'call'
        WHEN kind LIKE 'seat.%' OR kind LIKE 'help.%' THEN 'seat'
        WHEN kind LIKE 'reply_template.%' THEN 'reply_template'
        WHEN kind = 'administration.committees_replaced' THEN 'committees'
        WHEN kind = 'cases.list_exported' THEN 'list'
        ELSE 'profile' END,
      subject_id = CASE
        WHEN kind LIKE 'people.citizen%' THEN data ->> 'citizen_id'
        WHEN case_id IS NOT NULL THEN case_id::text
        WHEN kind LIKE 'people.staff%' THEN data ->> 'staff_id'
        WHEN kind LIKE 'call.%' THEN data ->> 'call_id'
        WHEN kind LIKE 'seat.%' OR kind LIKE 'help.%' THEN data ->> 'staff'
        WHEN kind LIKE 'reply_template.%' THEN data ->> 'template_id'
        WHEN kind = 'administration.committees_replaced' THEN city_id
        WHEN kind = 'cases.list_exported' THEN data ->> 'desk'
        WHEN kind = 'city.profile_adopted' THEN data ->> 'version'
        ELSE 'draft' END
    WHERE position > :after AND position <= :to
    """
)


def upgrade() -> None:
    op.add_column("cases", sa.Column("call_id", sa.UUID(), nullable=True))
    op.add_column(
        "events",
        sa.Column("subject_kind", sa.Text(), server_default="", nullable=False, comment="what the event is about"),
    )
    op.add_column("events", sa.Column("subject_id", sa.Text(), server_default="", nullable=False))
    connection = op.get_bind()
    last = connection.scalar(sa.text("SELECT coalesce(max(position), 0) FROM events"))
    for after in range(0, last, BATCH):
        connection.execute(FILL, {"after": after, "to": after + BATCH})
    op.create_index(
        "ix_events_subject",
        "events",
        ["city_id", "subject_kind", "subject_id", "position"],
        unique=False,
        postgresql_where=sa.text("subject_kind <> 'case'"),
    )


def downgrade() -> None:
    op.drop_index("ix_events_subject", table_name="events", postgresql_where=sa.text("subject_kind <> 'case'"))
    op.drop_column("events", "subject_id")
    op.drop_column("events", "subject_kind")
    op.drop_column("cases", "call_id")
