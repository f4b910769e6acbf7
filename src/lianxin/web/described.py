"""Adds to the OpenAPI document what many routes share: headers, the error response, authentication."""

from typing import Any, Final

from fastapi import FastAPI

from lianxin.cases import COMMANDS
from lianxin.web.requests import COOKIE, KEY_LIMIT, MOST_EFFORT

FREE: Final = frozenset(
    {
        "post_session",
        "post_demo_sign_in",
        "suggest",
        "post_callers",
        "post_places",
        "post_alike",
        "post_committees_look",
    }
)
"""POSTs without Idempotency-Key: they change nothing, or only the session."""
WITHOUT_SESSION: Final = frozenset(
    {
        "post_session",
        "delete_session",
        "get_people",
        "post_demo_sign_in",
        "get_clock",
        "get_health",
        "get_ready",
        "get_metrics",
    }
)
"""Routes that need no session."""

ABOUT_CASES: Final = ("/api/cases", "/api/orders")

VERSIONED: Final = frozenset({"post_reply_together"})
"""Routes that require If-Match although they are not in COMMANDS: one reply for several orders."""

_KEY: Final[dict[str, Any]] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Chosen by the client; the same key with the same request gets the first answer again.",
    "schema": {"type": "string", "minLength": 1, "maxLength": KEY_LIMIT},
}
VERSION: Final[dict[str, Any]] = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of the case as it was read, or * for whatever it is now.",
    "schema": {"type": "string"},
    "example": '"7"',
}
_EFFORT: Final[dict[str, Any]] = {
    "name": "X-Effort",
    "in": "header",
    "required": False,
    "description": (
        "What the command cost: seconds the case was in hand and visible, and presses (clicks and keys that are not"
        f" typing), since it was opened or since the last command on it. Kept up to {MOST_EFFORT.seconds:,} seconds and"
        f" {MOST_EFFORT.presses:,} presses; anything malformed is ignored."
    ),
    "schema": {"type": "string", "pattern": "^seconds=[0-9]{1,9};presses=[0-9]{1,9}$"},
    "example": "seconds=74;presses=6",
}
PROBLEM: Final[dict[str, Any]] = {
    "description": "A refusal (RFC 9457); docs/features/api.md lists the kinds.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
SCHEMES: Final[dict[str, Any]] = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "A page says with X-Viewer for which staff_id it was opened: another's session answers 409.",
    },
    "token": {"type": "http", "scheme": "bearer"},
}
PROBLEM_SHAPE: Final[dict[str, Any]] = {
    "type": "object",
    "description": "A refusal: `code` for machines, `title` a sentence in the reader's language made of `facts`.",
    "required": ["type", "title", "status", "code", "facts", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "facts": {"type": "object", "additionalProperties": True},
        "request_id": {"type": ["string", "null"]},
    },
}


class Described(FastAPI):
    """The application, with an OpenAPI document that includes what its routes share."""

    def openapi(self) -> dict[str, Any]:
        if not self.openapi_schema:
            self.openapi_schema = _described(super().openapi())
        return self.openapi_schema


def _described(document: dict[str, Any]) -> dict[str, Any]:
    """Completes the document in place and returns it."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            _complete(path, method, operation)
    parts = document.setdefault("components", {})
    shapes = parts.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        shapes.pop(unused, None)
    shapes["Problem"] = PROBLEM_SHAPE
    parts["securitySchemes"] = SCHEMES
    return document


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    """Adds the headers, the error response and the authentication of one operation."""
    name = operation["operationId"]
    headers = [_KEY] if method == "post" and name not in FREE else []
    headers += [VERSION] if name in COMMANDS or name in VERSIONED else []
    headers += [_EFFORT] if headers and path.startswith(ABOUT_CASES) else []
    if headers:
        operation["parameters"] = [*operation.get("parameters", []), *headers]
    operation["responses"].pop("422", None)
    operation["responses"]["default"] = PROBLEM
    operation["security"] = [] if name in WITHOUT_SESSION else [{"session": []}, {"token": []}]
