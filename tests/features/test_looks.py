"""Looks that open no number: recorded once for each person, case and hour; ordinary pages leave nothing."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from builders.site import AppSite, Seat, a_site, good
from lianxin.kernel.clock import ManualClock
from lianxin.kernel.database import Database
from lianxin.people import Role

PHONE = "13912345678"
LOOKS = (
    "SELECT actor, data->>'way', subject_kind, audience FROM events WHERE city_id = %(city)s"
    " AND kind = 'looks.recorded' ORDER BY position"
)


@pytest.fixture
async def site(database: Database, tmp_path: Path) -> AsyncIterator[AppSite]:
    async with a_site(database, tmp_path) as opened:
        yield opened


@pytest.fixture
async def operator(site: AppSite) -> Seat:
    return await site.seat(Role.OPERATOR)


async def looks(site: AppSite) -> list[tuple[Any, ...]]:
    """Who looked in which way, at what, and who heard of it, in order."""
    return await site.town.tuples(LOOKS)


async def test_an_ordinary_page_leaves_nothing_and_a_confidential_one_is_recorded_once_an_hour(
    site: AppSite, operator: Seat, monkeypatch: pytest.MonkeyPatch
):
    plain = (await operator.open())["number"]
    tip = (await operator.open(nature="tip_off", unit="pudong"))["number"]
    lead, street = await site.seat(Role.SHIFT_LEAD), await site.handler("pudong")
    await lead.page(plain)
    assert await looks(site) == []
    for seat in (lead, street, lead, street):
        await seat.page(tip)
        await seat.read(f"/api/cases/{tip}")
    await lead.read(f"/api/cases/{tip}/told")
    assert await looks(site) == [(one.ref, "page", "case", []) for one in (lead, street)]
    assert "looks.recorded" not in {entry["kind"] for entry in (await lead.page(tip))["history"]}
    database = site.town.database
    monkeypatch.setattr(database, "wall", ManualClock(database.wall.now() + timedelta(minutes=50)))
    await lead.page(tip)
    assert len(await looks(site)) == 2
    monkeypatch.setattr(database, "wall", ManualClock(database.wall.now() + timedelta(minutes=11)))
    await lead.page(tip)
    assert len(await looks(site)) == 3


async def test_prints_attachments_and_callers_are_looks_at_every_case(site: AppSite, operator: Seat):
    number = (await operator.open(contact={"name": "王女士", "phone": PHONE}))["number"]
    file = await operator.attach(number)
    for _time in range(2):
        await operator.read(f"/api/cases/{number}", way="print")
        assert (await operator.get(f"/api/cases/{number}/attachments/{file['id']}")).status_code == 200
        assert good(await operator.post("/api/callers", {"phone": PHONE}))["items"]
    good(await operator.post("/api/callers", {"phone": "13900000000"}))
    seen = [("print", "case"), ("attachment", "case"), ("callers", "citizen")]
    assert [(way, about) for _actor, way, about, _heard in await looks(site)] == seen
    assert PHONE not in str(await site.town.tuples("SELECT data FROM events WHERE city_id = %(city)s"))


async def test_a_refused_look_is_no_look(site: AppSite, operator: Seat):
    tip = (await operator.open(nature="tip_off", unit="pudong"))["number"]
    other = await site.seat(Role.OPERATOR)
    assert (await other.get(f"/api/cases/{tip}")).status_code == 404
    assert await looks(site) == []
