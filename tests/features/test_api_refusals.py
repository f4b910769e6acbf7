"""Every refusal of the API is a problem document (RFC 9457) in the reader's language, with the request's id."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from builders.site import AppSite, Seat, a_site
from lianxin.kernel.database import Database
from lianxin.people import Role

UNKNOWN = "2611230000005"


@pytest.fixture
async def site(database: Database, tmp_path: Path) -> AsyncIterator[AppSite]:
    async with a_site(database, tmp_path) as opened:
        yield opened


@pytest.fixture
async def operator(site: AppSite) -> Seat:
    return await site.seat(Role.OPERATOR)


def problem(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem document; its shape is checked."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    body = response.json()
    assert set(body) == {"type", "title", "status", "code", "facts", "request_id"}
    assert body["type"] == f"urn:lianxin:problem:{code}"
    assert (body["code"], body["status"]) == (code, status)
    assert body["title"]
    assert body["request_id"] == response.headers["x-request-id"]
    return body


async def test_nobody_signed_in_is_told_to_sign_in(site: AppSite):
    problem(await site.stranger().get("/api/work"), 401, "web.not_signed_in")
    problem(await site.stranger().post("/api/cases", {"words": "x"}), 401, "web.not_signed_in")
