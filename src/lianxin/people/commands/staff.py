"""Adds, changes, deactivates and reactivates staff accounts."""

import secrets
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TypedDict, Unpack
from uuid import UUID

from lianxin.kernel.errors import Conflict, Invalid, NotFound
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.ids import StaffId, new_id
from lianxin.kernel.work import UnitOfWork
from lianxin.people.events import AccessGranted, StaffAdded, StaffChanged, StaffDeactivated, StaffReactivated
from lianxin.people.passwords import hashed
from lianxin.people.rows import Staff, StaffRow, ref_of
from lianxin.people.rules.permissions import (
    Action,
    Actor,
    Employer,
    Role,
    allow,
    check_employer,
    roles_that_open_citizens,
)

STAFF_AUDIENCE = frozenset({"desk"})
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
_WHO_IS_ALARMED = frozenset({"oversight"})
_KEEPERS = 2
NEED_A_UNIT = frozenset({Role.UNIT_HANDLER})


class LoginTaken(Conflict):
    """Another member of staff has this login."""

    code = "people.login_taken"


class InvalidStaff(Invalid):
    """A field has an invalid value."""

    code = "people.invalid_staff"


class LastAdministrator(Conflict):
    """The change would leave the city without an administrator."""

    code = "people.last_administrator"


class KeepersNamed(Conflict):
    """The city has named its two keepers of sealed tip-offs already."""

    code = "people.keepers_named"


class OwnAdministrator(Conflict):
    """Administrators cannot remove their own role; another administrator can."""

    code = "people.own_administrator"


def tidy_login(login: str) -> str:
    """Returns a login as it is stored and looked up: half width, lower case, trimmed."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


async def add_staff(
    work: UnitOfWork,
    actor: Actor,
    *,
    login: str,
    name: str,
    roles: Collection[Role],
    unit: str | None = None,
    password: str = "",
    locale: str = "zh-CN",
    languages: Sequence[str] = ("zh-CN",),
    one_time: bool = False,
    employer: Employer | None = None,
) -> Staff:
    """Adds a member of staff; without a password they can sign in only by one click in a demo city.

    A `one_time` password must be replaced at the first sign-in. Without `employer`, unit handlers belong to their unit
    and others to the hotline office. Raises NotPermitted, InvalidStaff, RoleNotForEmployer, LoginTaken, WeakPassword.
    """
    allow(actor, Action.ADMINISTER)
    named = StaffId(new_id()), tidy_login(login), name.strip()
    works_for = employer or (Employer.UNIT if set(roles) <= NEED_A_UNIT else Employer.OFFICE)
    person = Staff(*named, tuple(roles), unit, locale, tuple(languages), active=True, employer=works_for)
    await _check(work, person)
    added = await work.run(
        "INSERT INTO staff"
        " (city_id, id, login, name, password_hash, roles, unit, locale, languages, active, one_time, employer,"
        " created_at)"
        " VALUES (%(city)s, %(id)s, %(login)s, %(name)s, %(hash)s, %(roles)s, %(unit)s, %(locale)s, %(languages)s,"
        " true, %(one_time)s, %(employer)s, %(now)s) ON CONFLICT (city_id, login) DO NOTHING",
        **vars(stored(person)),
        hash=await hashed(password),
        one_time=one_time,
    )
    if not added:
        raise LoginTaken(login=person.login)
    added_as = StaffAdded(person.id, person.login, [*map(str, roles)], unit, works_for)
    work.record(added_as, about=SubjectRef("staff", str(person.id)), audience=STAFF_AUDIENCE)
    _alarm_access(work, person, person.roles)
    return person


def _alarm_access(work: UnitOfWork, person: Staff, granted: Collection[Role]) -> None:
    """Records that a person got roles which open citizens' data, so that other people than the administrator see it."""
    opening = roles_that_open_citizens(granted)
    if opening:
        work.record(
            AccessGranted(person.id, person.login, opening),
            about=SubjectRef("staff", str(person.id)),
            audience=_WHO_IS_ALARMED,
        )


class StaffChanges(TypedDict, total=False):
    """The fields that can be changed; missing fields stay as they are."""

    name: str
    roles: tuple[Role, ...]
    unit: str | None
    locale: str
    languages: tuple[str, ...]
    employer: Employer


async def change_staff(
    work: UnitOfWork, actor: Actor, staff_id: StaffId, *, password: str | None = None, **changes: Unpack[StaffChanges]
) -> Staff:
    """Changes the given fields. A new password ends every session of the account."""
    allow(actor, Action.ADMINISTER)
    before = await staff_member(work, staff_id)
    after = replace(before, **changes)
    await _check(work, after)
    if Role.ADMINISTRATOR not in after.roles:
        await keep_administrator(work, actor, before)
    was = vars(stored(before))
    values = {name: value for name, value in vars(stored(after)).items() if was[name] != value}
    changed = list(values)
    if password is not None:
        values |= {"password_hash": await hashed(password), "one_time": False}
        changed.append("password")
        await end_sessions(work, staff_id)
    work.change("staff", staff_id, **values)
    if changed:
        work.record(
            StaffChanged(staff_id, changed, [*map(str, after.roles)], after.unit, after.employer),
            about=SubjectRef("staff", str(staff_id)),
            audience=STAFF_AUDIENCE,
        )
    _alarm_access(work, after, set(after.roles) - set(before.roles))
    return after


async def deactivate_staff(work: UnitOfWork, actor: Actor, staff_id: StaffId) -> None:
    """Ends all sessions and prevents new sign-ins. Earlier actions remain under the person's name."""
    allow(actor, Action.ADMINISTER)
    person = await staff_member(work, staff_id)
    if not person.active:
        return
    await keep_administrator(work, actor, person)
    work.change("staff", staff_id, active=False)
    await end_sessions(work, staff_id)
    work.record(StaffDeactivated(staff_id), about=SubjectRef("staff", str(staff_id)), audience=STAFF_AUDIENCE)


async def reactivate_staff(work: UnitOfWork, actor: Actor, staff_id: StaffId) -> None:
    """Allows a member of staff to sign in again, with the same password."""
    allow(actor, Action.ADMINISTER)
    person = await staff_member(work, staff_id)
    if person.active:
        return
    await check_keepers(work, person)
    work.change("staff", staff_id, active=True)
    work.record(StaffReactivated(staff_id), about=SubjectRef("staff", str(staff_id)), audience=STAFF_AUDIENCE)


async def give_password(work: UnitOfWork, actor: Actor, staff_id: StaffId) -> str:
    """Sets a one-time password and returns it; it cannot be shown again. Ends every session of the account."""
    allow(actor, Action.ADMINISTER)
    person = await staff_member(work, staff_id)
    password = one_time_password()
    work.change("staff", staff_id, password_hash=await hashed(password), one_time=True)
    await end_sessions(work, staff_id)
    work.record(
        StaffChanged(staff_id, ["password"], [*map(str, person.roles)], person.unit, person.employer),
        about=SubjectRef("staff", str(staff_id)),
        audience=STAFF_AUDIENCE,
    )
    return password


def one_time_password() -> str:
    """Returns sixteen letters and digits in groups of four, chosen to be read over the telephone."""
    return "-".join("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(4))


async def keep_administrator(work: UnitOfWork, actor: Actor, person: Staff) -> None:
    """Raises OwnAdministrator or LastAdministrator if the city would lose an administrator it needs.

    Locks all administrators, so that two cannot remove each other at the same time.
    """
    if Role.ADMINISTRATOR not in person.roles or not person.active:
        return
    if person.actor.ref == actor.ref:
        raise OwnAdministrator
    left = await work.column(
        UUID,
        "SELECT id FROM staff WHERE city_id = %(city)s AND active AND %(role)s = ANY(roles) ORDER BY id FOR UPDATE",
        role=Role.ADMINISTRATOR.value,
    )
    if set(left) <= {person.id}:
        raise LastAdministrator


async def check_keepers(work: UnitOfWork, person: Staff) -> None:
    """Raises KeepersNamed if this person would be the third active keeper of sealed tip-offs."""
    if Role.SEALED_KEEPER in person.roles and len(await keepers_of_sealed(work) - {person.actor.ref}) >= _KEEPERS:
        raise KeepersNamed(most=_KEEPERS)


async def keepers_of_sealed(work: UnitOfWork) -> frozenset[str]:
    """Returns the references of the active keepers of sealed tip-offs, whom an administrator names."""
    statement = "SELECT id FROM staff WHERE city_id = %(city)s AND active AND %(role)s = ANY(roles)"
    return frozenset(ref_of(StaffId(one)) for one in await work.column(UUID, statement, role=Role.SEALED_KEEPER.value))


async def end_sessions(work: UnitOfWork, staff_id: StaffId) -> None:
    """Ends every session of a member of staff."""
    await work.run("DELETE FROM sessions WHERE city_id = %(city)s AND staff_id = %(id)s", id=staff_id)


async def staff_member(work: UnitOfWork, staff_id: StaffId) -> Staff:
    """Returns one member of staff and locks the row; raises NotFound."""
    found = await work.row(
        StaffRow,
        "SELECT id, login, name, roles, unit, locale, languages, active, employer FROM staff"
        " WHERE city_id = %(city)s AND id = %(id)s FOR UPDATE",
        id=staff_id,
    )
    if found is None:
        raise NotFound(staff=str(staff_id))
    return found.staff()


def stored(person: Staff) -> StaffRow:
    """Returns the row of a member of staff."""
    return StaffRow(
        id=person.id,
        login=person.login,
        name=person.name,
        roles=[*map(str, person.roles)],
        unit=person.unit,
        locale=person.locale,
        languages=list(person.languages),
        active=person.active,
        employer=person.employer.value,
    )


async def _check(work: UnitOfWork, person: Staff) -> None:
    """Raises InvalidStaff naming the first field with an invalid value, RoleNotForEmployer or KeepersNamed."""
    if not person.login or any(sign.isspace() for sign in person.login):
        raise InvalidStaff(field="login")
    if not person.name:
        raise InvalidStaff(field="name")
    if not person.roles:
        raise InvalidStaff(field="roles")
    if NEED_A_UNIT & set(person.roles) and not person.unit:
        raise InvalidStaff(field="unit")
    check_employer(person.employer, person.roles)
    await check_keepers(work, person)
