"""Seeing the system from outside: alive, ready, how far behind; and the pages that come with it."""

from pathlib import Path

import pytest
import structlog

from builders.site import AppSite, good
from lianxin.kernel.feed import react
from lianxin.kernel.settings import Settings
from lianxin.kernel.site import Site
from lianxin.people import Role
from lianxin.web import application
from lianxin.web.application import create_app


def meter(text: str, name: str) -> float:
    """The value of one line of Prometheus text."""
    [line] = [line for line in text.splitlines() if line.startswith(f"{name} ")]
    return float(line.rpartition(" ")[2])


async def test_alive_and_ready(site: AppSite):
    stranger = site.stranger()
    assert await stranger.read("/healthz") == {"status": "ok"}
    assert await stranger.read("/readyz") == {"status": "ready"}


async def test_not_ready_without_a_city(site: AppSite, tmp_path: Path):
    nowhere = create_app(Site(site.town.database, "nowhere", Settings(tmp_path, "", "", "", "", "")))
    answered = await AppSite(nowhere, site.town, tmp_path).stranger().get("/readyz")
    assert (answered.status_code, answered.json()) == (503, {"status": "no city"})


async def test_metrics_say_how_far_readers_and_timers_are_behind(site: AppSite):
    async def nothing(*_: object) -> None:
        pass

    operator = await site.seat(Role.OPERATOR)
    await operator.open()
    await react(site.town.database, site.town.id, "notify", nothing, limit=2)
    site.town.clock.move_to(site.town.clock.now().replace(year=2027))
    text = (await operator.get("/metrics")).text
    position = (await operator.read("/api/work"))["position"]
    assert meter(text, 'lianxin_feed_lag{reader="notify"}') == position - 2
    waiting = meter(text, "lianxin_timers_waiting")
    assert waiting > 0
    assert meter(text, "lianxin_timer_lag_seconds") > 86_400
    await site.town.sweep()
    text = (await operator.get("/metrics")).text
    assert meter(text, "lianxin_timers_waiting") < waiting
    assert meter(text, 'lianxin_request_seconds_count{route="/api/cases",status="201"}') == 1


async def test_routes_are_counted_and_logged_never_paths(site: AppSite):
    operator = await site.seat(Role.OPERATOR)
    case = await operator.open()
    with structlog.testing.capture_logs() as logs:
        await operator.page(case["number"])
        await operator.get("/c/secret-token-of-a-citizen")
    routes = [line["route"] for line in logs if line["event"] == "request"]
    assert routes[0] == "/api/cases/{number}"
    text = (await operator.get("/metrics")).text
    for told in (str(logs), text):
        assert case["number"] not in told
        assert "secret-token" not in told


async def test_personal_answers_are_kept_by_nobody_on_the_way(site: AppSite):
    operator = await site.seat(Role.OPERATOR)
    case = await operator.open()
    for path in ("/api/session", "/api/work", "/api/search", f"/api/cases/{case['number']}", "/api/work/counts"):
        assert (await operator.get(path)).headers["cache-control"] == "no-store"


async def test_the_profile_is_sent_again_only_when_it_changed(site: AppSite):
    operator = await site.seat(Role.OPERATOR)
    first = await operator.get("/api/profile")
    tag = first.headers["etag"]
    assert len(good(first)["topics"]) >= 400
    again = await operator.client.get("/api/profile", headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)


async def test_the_clock_is_the_citys(site: AppSite):
    clock = await site.stranger().read("/api/clock")
    assert clock == {"now": "2026-11-23T01:00:00+00:00", "speed": 1.0}


@pytest.mark.parametrize(
    ("path", "allowed"), [("intake", "self"), ("sign-in", "self"), ("screen", ""), ("cases/3101000000001/print", "")]
)
async def test_only_pages_on_which_calls_are_taken_may_use_the_microphone(
    site: AppSite, path: str, allowed: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    (tmp_path / "index.html").write_text("<!doctype html>")
    monkeypatch.setattr(application, "WORKBENCH", tmp_path)
    headers = (await site.stranger().get(f"/desk/{path}")).headers
    assert headers["permissions-policy"].startswith(f"microphone=({allowed}), camera=()")
    assert "default-src 'self'" in headers["content-security-policy"]
