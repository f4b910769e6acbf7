"""Accounts: one-time passwords, histories, and that somebody is always left who may let others in."""

import pytest

from builders.site import AppSite, Seat, good
from lianxin.kernel.ids import StaffId
from lianxin.people import SYSTEM, LastAdministrator, Role, deactivate_staff

OWN = "a password of her own"


@pytest.fixture
async def he(site: AppSite) -> Seat:
    """An administrator."""
    return await site.seat(Role.ADMINISTRATOR, name="何川")


async def added(he: Seat, login: str = "fangmin", **more: object) -> dict[str, str]:
    told = {"login": login, "name": "方敏", "roles": ["dispatcher"], **more}
    return good(await he.post("/api/staff", told))


async def test_a_one_time_password_opens_only_the_way_to_a_password_of_their_own(site: AppSite, he: Seat):
    person = await added(he)
    first = {"login": "fangmin", "password": person["one_time_password"]}
    for chosen in (None, first["password"]):
        refused = await site.stranger().post("/api/session", {**first, "new_password": chosen})
        assert (refused.status_code, refused.json()["code"]) == (403, "people.new_password_needed")
    weak = await site.stranger().post("/api/session", {**first, "new_password": "short"})
    assert weak.json()["code"] == "people.weak_password"
    good(await site.stranger().post("/api/session", {**first, "new_password": OWN}))
    again = await site.stranger().post("/api/session", {**first, "new_password": OWN})
    assert (again.status_code, again.json()["code"]) == (401, "people.wrong_credentials")
    good(await site.stranger().post("/api/session", {"login": "fangmin", "password": OWN}))


async def test_a_new_one_time_password_ends_the_old_one_and_every_session(site: AppSite, he: Seat):
    person = await added(he)
    first = {"login": "fangmin", "password": person["one_time_password"], "new_password": OWN}
    hers = site.stranger()
    good(await hers.post("/api/session", first))
    assert (await hers.get("/api/session")).status_code == 200
    told = good(await he.post(f"/api/staff/{person['id']}/password"))["password"]
    assert (await hers.get("/api/session")).status_code == 401
    refused = await site.stranger().post("/api/session", {"login": "fangmin", "password": OWN})
    assert refused.status_code == 401
    good(await site.stranger().post("/api/session", {"login": "fangmin", "password": told, "new_password": OWN + "!"}))


def listed(login: str, *roles: str, unit: str | None = None) -> dict[str, object]:
    return {"login": login, "name": "方敏", "roles": [*roles], "unit": unit}


async def test_of_a_list_those_who_can_be_are_let_in_and_the_others_named_with_the_reason(site: AppSite, he: Seat):
    await added(he, "taken")
    people = [
        listed("first", "dispatcher"),
        listed("taken", "dispatcher"),
        listed("nounit", "unit_handler"),
        listed("nowhere", "unit_handler", unit="atlantis"),
        listed("second", "unit_handler", unit="pudong"),
        listed("FIRST", "checker"),
    ]
    items = good(await he.post("/api/staff/list", {"people": people}))["items"]
    assert [one["login"] for one in items] == [one["login"] for one in people]
    codes = [one["problem"] and one["problem"]["code"] for one in items]
    invalid, taken = "people.invalid_staff", "people.login_taken"
    assert codes == [None, taken, invalid, invalid, None, taken]
    assert "taken" in items[1]["problem"]["words"]
    assert {one["login"] for one in (await he.read("/api/staff"))["items"]} >= {"first", "second"}
    for one in (items[0], items[4]):
        first = {"login": one["login"], "password": one["added"]["one_time_password"], "new_password": OWN}
        good(await site.stranger().post("/api/session", first))


async def test_a_list_sent_again_tells_the_same_passwords_again(he: Seat):
    said = {"people": [listed("first", "dispatcher")]}
    once, again = [good(await he.post("/api/staff/list", said, key="the-same-list-again")) for _ in range(2)]
    assert once == again
    assert once["items"][0]["added"]["one_time_password"]


@pytest.mark.parametrize("count", [0, 51])
async def test_a_list_is_neither_empty_nor_endless(he: Seat, count: int):
    refused = await he.post("/api/staff/list", {"people": [listed(f"one{n}", "dispatcher") for n in range(count)]})
    assert (refused.status_code, refused.json()["code"]) == (422, "web.bad_request")


async def test_only_administrators_let_a_list_in(site: AppSite):
    lead = await site.seat(Role.SHIFT_LEAD)
    refused = await lead.post("/api/staff/list", {"people": [listed("first", "dispatcher")]})
    assert (refused.status_code, refused.json()["code"]) == (403, "people.not_permitted")


async def test_everything_done_to_an_account_is_told_in_its_history(he: Seat):
    person = await added(he)
    path = f"/api/staff/{person['id']}"
    good(await he.post(path, {"roles": ["unit_handler"], "unit": "pudong"}))
    good(await he.post(path, {"roles": ["dispatcher"], "unit": ""}))
    good(await he.post(f"{path}/deactivate"))
    good(await he.post(f"{path}/reactivate"))
    history = (await he.read(f"{path}/history"))["items"]
    assert [one["kind"].removeprefix("people.staff_") for one in history] == [
        "reactivated",
        "deactivated",
        "changed",
        "changed",
        "added",
    ]
    assert {one["by"] for one in history} == {"何川"}
    assert [one["data"].get("unit") for one in history[2:]] == [None, "pudong", None]


async def test_a_unit_the_city_does_not_have_is_refused(he: Seat):
    told = {"login": "x", "name": "x", "roles": ["unit_handler"], "unit": "nowhere"}
    refused = await he.post("/api/staff", told)
    assert (refused.status_code, refused.json()["code"]) == (422, "people.invalid_staff")


async def test_administrators_do_not_give_up_their_own_role_or_account(site: AppSite, he: Seat):
    await site.seat(Role.ADMINISTRATOR)
    me = (await he.read("/api/session"))["viewer"]["staff_id"]
    for path, body in ((f"/api/staff/{me}", {"roles": ["operator"]}), (f"/api/staff/{me}/deactivate", {})):
        refused = await he.post(path, body)
        assert (refused.status_code, refused.json()["code"]) == (409, "people.own_administrator")
    good(await he.post(f"/api/staff/{me}", {"name": "何大川"}))


async def test_the_last_administrator_stays(site: AppSite, he: Seat):
    she = await site.seat(Role.ADMINISTRATOR)
    me = (await he.read("/api/session"))["viewer"]["staff_id"]
    hers = (await she.read("/api/session"))["viewer"]["staff_id"]
    good(await she.post(f"/api/staff/{me}", {"roles": ["operator"]}))
    async with site.town.begin() as work:
        with pytest.raises(LastAdministrator):
            await deactivate_staff(work, SYSTEM, StaffId(hers))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
async def test_nobody_else_sees_or_changes_accounts(site: AppSite, he: Seat, role: Role):
    person = await added(he)
    seat = await site.seat(role, unit="pudong")
    path = f"/api/staff/{person['id']}"
    assert (await seat.get("/api/staff")).status_code == 403
    assert (await seat.get(f"{path}/history")).status_code == 403
    for move in ("", "/deactivate", "/reactivate", "/password"):
        assert (await seat.post(path + move, {"name": "谁"})).status_code == 403, move
    refused = await seat.post("/api/staff", {"login": "y", "name": "y", "roles": ["operator"]})
    assert refused.status_code == 403
