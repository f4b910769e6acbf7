"""Staff: who may sign in, and who says so."""

import pytest

from builders.people import City, a_city, a_member_of_staff, signed_in
from lianxin.kernel.database import Database
from lianxin.kernel.errors import NotFound
from lianxin.kernel.ids import StaffId, new_id
from lianxin.people import (
    SYSTEM,
    Actor,
    Employer,
    InvalidStaff,
    LoginTaken,
    NotPermitted,
    Role,
    RoleNotForEmployer,
    WeakPassword,
    add_staff,
    change_staff,
    deactivate_staff,
    names_of,
    staff_list,
    units_of,
    viewer,
)

pytestmark = pytest.mark.moment

OPERATOR = Actor("staff:1", frozenset({Role.OPERATOR}))


@pytest.fixture
async def city(database: Database) -> City:
    return await a_city(database, demo=True)


async def test_a_new_member_of_staff_is_listed_and_recorded_without_the_password(city: City):
    async with city.begin(actor="staff:admin") as work:
        added = await add_staff(
            work, SYSTEM, login="  Zhang.San ", name="张三", roles=[Role.CHECKER], password="correct horse battery"
        )
    async with city.read() as work:
        assert await staff_list(work, SYSTEM) == [added]
        stored = await work.value("SELECT password_hash FROM staff WHERE city_id = %(city)s")
    assert added.login == "zhang.san"
    assert stored.startswith("$argon2id$")
    assert await city.events("people.staff_added") == [
        (
            "staff:admin",
            {"staff_id": str(added.id), "login": "zhang.san", "roles": ["checker"], "employer": "office"},
            ["desk"],
        )
    ]


async def test_a_login_belongs_to_one_person_whatever_its_case_and_width(city: City):
    async with city.begin() as work:
        await add_staff(work, SYSTEM, login="lisi", name="李四", roles=[Role.OPERATOR])
        with pytest.raises(LoginTaken):
            await add_staff(work, SYSTEM, login="ＬｉＳｉ", name="李思", roles=[Role.OPERATOR])


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("login", {"login": "two words"}), ("name", {"name": " "}), ("roles", {"roles": []}), ("unit", {"unit": None})],
)
async def test_what_makes_no_sense_is_refused_by_field(city: City, field: str, wrong: dict):
    right = {"login": "wang", "name": "王五", "roles": [Role.UNIT_HANDLER], "unit": "pudong"}
    async with city.begin() as work:
        with pytest.raises(InvalidStaff) as refused:
            await add_staff(work, SYSTEM, **{**right, **wrong})
    assert refused.value.facts == {"field": field}


@pytest.mark.parametrize("role", [Role.RETURN_OFFICER, Role.REVIEW_OFFICER, Role.HOTLINE_OFFICE, Role.ADMINISTRATOR])
async def test_people_of_the_provider_never_get_a_role_of_the_office(city: City, role: Role):
    async with city.begin() as work:
        person = await a_member_of_staff(work)
        await change_staff(work, SYSTEM, person.id, employer=Employer.PROVIDER)
        with pytest.raises(RoleNotForEmployer) as refused:
            await change_staff(work, SYSTEM, person.id, roles=(Role.OPERATOR, role))
        officer = await a_member_of_staff(work, role)
        with pytest.raises(RoleNotForEmployer):
            await change_staff(work, SYSTEM, officer.id, employer=Employer.PROVIDER)
    assert refused.value.facts["role"] == role


async def test_a_unit_handler_works_for_the_unit_and_others_for_the_office_unless_it_is_said(city: City):
    async with city.begin() as work:
        handler = await a_member_of_staff(work, Role.UNIT_HANDLER, unit="pudong")
        assert (handler.employer, (await a_member_of_staff(work)).employer) == (Employer.UNIT, Employer.OFFICE)
        seat = await add_staff(
            work, SYSTEM, login="seat", name="赵一", roles=[Role.OPERATOR], employer=Employer.PROVIDER
        )
    async with city.read() as work:
        assert next(one for one in await staff_list(work, SYSTEM) if one.id == seat.id).actor.employer == "provider"


async def test_a_short_password_is_refused(city: City):
    async with city.begin() as work:
        with pytest.raises(WeakPassword):
            await a_member_of_staff(work, password="12345")


async def test_only_administrators_add_change_and_deactivate(city: City):
    async with city.begin() as work:
        person = await a_member_of_staff(work)
        with pytest.raises(NotPermitted):
            await add_staff(work, OPERATOR, login="x", name="x", roles=[Role.OPERATOR])
        with pytest.raises(NotPermitted):
            await change_staff(work, OPERATOR, person.id, roles=(Role.ADMINISTRATOR,))
        with pytest.raises(NotPermitted):
            await deactivate_staff(work, OPERATOR, person.id)
        with pytest.raises(NotPermitted):
            await staff_list(work, OPERATOR)


async def test_a_change_of_roles_shows_at_the_next_request(city: City):
    session = await signed_in(city, Role.OPERATOR)
    async with city.begin() as work:
        await change_staff(work, SYSTEM, session.viewer.staff_id, roles=(Role.UNIT_HANDLER,), unit="pudong")
    async with city.read() as work:
        seen = await viewer(work, session.token)
    assert seen is not None
    assert (seen.roles, seen.unit, seen.desks) == ((Role.UNIT_HANDLER,), "pudong", ("unit", "praise"))
    [(_, data, _)] = await city.events("people.staff_changed")
    assert data["fields"] == ["roles", "unit"]


async def test_a_change_that_changes_nothing_records_nothing(city: City):
    async with city.begin() as work:
        person = await a_member_of_staff(work)
        await change_staff(work, SYSTEM, person.id, name=person.name)
    assert await city.events("people.staff_changed") == []


async def test_a_new_password_and_a_deactivation_end_every_session(city: City):
    first, second = await signed_in(city), await signed_in(city)
    async with city.begin() as work:
        await change_staff(work, SYSTEM, first.viewer.staff_id, password="another long password")
        await deactivate_staff(work, SYSTEM, second.viewer.staff_id)
        await deactivate_staff(work, SYSTEM, second.viewer.staff_id)
    async with city.read() as work:
        assert await viewer(work, first.token) is None
        assert await viewer(work, second.token) is None
        assert await work.value("SELECT count(*) FROM sessions WHERE city_id = %(city)s") == 0
    assert len(await city.events("people.staff_deactivated")) == 1


async def test_nobody_is_changed_who_is_not_there(city: City):
    async with city.begin() as work:
        with pytest.raises(NotFound):
            await change_staff(work, SYSTEM, StaffId(new_id()), name="谁")


async def test_histories_name_staff_and_leave_others_out(city: City):
    async with city.begin() as work:
        person = await a_member_of_staff(work)
        ref = f"staff:{person.id}"
        assert await names_of(work, [ref, "system", f"citizen:{new_id()}"]) == {ref: "王小明"}
        assert await names_of(work, ["system"]) == {}


async def test_units_are_given_by_reference_where_there_is_one(city: City):
    async with city.begin() as work:
        handler = await a_member_of_staff(work, Role.UNIT_HANDLER, unit="pudong")
        operator = await a_member_of_staff(work)
    async with city.read() as work:
        refs = {f"staff:{handler.id}", f"staff:{operator.id}", f"staff:{new_id()}", f"citizen:{new_id()}", "system"}
        assert await units_of(work, refs) == {f"staff:{handler.id}": "pudong"}
        assert await units_of(work, {"system"}) == {}
