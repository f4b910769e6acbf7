"""A seat works with the mask of its caller's number; looking at the number is recorded; erasing leaves none of it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from builders.site import AppSite, Seat, a_site, good
from lianxin.calls.control.numbers import caller_cells
from lianxin.calls.outgoing.erasing_callers import ERASED_CALLERS_READER, follow_erasures
from lianxin.calls.outgoing.ring_backs import CallToRingBack, list_ring_back
from lianxin.city import current_profile
from lianxin.kernel.clock import ManualClock
from lianxin.kernel.database import Database
from lianxin.kernel.feed import react
from lianxin.kernel.ids import CitizenId
from lianxin.people import SYSTEM, Role, erase_citizen

PHONE, MASK = "13912345678", "139****5678"


@pytest.fixture
async def site(database: Database, tmp_path: Path) -> AsyncIterator[AppSite]:
    async with a_site(database, tmp_path) as opened:
        database.wall = ManualClock(database.wall.now())
        yield opened


async def a_call(site: AppSite, seat: Seat) -> UUID:
    """Adds a call of PHONE that a seat has answered, and that is over."""
    call = uuid4()
    async with site.town.begin() as work:
        cells = vars(await caller_cells(work, PHONE))
        real: dict[str, Any] = dict.fromkeys(("arrived_at", "queued_at", "answered_at", "over_at"), work.real)
        row = {"id": call, "channel": "phone", "state": "ended", "seat": seat.ref, "started_at": work.now}
        work.add("calls", {**row, **real, **cells})
    return call


async def test_the_mask_of_the_own_caller_is_enough_for_lookups_and_the_case(site: AppSite):
    seat, other = await site.seat(Role.OPERATOR), await site.seat(Role.OPERATOR)
    first = await seat.open(contact={"phone": PHONE})
    call = str(await a_call(site, seat))
    known = good(await seat.post("/api/callers", {"phone": MASK}))
    assert [one["number"] for one in known["items"]] == [first["number"]]
    assert (await other.post("/api/callers", {"phone": MASK})).status_code == 422
    wall = site.town.database.wall
    assert isinstance(wall, ManualClock)
    wall.move(timedelta(hours=1))  # a form that was left open: only the call says whose number it is
    assert (await seat.post("/api/callers", {"phone": MASK})).status_code == 422
    await seat.open(contact={"phone": MASK}, call_id=call)
    owners = await site.town.tuples("SELECT count(DISTINCT citizen_id), count(*) FROM cases WHERE city_id = %(city)s")
    assert owners == [(1, 2)]


async def test_the_seat_that_has_spoken_to_the_caller_may_look_at_the_number(site: AppSite):
    seat, other = await site.seat(Role.OPERATOR), await site.seat(Role.OPERATOR)
    path = f"/api/telephone/calls/{await a_call(site, seat)}/number"
    assert good(await seat.post(path))["phone"] == PHONE
    assert (await other.post(path)).json()["code"] == "calls.not_your_call"
    looks = await site.town.tuples(
        "SELECT data FROM events WHERE kind = 'looks.recorded' AND actor = %(me)s", me=seat.ref
    )
    assert [data["way"] for (data,) in looks] == ["number"]


async def test_a_volunteer_opens_the_case_by_the_mask_and_never_sees_the_number(site: AppSite):
    volunteer = await site.seat(Role.VOLUNTEER)
    call = await a_call(site, volunteer)
    refused = await volunteer.post(f"/api/telephone/calls/{call}/number")
    assert (refused.status_code, refused.json()["code"]) == (403, "people.not_permitted")
    number = (await volunteer.open(contact={"phone": MASK}, call_id=str(call)))["number"]
    assert (await volunteer.page(number))["citizen"]["phone_masked"] == MASK


async def test_erasing_a_citizen_leaves_neither_number_nor_fingerprint_of_any_call(site: AppSite):
    seat = await site.seat(Role.OPERATOR)
    await a_call(site, seat)  # before anybody knew who it was
    await seat.open(contact={"phone": PHONE})
    call = await a_call(site, seat)
    async with site.town.begin() as work:
        gave_up = CallToRingBack(call, PHONE, promised=False, since=work.real, priority=2)
        await list_ring_back(work, await current_profile(work), gave_up)
        hashed = work.vault.index(PHONE)
    [(citizen,)] = await site.town.tuples("SELECT id FROM citizens WHERE city_id = %(city)s")
    async with site.town.begin() as work:
        await erase_citizen(work, SYSTEM, CitizenId(citizen))
    await react(site.town.database, site.town.id, ERASED_CALLERS_READER, follow_erasures)
    kept = await site.town.tuples("SELECT caller_hash, caller_sealed FROM calls WHERE city_id = %(city)s")
    assert (len(kept), len({one for one, _ in kept}), {sealed for _, sealed in kept}) == (2, 1, {None})
    assert hashed not in {one for one, _ in kept}
    listed = await site.town.tuples("SELECT state, number_sealed, number_hash = %(old)s FROM ring_backs", old=hashed)
    assert listed == [("struck_off", None, False)]
