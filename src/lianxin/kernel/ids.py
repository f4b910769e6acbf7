"""Typed ids: rows of cases, orders, clocks and texts, citizens and staff. A plain UUID does not pass for one.

All are UUIDv7, so that rows of one time lie together.
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
    """A new UUIDv7, made in Python so that any PostgreSQL from 15 serves."""
    return uuid7()
