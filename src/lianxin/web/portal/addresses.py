"""Notices that all visitors seem to have one address: then a proxy hides them, and limits by network hit everybody."""

from typing import Final

import structlog

log = structlog.get_logger("lianxin.web")

ENOUGH: Final = 200  # requests


class OneAddress:
    """Counts requests until a second address is seen; warns once if there is none among the first ENOUGH."""

    def __init__(self) -> None:
        self._first: str | None = None
        self._left = ENOUGH

    def seen(self, address: str) -> None:
        """Counts one request."""
        if not self._left:
            return
        if self._first not in (None, address):
            self._left = 0
            return
        self._first = address
        self._left -= 1
        if not self._left:
            log.warning("everybody has one address", requests=ENOUGH)
