"""When a unit may ask to give an order back, and what follows from the answer."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from lianxin.kernel.errors import Conflict, Invalid


class Window(Protocol):
    """A live return window."""

    @property
    def due_at(self) -> datetime: ...


class NotReturnable(Conflict):
    """This order cannot be returned: it was ruled or asked before, its window has passed, or the city set none."""

    code = "cases.not_returnable"


class EvidenceNeeded(Invalid):
    """This city wants a return supported: at least one file attached to the order before it is asked for."""

    code = "cases.evidence_needed"


def check_returnable(returnable: bool, refusals: int, windows: Collection[Window], now: datetime) -> None:
    """Raises NotReturnable with the cause."""
    if not returnable:
        raise NotReturnable(cause="ruled")
    if refusals:
        raise NotReturnable(cause="refused_before")
    if not any(window.due_at >= now for window in windows):
        raise NotReturnable(cause="window_passed")


def needs_ruling(granted: int, most: int) -> bool:
    """Whether so many granted returns call for a responsibility review, where the city bears `most`."""
    return granted >= most
