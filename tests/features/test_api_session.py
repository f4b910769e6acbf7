"""Sessions, the demo's doors, and that nothing is changed by a request from another site."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from builders.rows import tuples_of
from builders.site import AppSite, a_site, good
from lianxin.kernel.database import Database
from lianxin.people import SYSTEM, Role, add_staff, deactivate_staff
from lianxin.web.requests import COOKIE

pytestmark = pytest.mark.moment

PASSWORD = "correct horse battery"
FREE = {
    "/api/session",
    "/api/demo/sign-in",
    "/api/cases/suggest",
    "/api/cases/alike",
    "/api/callers",
    "/api/places",
} | {"/api/administration/committees/look"}
"""POSTs that may be sent without Idempotency-Key: they change nothing, or only who is signed in."""


@pytest.fixture
async def demo(database: Database, tmp_path: Path) -> AsyncIterator[AppSite]:
    async with a_site(database, tmp_path, demo=True) as opened:
        yield opened


async def hired(site: AppSite, login: str = "wang", **more: str):
    async with site.town.begin() as work:
        roles = [Role.UNIT_HANDLER] if more.get("unit") else [Role.OPERATOR, Role.DISPATCHER]
        return await add_staff(work, SYSTEM, login=login, name="王敏", roles=roles, password=PASSWORD, **more)


async def test_signing_in_gives_a_cookie_that_scripts_and_other_sites_cannot_use(site: AppSite):
    await hired(site)
    stranger = site.stranger()
    signed = await stranger.client.post("/api/session", json={"login": "wang", "password": PASSWORD})
    name, *flags = signed.headers["set-cookie"].split("; ")
    assert name.startswith(f"{COOKIE}=")
    assert {flag.lower() for flag in flags} >= {"httponly", "samesite=strict", "path=/"}
    assert "secure" not in {flag.lower() for flag in flags}  # loopback speaks plain HTTP
    token = name.partition("=")[2]
    assert token not in signed.text
    assert (await stranger.read("/api/session"))["viewer"]["login"] == "wang"


async def test_over_https_the_cookie_travels_encrypted_only(site: AppSite):
    await hired(site)
    client = site.client()
    said = {"login": "wang", "password": PASSWORD}
    signed = await client.post("https://lianxin.test/api/session", json=said)
    assert "secure" in signed.headers["set-cookie"].lower().split("; ")


async def test_the_viewer_is_told_who_they_are_and_where_they_sit(site: AppSite):
    person = await hired(site, "li", unit="pudong-weifang")
    stranger = site.stranger()
    signed = good(await stranger.client.post("/api/session", json={"login": "li", "password": PASSWORD}))
    assert signed["viewer"] == {
        "staff_id": str(person.id),
        "name": "王敏",
        "login": "li",
        "roles": ["unit_handler"],
        "unit": {"code": "pudong-weifang", "name": "潍坊新村街道办事处"},
        "city": {"code": "shanghai", "name": "上海", "name_en": "Shanghai"},
        "locale": "zh-CN",
        "desks": ["unit", "praise"],
        "demo": False,
    }


async def test_a_program_may_send_its_token_as_bearer(site: AppSite):
    seat = await site.seat(Role.OPERATOR)
    bare = site.client()
    answered = await bare.get("/api/session", headers={"Authorization": f"Bearer {seat.client.cookies[COOKIE]}"})
    assert answered.json()["viewer"]["login"] == seat.login


async def test_signing_out_ends_the_session_everywhere(site: AppSite):
    seat = await site.seat(Role.OPERATOR)
    other = site.client(**{COOKIE: seat.client.cookies[COOKIE]})
    left = await seat.client.delete("/api/session")
    assert left.status_code == 204
    assert f'{COOKIE}=""' in left.headers["set-cookie"]
    assert (await other.get("/api/work")).status_code == 401


async def test_who_may_not_sign_in_any_more_is_out_at_once(site: AppSite):
    seat = await site.seat(Role.OPERATOR)
    await seat.read("/api/work")
    async with site.town.begin() as work:
        [(staff_id,)] = await tuples_of(
            work, "SELECT id FROM staff WHERE city_id = %(city)s AND login = %(login)s", login=seat.login
        )
        await deactivate_staff(work, SYSTEM, staff_id)
    assert (await seat.get("/api/work")).status_code == 401


# the demo's doors


async def test_a_real_city_has_no_doors_without_a_password(site: AppSite):
    await hired(site)
    for answered in (
        await site.stranger().get("/api/demo/people"),
        await site.stranger().post("/api/demo/sign-in", {"login": "wang"}),
    ):
        assert (answered.status_code, answered.json()["code"]) == (404, "web.http_404")


async def test_a_demo_lets_anybody_on_this_machine_be_anybody(demo: AppSite):
    await hired(demo)
    stranger = demo.stranger()
    [person] = (await stranger.read("/api/demo/people"))["items"]
    assert person == {"login": "wang", "name": "王敏", "roles": ["operator", "dispatcher"], "unit": None}
    signed = good(await stranger.client.post("/api/demo/sign-in", json={"login": "wang"}))
    assert signed["viewer"]["demo"] is True
    assert (await stranger.get("/api/work")).status_code == 200
    assert (await stranger.post("/api/demo/sign-in", {"login": "nobody"})).status_code == 404


async def test_the_demos_doors_are_not_there_from_another_machine(demo: AppSite):
    await hired(demo)
    for address in ("192.0.2.7", "10.0.0.1", "::ffff:192.0.2.7"):
        stranger = demo.stranger(address)
        assert (await stranger.get("/api/demo/people")).status_code == 404
        refused = await stranger.post("/api/demo/sign-in", {"login": "wang"})
        assert refused.status_code == 404
        assert "set-cookie" not in refused.headers


async def test_a_database_that_is_no_demo_refuses_although_the_routes_are_there(demo: AppSite):
    await hired(demo)
    async with demo.town.begin() as work:
        await work.run("UPDATE cities SET demo = 0 WHERE city_id = %(city)s")
    refused = await demo.stranger().post("/api/demo/sign-in", {"login": "wang"})
    assert (refused.status_code, refused.json()["code"]) == (403, "people.not_a_demo")
    assert (await demo.stranger().read("/api/demo/people")) == {"items": []}


# other sites


async def test_every_post_that_changes_something_refuses_without_a_key(demo: AppSite):
    boss = await demo.seat(Role.HOTLINE_OFFICE, Role.ADMINISTRATOR)
    case = await boss.open()
    document = (await boss.client.get("/api/openapi.json")).json()
    posts = [path for path, methods in document["paths"].items() if path.startswith("/api/") and "post" in methods]
    assert len(posts) > 60
    assert set(posts) >= FREE
    before = await demo.town.tuples("SELECT position FROM cities WHERE city_id = %(city)s")
    wrong: list[tuple[str, int, str]] = []
    for path in sorted(set(posts) - FREE):
        address = re.sub(r"\{\w+\}", case["id"], path.replace("{number}", case["number"]))
        body = BODY_OF_ALL | BODY_OF.get(path, {})
        answered = await boss.client.post(address, json=body, headers={"If-Match": "*"})
        got = answered.status_code, answered.json()["code"]
        wrong += [(path, *got)] if got != (422, "web.key_missing") else []
    assert wrong == []
    assert await demo.town.tuples("SELECT position FROM cities WHERE city_id = %(city)s") == before


BODY_OF: dict[str, dict[str, Any]] = {
    "/api/reply-templates": {"version": 1},
    "/api/staff/list": {"people": [{"login": "x", "name": "x", "roles": ["operator"]}]},
    "/api/seat/help": {"reason": "upset_caller"},
    "/api/surge": {"on": True},
    "/api/surge/topics": {"title": "买药", "hours": 24},
    "/api/surge/topics/{topic_id}/forms": {"answers": {"人数": "3"}},
    "/api/surge/call-in": {"staff": ["0199a0c0-0000-7000-8000-000000000000"]},
    "/api/surge/call-in/answer": {"answer": "coming"},
    "/api/telephone/calls/{call_id}/keys": {"keys": "1"},
    "/api/telephone/calls/{call_id}/consult": {"staff_id": "0199a0c0-0000-7000-8000-000000000000"},
    "/api/ring-backs/{call_id}/strike-off": {"reason": "served"},
    "/api/orders/{order_id}/ring_unit": {"rung": "x", "answered": "reached"},
    "/api/cases/{number}/confirm_receipt": {"contact": "x"},
    "/api/administration/profile/unit-changes": {"date": "2026-12-01"},
    "/api/telephone/seat": {"reason": "meal"},
    "/api/staff/{staff_id}/seat/skills": {"levels": {"english": 1}},
    "/api/telephone/calls/{call_id}/wrapped-up": {"reason": None},
}
BODY_OF_ALL = {
    "unit": "xuhui", "number": "2611230000009", "outcome": "solved", "satisfaction": "satisfied", "amount": 1,
    "result": "busy", "review_on": "2026-12-01T00:00:00Z", "outlet": "晚报", "stage": "found", "service": "110",
    "login": "x", "name": "x", "roles": ["operator"], "password": PASSWORD, "reason": "contact", "words": "x",
    "note": "x", "finding": "x", "plan": "x", "question": "x", "reply": "x", "remedy": "x", "claim": "x",
    "kind": "silent", "started_at": "2026-11-23T01:00:00Z", "ended_at": "2026-11-23T01:05:00Z", "state": "ready",
    "queues": [], "summary": "x", "others": [], "body": "x", "position": 1,
    "basis": "x", "checked": "x",
    "section": "duty", "draft": "0199a0c0-0000-7000-8000-000000000000", "version": "x", "table": "code,name",
    "sdp": "x", "muted": True, "next": "ready",
}  # fmt: skip
"""Says something for every field of every form."""


async def test_a_form_on_another_site_does_nothing(site: AppSite):
    operator = await site.seat(Role.OPERATOR)
    case = await operator.open()
    before = await operator.page(case["number"])
    forms = (
        {"data": {"words": "x"}},
        {"content": b'{"words": "x"}', "headers": {"Content-Type": "text/plain"}},
        {"files": {"file": ("x.txt", b"x")}},
    )
    for path in ("", f"/{case['number']}/add_note", f"/{case['number']}/attachments"):
        for form in forms:
            headers = {"Origin": "https://elsewhere.example", **form.get("headers", {})}
            answered = await operator.client.post(f"/api/cases{path}", **{**form, "headers": headers})
            assert answered.status_code in {422, 428}
            assert "access-control-allow-origin" not in answered.headers
    assert await operator.page(case["number"]) == before


async def test_no_other_site_is_ever_allowed_to_ask(site: AppSite):
    operator = await site.seat(Role.OPERATOR)
    headers = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    asked = await operator.client.options("/api/cases", headers=headers)
    assert asked.status_code == 405
    assert not [name for name in asked.headers if name.startswith("access-control")]


async def test_a_page_opened_for_somebody_else_does_nothing_under_the_wrong_name(site: AppSite):
    """Two tabs of one browser share the session: the second one's sign-in must not speak for the first one's page."""
    seat, other = await site.seat(Role.OPERATOR), await site.seat(Role.OPERATOR)
    mine, theirs = [{"X-Viewer": one.ref.removeprefix("staff:")} for one in (seat, other)]
    for answer in (
        await seat.client.get("/api/work", headers=theirs),
        await seat.post("/api/cases", {"words": "路灯不亮"}, headers=theirs),
        await seat.client.delete("/api/session", headers=theirs),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "web.other_viewer")
    assert (await seat.client.get("/api/work", headers=mine)).status_code == 200
    assert await site.town.tuples("SELECT 1 FROM cases WHERE city_id = %(city)s") == []
