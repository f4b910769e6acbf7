"""Id types of cases, orders, clocks, texts, citizens and staff; the type checker rejects a plain UUID.

All ids are UUIDv7, so that rows created at the same time are stored close together.
"""

from typing import NewType
from uuid import UUID

from uuid_utils.compat import uuid7

CaseId = NewType("CaseId", UUID)
OrderId = NewType("OrderId", UUID)
ClockId = NewType("ClockId", UUID)
TextId = NewType("TextId", UUID)
CitizenId = NewType("CitizenId", UUID)
StaffId = NewType("StaffId", UUID)


def new_id() -> UUID:
    """Returns a new UUIDv7, generated in Python so that PostgreSQL 15 or later is enough."""
    return uuid7()
