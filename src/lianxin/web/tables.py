"""The table `requests`: POSTs already carried out, so that a repeated one returns the first answer."""

from sqlalchemy import Column, Integer, LargeBinary, Table, Text

from lianxin.kernel.tables import metadata, moment

requests = Table(
    "requests",
    metadata,
    Column("city_id", Text, primary_key=True),
    Column("actor", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("status", Integer, nullable=False, server_default="0"),
    Column("answer", LargeBinary, nullable=False, server_default="\\x"),
    moment("at"),
    comment="POSTs already carried out, with their answers (Idempotency-Key)",
)
