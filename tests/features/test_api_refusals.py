"""Every refusal of the API is a problem document (RFC 9457) in the reader's language, with the request's id."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog

from builders.site import AppSite, Seat
from lianxin.cases import intake_fields
from lianxin.kernel.database import Database
from lianxin.kernel.settings import Settings
from lianxin.kernel.site import Site
from lianxin.people import Role
from lianxin.web.application import create_app

UNKNOWN = "2611230000009"
TEXTS = [one.name for one in intake_fields.INTAKE_FIELDS.values() if one.kind in ("prose", "line")]
SECRET = "13912345678"


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
    seen = await site.stranger().get("/api/work")
    problem(seen, 401, "web.not_signed_in")
    assert seen.headers["www-authenticate"] == "Bearer"
    problem(await site.stranger().post("/api/cases", {"words": "x"}), 401, "web.not_signed_in")


async def test_an_unknown_path_and_a_wrong_method(site: AppSite, operator: Seat):
    problem(await operator.get("/api/nothing/here"), 404, "web.http_404")
    wrong = await operator.post("/api/work")
    problem(wrong, 405, "web.http_405")
    assert wrong.headers["allow"] == "GET"


async def test_a_body_of_the_wrong_shape_names_its_fields_and_repeats_no_value(operator: Seat):
    refused = await operator.post("/api/cases", {"words": 5, "contact": {"phone": {"number": SECRET}}})
    body = problem(refused, 422, "web.bad_request")
    assert {"field": "words", "problem": "string_type"} in body["facts"]["fields"]
    assert body["facts"]["first"] == "words"
    assert SECRET not in refused.text


async def test_words_that_are_no_json_and_words_of_another_kind(operator: Seat):
    broken = {"content": b'{"words": "' + SECRET.encode(), "headers": {"Content-Type": "application/json"}}
    assert SECRET not in str(problem(await operator.post("/api/cases", **broken), 422, "web.bad_request"))
    plain = {"content": b'{"words": "x"}', "headers": {"Content-Type": "text/plain"}}
    problem(await operator.post("/api/cases", **plain), 422, "web.bad_request")


@pytest.mark.parametrize("sign", [b"\\u0000", b"\\ud800"])
async def test_text_that_no_database_keeps_is_refused_not_a_crash(operator: Seat, sign: bytes):
    sent = {"content": b'{"words": "light %b broken"}' % sign, "headers": {"Content-Type": "application/json"}}
    refused = await operator.post("/api/cases", **sent)
    problem(refused, 422, "web.unstorable")
    problem(await operator.get("/api/search", nature="\x00"), 422, "web.unstorable")


async def test_a_case_that_is_not_there_and_a_number_that_cannot_be(operator: Seat):
    problem(await operator.get(f"/api/cases/{UNKNOWN}"), 404, "cases.no_case")
    problem(await operator.get(f"/api/cases/{int(UNKNOWN) + 1}"), 422, "cases.bad_number")
    problem(await operator.get("/api/cases/街道"), 422, "cases.bad_number")


async def test_what_a_role_may_not_do_names_the_roles_that_may(site: AppSite, operator: Seat):
    case = await operator.open()
    checker = await site.seat(Role.CHECKER)
    body = problem(await checker.do("withdraw_case", case["number"], words="x"), 403, "people.not_permitted")
    assert "话务员" in body["title"]
    assert "operator" in body["facts"]["roles_that_may"]


async def test_an_illegal_move_says_where_the_case_stands(operator: Seat):
    case = await operator.open()
    body = problem(await operator.do("answer_case", case["number"], words="已答复"), 409, "cases.illegal_move")
    assert body["facts"]["state"] == "handling"
    assert "办理中" in body["title"]


async def test_a_bad_field_is_named_in_the_readers_language(operator: Seat):
    case = await operator.open()
    empty = await operator.do("urge_case", case["number"], words=" ")
    assert problem(empty, 422, "cases.bad_field")["title"].startswith("“诉求内容”还没有填")
    operator.client.headers["Accept-Language"] = "en-GB,en;q=0.9"
    empty = await operator.do("urge_case", case["number"], words=" ")
    assert problem(empty, 422, "cases.bad_field")["title"].startswith("“request” is still empty")


@pytest.mark.parametrize("name", TEXTS)
async def test_a_text_longer_than_its_field_of_the_intake_is_refused_and_named(operator: Seat, name: str):
    limit = intake_fields.bound_of(name)
    text = {name: "字" * (limit + 1)}
    body = {"words": "灯不亮", "contact": text} if name in ("name", "email") else {"words": "灯不亮", **text}
    refused = problem(await operator.post("/api/cases", body), 422, "cases.bad_field")
    assert (refused["facts"]["field"], refused["facts"]["limit"]) == (name, limit)
    assert name not in refused["title"]


async def test_an_answer_on_the_spot_needs_an_answer(operator: Seat):
    refused = await operator.post("/api/cases", {"words": "灯不亮", "then": "answer", "answer": " "})
    assert problem(refused, 422, "cases.bad_field")["facts"]["field"] == "words"
    problem(await operator.post("/api/cases", {"words": "灯不亮", "then": "forget"}), 422, "web.bad_request")


async def test_too_many_attempts_say_when_to_come_back(site: AppSite):
    wrong = {"login": "nobody", "password": "x" * 12}
    stranger = site.stranger()
    for _ in range(10):
        problem(await stranger.post("/api/session", wrong), 401, "people.wrong_credentials")
    refused = await stranger.post("/api/session", wrong)
    body = problem(refused, 429, "people.too_many_attempts")
    assert 0 < int(refused.headers["retry-after"]) <= 900
    assert "15" in body["title"]


async def test_a_crash_is_answered_with_its_id_and_logged_without_what_was_sent(
    site: AppSite, operator: Seat, monkeypatch: pytest.MonkeyPatch
):
    async def broken(*_: Any) -> None:
        raise RuntimeError(f"cannot read {SECRET}")

    monkeypatch.setattr("lianxin.web.api.cases.case_page", broken)
    case = await operator.open()
    with structlog.testing.capture_logs() as logs:
        operator.client.headers["X-Request-Id"] = "desk-7-request-42"
        answered = await operator.get(f"/api/cases/{case['number']}")
    assert problem(answered, 500, "web.http_500")["request_id"] == "desk-7-request-42"
    [crash] = [line for line in logs if line["event"] == "crash"]
    assert crash["request_id"] == "desk-7-request-42"
    assert crash["error"] == "RuntimeError"
    assert crash["where"][-1].endswith("broken")
    assert SECRET not in str(logs)


async def test_a_strange_request_id_is_replaced(site: AppSite, operator: Seat):
    operator.client.headers["X-Request-Id"] = "x y\t" + "z" * 200
    answered = await operator.get("/api/session")
    assert len(answered.headers["x-request-id"]) == 32


async def test_more_than_anybody_needs_to_send_is_refused_unread(site: AppSite, operator: Seat):
    words = '{"words": "' + "长" * 400_000 + '"}'
    problem(await operator.post("/api/cases", content=words.encode()), 413, "web.http_413")

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 32_768

    unannounced = {"content": pieces(), "headers": {"Content-Type": "application/json"}}
    problem(await operator.post("/api/cases", **unannounced), 413, "web.http_413")


async def test_without_a_database_everybody_is_told_to_wait(tmp_path: Path):
    away = Database("host=/nowhere dbname=nobody connect_timeout=1")
    away.pool.timeout = 0.2
    async with away:
        app = create_app(Site(away, "shanghai", Settings(tmp_path, "", "", "", "", "")))
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://lianxin.test") as client:
            client.cookies["lianxin_session"] = "x"
            refused = await client.get("/api/session")
            ready = await client.get("/readyz")
            health = await client.get("/healthz")
    problem(refused, 503, "web.http_503")
    assert refused.headers["retry-after"] == "2"
    assert (ready.status_code, ready.json()) == (503, {"status": "no database"})
    assert health.status_code == 200
