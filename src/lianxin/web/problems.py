"""Refusals as RFC 9457 problem details. One table turns kinds into status codes, one file turns codes into sentences."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from lianxin.kernel import errors

STATUS: dict[type[errors.DomainError], int] = {
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Stale: 412,
    errors.TooLarge: 413,
    errors.Invalid: 422,
    errors.PreconditionMissing: 428,
    errors.TooMany: 429,
    errors.DomainError: 400,
}
MEDIA_TYPE = "application/problem+json"


def status_of(error: errors.DomainError) -> int:
    """The status code of the nearest kind."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


@cache
def sentences() -> dict[str, dict[str, str]]:
    """Code → language → sentence with {facts}."""
    return tomllib.loads((Path(__file__).parent / "sentences.toml").read_text(encoding="utf-8"))


def language_of(request: Request) -> str:
    """`en` when the client prefers English, else Chinese."""
    wanted = request.headers.get("accept-language", "").lower()
    return "en" if wanted.startswith("en") else "zh"


class Shown(dict[str, Any]):
    """Facts for a sentence; one that is missing shows as nothing rather than failing."""

    def __missing__(self, key: str) -> str:
        return ""


def sentence(code: str, facts: dict[str, Any], language: str) -> str:
    """The sentence of a code, or of the kind it belongs to."""
    known = sentences()
    words = known.get(code) or known["error"]
    return words[language].format_map(Shown({n: shown(v) for n, v in facts.items()}))


def shown(value: Any) -> str:
    """A fact in a sentence."""
    return "、".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def problem(request: Request, status: int, code: str, facts: dict[str, Any]) -> Response:
    """One problem document."""
    body = {
        "type": f"urn:lianxin:problem:{code}",
        "title": sentence(code, facts, language_of(request)),
        "status": status,
        "code": code,
        "facts": facts,
        "request_id": getattr(request.state, "request_id", None),
    }
    content = orjson.dumps(body, default=str, option=orjson.OPT_NON_STR_KEYS)
    return Response(content, status, media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})


async def on_domain_error(request: Request, error: Exception) -> Response:
    """A refusal of the domain."""
    assert isinstance(error, errors.DomainError)
    return problem(request, status_of(error), error.code, error.facts)


async def on_invalid_request(request: Request, error: Exception) -> Response:
    """A body or parameter of the wrong shape; values are not repeated, they may be personal."""
    assert isinstance(error, RequestValidationError)
    places = [{"field": ".".join(map(str, e["loc"][1:])), "problem": e["type"]} for e in error.errors()]
    return problem(request, 422, "web.bad_request", {"fields": places, "first": places[0]["field"] if places else ""})


async def on_http_error(request: Request, error: Exception) -> Response:
    """What the framework refuses by itself: unknown paths, wrong methods."""
    assert isinstance(error, HTTPException)
    return problem(request, error.status_code, f"web.http_{error.status_code}", {})


async def on_crash(request: Request, error: Exception) -> Response:
    """A defect. The log has it; the client gets the request id."""
    return problem(request, 500, "web.http_500", {})
