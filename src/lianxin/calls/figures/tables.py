"""Tables of the facts that the figures of calls count, folded from the event log; they can be rebuilt.

No foreign key refers to rows of other features, because the log may mention rows that are erased.
"""

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

from lianxin.kernel.tables import metadata, moment, ref

call_visits = Table(
    "call_visits",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("call_id", ref("call_id").type, primary_key=True),
    Column("nth", SmallInteger, primary_key=True, autoincrement=False),
    Column("direction", Text, nullable=False),
    moment("came_at"),
    Column("queue", Text, nullable=False),
    Column("skills", ARRAY(Text), nullable=False),
    Column("rung_back", Boolean, nullable=False),
    Column("handed", Boolean, nullable=False),
    Column("staff", Text),
    Column("outcome", Text, comment="null: still waits"),
    moment("answered_at", nullable=True),
    moment("ended_at", nullable=True),
    moment("held_at", nullable=True),
    Column("wait", Float, comment="this and the next ones are seconds of real time"),
    Column("talk", Float),
    Column("hold", Float, nullable=False),
    Column("wrap_up", Float, nullable=False),
    Column("form_time", Float),
    Index("ix_call_visits_came", "city_id", "came_at"),
    Index("ix_call_visits_staff", "city_id", "staff", "answered_at"),
    comment="stays of calls in queues, with the talk that followed; from the log",
)

seat_spans = Table(
    "seat_spans",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("staff", Text, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False, comment="of the event that began it"),
    Column("state", Text, nullable=False),
    moment("since"),
    moment("until", nullable=True),
    Index("ix_seat_spans_until", "city_id", "until"),
    Index("ix_seat_spans_open", "city_id", "staff", unique=True, postgresql_where="until IS NULL"),
    comment="how long each seat was in each state; from the log",
)

trunk_counts = Table(
    "trunk_counts",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("since", moment("since").type, primary_key=True, comment="begin of five minutes"),
    Column("attempts", BigInteger, nullable=False, comment="new calls that the edge took from the trunks"),
    Column("answered", BigInteger, nullable=False, server_default="0", comment="by a controller or a phone"),
    Column("refused", BigInteger, nullable=False, server_default="0", comment="by the edge or a controller"),
    Column("abandoned", BigInteger, nullable=False, server_default="0", comment="before any answer"),
    comment="what the edge counted; from the log",
)
