"""Structured logs: one JSON object a line, without program values that might be personal."""

import logging
import sys
import traceback

import orjson
import structlog
from structlog.typing import EventDict, WrappedLogger

from lianxin.kernel.clock import WallClock


def places(error: BaseException) -> list[str]:
    """The code lines at which an error was raised: causes first, innermost line last.

    The error's message is left out, because it may contain personal data.
    """
    cause = error.__cause__ or error.__context__
    here = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    return [*(places(cause) if cause else []), *here]


def only_places(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Replaces an exception by its class and the code lines at which it was raised."""
    if event.pop("exc_info", None):
        error = sys.exc_info()[1]
        if error is not None:
            event["error"], event["where"] = type(error).__qualname__, places(error)
    return event


def timed(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Adds the time of the wall clock, in UTC."""
    event["timestamp"] = WallClock().now().isoformat().replace("+00:00", "Z")
    return event


def log_as_json() -> None:
    """Sends logs to standard error, one JSON object a line."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            timed,
            only_places,
            structlog.processors.JSONRenderer(orjson.dumps),
        ],
        logger_factory=structlog.BytesLoggerFactory(file=sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )
