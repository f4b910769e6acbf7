"""Errors as RFC 9457 problem details: a table maps error kinds to status codes, a file maps codes to sentences."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import psycopg
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from lianxin.kernel import errors
from lianxin.kernel.log import places

log = structlog.get_logger("lianxin.web")

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
REPHRASED: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "minutes": ("retry_after", lambda seconds: max(1, round(seconds / 60))),
    "limit_mb": ("limit", lambda size: size // (1 << 20)),
}
"""Facts converted for a sentence: name in the sentence → source fact, conversion (seconds → minutes, bytes → MiB)."""
MEDIA_TYPE = "application/problem+json"
MORE_HEADERS: dict[int, dict[str, str]] = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "2"}}


def status_of(error: errors.DomainError) -> int:
    """Returns the status code of the error's nearest base class in STATUS."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


InLanguages = dict[str, str]
"""A text by language, `zh` and `en`."""


@dataclass(frozen=True)
class _Sentences:
    """The file of sentences: errors by code, with {facts} in them, and the system's own words."""

    errors: dict[str, InLanguages]
    words: dict[str, InLanguages]


@cache
def _sentences() -> _Sentences:
    told = tomllib.loads((Path(__file__).parent / "sentences.toml").read_text(encoding="utf-8"))
    words = told.pop("words")
    return _Sentences(told, words)


def error_sentences() -> dict[str, InLanguages]:
    """Returns the sentences of errors by code."""
    return _sentences().errors


def system_words() -> dict[str, InLanguages]:
    """Returns the words for roles, states and fields by their codes."""
    return _sentences().words


def language_of(request: Request) -> str:
    """Returns `en` if the client prefers English, otherwise `zh`."""
    wanted = request.headers.get("accept-language", "").lower()
    return "en" if wanted.startswith("en") else "zh"


class _Shown(dict[str, Any]):
    """Facts for a sentence; a missing fact becomes an empty string instead of an error."""

    def __missing__(self, key: str) -> str:
        return ""


def sentence_of(code: str, language: str, /, **facts: Any) -> str:
    """Returns the sentence of a code; a contract test checks that every code has one."""
    known = error_sentences()
    words = known.get(code) or known["error"]
    told = {**facts, **{name: of(facts[source]) for name, (source, of) in REPHRASED.items() if source in facts}}
    return words[language].format_map(_Shown({name: _shown(value, language) for name, value in told.items()}))


def _shown(value: Any, language: str) -> str:
    """Returns a fact as text: system words in the reader's language, everything else unchanged."""
    if isinstance(value, list | tuple):
        parts = [_shown(part, language) for part in value]  # pyright: ignore[reportUnknownVariableType]
        return ("、" if language == "zh" else ", ").join(parts)
    word = system_words().get(str(value))
    return word[language] if word else str(value)


def problem(
    request: Request, status: int, code: str, headers: dict[str, str] | None = None, /, **facts: Any
) -> Response:
    """Returns one problem document as a response."""
    body = {
        "type": f"urn:lianxin:problem:{code}",
        "title": sentence_of(code, language_of(request), **facts),
        "status": status,
        "code": code,
        "facts": facts,
        "request_id": getattr(request.state, "request_id", None),
    }
    content = orjson.dumps(body, default=str, option=orjson.OPT_NON_STR_KEYS)
    said = {"Cache-Control": "no-store", **MORE_HEADERS.get(status, {}), **(headers or {})}
    return Response(content, status, media_type=MEDIA_TYPE, headers=said)


async def on_domain_error(request: Request, error: Any) -> Response:
    """Answers an error of the domain."""
    wait = {"Retry-After": str(error.facts["retry_after"])} if "retry_after" in error.facts else None
    return problem(request, status_of(error), error.code, wait, **error.facts)


async def on_invalid_request(request: Request, error: Any) -> Response:
    """Answers a malformed body or parameter with 422. Values are not repeated, because they may be personal."""
    fields = [{"field": ".".join(map(str, e["loc"][1:])), "problem": e["type"]} for e in error.errors()]
    return problem(request, 422, "web.bad_request", fields=fields, first=fields[0]["field"] if fields else "")


async def on_http_error(request: Request, error: Any) -> Response:
    """Answers errors of the framework itself: unknown paths, wrong methods, incomplete bodies."""
    return problem(request, error.status_code, f"web.http_{error.status_code}", dict(error.headers or {}))


async def on_unstorable(request: Request, error: Exception) -> Response:
    """Answers 422 for text PostgreSQL cannot store (NUL, half a surrogate pair) or a number out of range."""
    log.warning("unstorable", request_id=request.state.request_id, error=type(error).__qualname__, where=places(error))
    return problem(request, 422, "web.unstorable")


async def on_no_database(request: Request, _error: Exception) -> Response:
    """Answers 503 when the database does not respond. A retry with the same key is safe."""
    return problem(request, 503, "web.http_503")


_HANDLERS = {
    errors.DomainError: on_domain_error,
    RequestValidationError: on_invalid_request,
    HTTPException: on_http_error,
    psycopg.DataError: on_unstorable,
    UnicodeEncodeError: on_unstorable,
    psycopg.OperationalError: on_no_database,
}


def answer_refusals(app: FastAPI) -> None:
    """Registers the handlers that turn every error into a problem document."""
    for kind, handler in _HANDLERS.items():
        app.add_exception_handler(kind, handler)
