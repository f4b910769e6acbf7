"""An administrator sets up seats: place, SIP phone, mobile, skills. Secrets are sealed and shown once."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from builders.site import AppSite, Seat, good
from lianxin.calls.control.seats import want_seat
from lianxin.calls.control.wishes import NextState
from lianxin.calls.edge.phones import phone_digest
from lianxin.calls.rules.words import SeatVoice
from lianxin.calls.seating.accounts import SeatAccounts
from lianxin.calls.seating.setups import NoSuchVoice
from lianxin.kernel.ids import StaffId
from lianxin.people import SYSTEM, Role, deactivate_staff

MOBILE = "13700001111"


@pytest.fixture
async def admin(site: AppSite) -> Seat:
    return await site.seat(Role.ADMINISTRATOR)


@pytest.fixture
async def seat(site: AppSite) -> Seat:
    return await site.seat(Role.OPERATOR)


def path_of(seat: Seat, more: str = "") -> str:
    return f"/api/staff/{seat.ref.removeprefix('staff:')}/seat{more}"


async def get_ready(site: AppSite, seat: Seat, voice: SeatVoice | None = None) -> None:
    async with site.town.database.begin(site.town.id, actor=seat.ref) as work:
        await want_seat(work, seat.actor, NextState("ready", voice=voice))


async def facts(site: AppSite, kind: str) -> list[dict[str, Any]]:
    rows = await site.town.tuples(
        "SELECT data FROM events WHERE city_id = %(city)s AND kind = %(kind)s ORDER BY position", kind=kind
    )
    return [data for (data,) in rows]


async def test_a_mobile_is_sealed_and_masked_and_makes_a_voice(site: AppSite, admin: Seat, seat: Seat):
    assert (await seat.read("/api/telephone/seat"))["voices"] == ["browser"]
    with pytest.raises(NoSuchVoice):
        await get_ready(site, seat, SeatVoice.MOBILE)
    shown = good(await admin.post(path_of(seat), {"place": "home", "mobile": "137-0000-1111"}))
    assert (shown["place"], shown["mobile"], shown["account"]) == ("home", "137****1111", "")
    [(sealed,)] = await site.town.tuples("SELECT mobile_sealed FROM seat_setups WHERE city_id = %(city)s")
    assert MOBILE.encode() not in bytes(sealed)
    assert await facts(site, "seat.set_up") == [{"staff": seat.ref, "fields": ["place", "mobile"], "place": "home"}]
    await get_ready(site, seat, SeatVoice.MOBILE)
    now = await seat.read("/api/telephone/seat")
    assert (now["state"], now["voice"], now["voices"]) == ("ready", "mobile", ["browser", "mobile"])
    assert await site.town.tuples("SELECT seat_group FROM seats WHERE city_id = %(city)s") == [(2,)]
    assert good(await admin.post(path_of(seat), {"mobile": ""}))["mobile"] == ""
    assert (await seat.read("/api/telephone/seat"))["voice"] == "browser"


@pytest.mark.parametrize(("mobile", "code"), [("12", "people.invalid_phone"), ("+14155550123", "calls.number_abroad")])
async def test_a_telephone_that_is_none_or_abroad_is_refused(admin: Seat, seat: Seat, mobile: str, code: str):
    assert (await admin.post(path_of(seat), {"mobile": mobile})).json()["code"] == code


async def test_the_edge_hears_of_accounts_by_their_digest_and_of_people_who_leave(
    site: AppSite, admin: Seat, seat: Seat
):
    heard = list[dict[str, str]]()
    accounts = SeatAccounts(site.town.database, site.town.id, lambda phones: heard.append(dict(phones)))
    given = good(await admin.post(path_of(seat, "/account")))
    user = given["user"]
    await accounts.follow()
    await accounts.follow()
    assert heard == [{user: phone_digest(user, given["password"])}]
    again = good(await admin.post(path_of(seat, "/account")))
    assert (again["user"], again["password"] != given["password"]) == (user, True)
    await accounts.follow()
    async with site.town.begin() as work:
        await deactivate_staff(work, SYSTEM, StaffId(UUID(seat.ref.removeprefix("staff:"))))
    await accounts.follow()
    assert heard[1:] == [{user: phone_digest(user, again["password"])}, {user: ""}]
    assert [one["fields"] for one in await facts(site, "seat.set_up")] == [["account"], ["password"]]
    stored = await site.town.tuples("SELECT seat_setups::text FROM seat_setups WHERE city_id = %(city)s")
    assert given["password"] not in str(stored)


async def test_skills_of_a_seat_count_at_once_and_null_makes_them_usual(site: AppSite, admin: Seat, seat: Seat):
    await get_ready(site, seat)
    [skill] = [one for one in (await admin.read(path_of(seat)))["skills"] if one["code"] == "english"]
    assert (skill["level"], skill["own"]) == (0, False)
    shown = good(await admin.post(path_of(seat, "/skills"), {"levels": {"english": 3}}))
    assert ("english", 3, True) in [(one["code"], one["level"], one["own"]) for one in shown["skills"]]
    [(offers,)] = await site.town.tuples("SELECT offers FROM seats WHERE city_id = %(city)s")
    assert {"english:1", "english:2", "english:3"} <= set(offers)
    good(await admin.post(path_of(seat, "/skills"), {"levels": {"english": None}}))
    [(offers,)] = await site.town.tuples("SELECT offers FROM seats WHERE city_id = %(city)s")
    assert not [one for one in offers if one.startswith("english")]
    assert [one["skills"] for one in await facts(site, "seat.skilled")] == [["english:3"], ["english"]]


@pytest.mark.parametrize("levels", [{"telepathy": 1}, {"english": 6}, {}])
async def test_an_unknown_skill_and_a_level_out_of_range_are_refused(admin: Seat, seat: Seat, levels: dict[str, int]):
    assert (await admin.post(path_of(seat, "/skills"), {"levels": levels})).status_code == 422


async def test_only_administrators_set_up_seats_and_only_those_of_people_who_take_calls(admin: Seat, seat: Seat):
    assert (await seat.post(path_of(seat), {"place": "home"})).status_code == 403
    assert (await admin.get(path_of(admin))).json()["code"] == "calls.no_seat"


async def test_a_seat_gets_the_turn_servers_of_the_city_with_a_credential_that_ends(site: AppSite):
    seat, unit = await site.seat(Role.OPERATOR), await site.handler("pudong-weifang")
    path = "/api/telephone/ice-servers"
    assert (await seat.read(path))["servers"] == []
    settings = replace(site.app.state.site.settings, turn_url="turn:turn.example:3478", turn_secret="a secret")
    site.app.state.site = replace(site.app.state.site, settings=settings)
    [server] = (await seat.read(path))["servers"]
    assert (server["urls"], server["username"].split(":")[1]) == (["turn:turn.example:3478"], "seat")
    assert server["credential"]
    assert (await unit.get(path)).status_code == 403
