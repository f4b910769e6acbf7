"""The index of looks in the event log."""

from sqlalchemy import Index, text

from lianxin.kernel.tables import events

Index(
    "ix_events_looks",
    events.c.city_id,
    events.c.position,
    postgresql_where=text(
        "kind IN ('people.citizen_revealed', 'looks.recorded', 'cases.list_exported', 'people.looks_alarmed',"
        " 'people.access_granted')"
    ),
)
