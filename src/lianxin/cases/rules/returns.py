"""When a unit may ask to return an order, and when granted returns call for a ruling."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from lianxin.kernel.errors import Conflict, Invalid


class Window(Protocol):
    """A running return window."""

    @property
    def due_at(self) -> datetime: ...


class NotReturnable(Conflict):
    """This order cannot be returned: it was ruled or refused before, its window has passed, or the city set none."""

    code = "cases.not_returnable"


class EvidenceNeeded(Invalid):
    """This city requires evidence for a return: attach at least one file to the order first."""

    code = "cases.evidence_needed"


def check_returnable(returnable: bool, refusals: int, windows: Collection[Window], now: datetime) -> None:
    """Raises NotReturnable with the cause: `ruled`, `refused_before` or `window_passed`."""
    if not returnable:
        raise NotReturnable(cause="ruled")
    if refusals:
        raise NotReturnable(cause="refused_before")
    if not any(window.due_at >= now for window in windows):
        raise NotReturnable(cause="window_passed")


def needs_ruling(granted: int, most: int) -> bool:
    """Whether `granted` returns call for a responsibility review; the city allows fewer than `most`."""
    return granted >= most
