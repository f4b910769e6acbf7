"""Routes for administrators to manage staff; and a route that reveals a citizen's contact data for a reason."""

from dataclasses import dataclass, field, replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from lianxin.calls import recent_callers
from lianxin.cases import answers, read_number, reveal
from lianxin.city import current_profile
from lianxin.kernel.errors import DomainError
from lianxin.kernel.ids import StaffId
from lianxin.kernel.work import UnitOfWork
from lianxin.people import (
    Action,
    Employer,
    InvalidStaff,
    RevealReason,
    Role,
    Staff,
    Viewer,
    add_staff,
    allow,
    change_staff,
    deactivate_staff,
    give_password,
    one_time_password,
    reactivate_staff,
    staff_history,
    staff_list,
)
from lianxin.web.problems import language_of, sentence_of
from lianxin.web.requests import answer as answered
from lianxin.web.requests import once, reading
from lianxin.web.shapes import administration
from lianxin.web.shapes import people as shapes_people

router = APIRouter(prefix="/api", tags=["people"])

_AT_ONCE = 50  # people: hashing the one-time passwords then takes a second or two


@dataclass(frozen=True)
class NewStaff:
    """A new member of staff. `unit` is a unit's code. Without a password the answer contains a one-time password.

    Without `employer`, unit handlers belong to their unit and others to the hotline office.
    """

    login: str
    name: str
    roles: list[Role]
    password: str = ""
    unit: str | None = None
    locale: str = "zh-CN"
    languages: list[str] = field(default_factory=lambda: ["zh-CN"])
    employer: Employer | None = None


@dataclass(frozen=True)
class StaffAtOnce:
    """Several new members of staff, for example from an office's list."""

    people: Annotated[list[NewStaff], Field(min_length=1, max_length=_AT_ONCE)]


@dataclass(frozen=True)
class StaffChange:
    """Changes of a member of staff. A field that is null stays as it is; an empty `unit` removes the unit."""

    name: str | None = None
    roles: list[Role] | None = None
    password: str | None = None
    unit: str | None = None
    locale: str | None = None
    languages: list[str] | None = None
    employer: Employer | None = None


@dataclass(frozen=True)
class AskReveal:
    """The reason for revealing the citizen.

    A look outside the viewer's own work requires a `note` of eight letters or more, and so does the reason `other`.
    """

    reason: RevealReason
    note: str = ""


@router.get("/staff", response_model=shapes_people.StaffList)
async def get_staff(request: Request) -> Response:
    """Returns all members of staff by login, also those who may no longer sign in. Only for administrators."""
    async with reading(request) as (work, viewer):
        return answered(shapes_people.StaffList([_shown(person) for person in await staff_list(work, viewer.actor)]))


@router.post("/staff", status_code=201, response_model=shapes_people.StaffWelcomed)
async def post_staff(request: Request, body: NewStaff) -> Response:
    """Adds a member of staff, who may sign in from now on.

    It is refused if the login is taken, a field is wrong, the password is too weak, or people of the employer cannot
    hold a role. Only for administrators.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> shapes_people.StaffWelcomed:
        return await welcome(work, viewer, body)

    return await once(request, act, 201)


@router.post("/staff/list", response_model=administration.StaffListed)
async def post_staff_list(request: Request, body: StaffAtOnce) -> Response:
    """Adds several members of staff. A person who cannot be added is listed with the reason; the others are added.

    Only for administrators.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> administration.StaffListed:
        allow(viewer.actor, Action.ADMINISTER)
        return administration.StaffListed([await _listed(request, work, viewer, person) for person in body.people])

    return await once(request, act)


async def _listed(request: Request, work: UnitOfWork, viewer: Viewer, person: NewStaff) -> administration.ListedStaff:
    """Adds one of several people; returns the reason instead if that is refused."""
    try:
        return administration.ListedStaff(person.login, await welcome(work, viewer, person), None)
    except DomainError as error:
        words = sentence_of(error.code, language_of(request), **error.facts)
        return administration.ListedStaff(person.login, None, administration.NotAdded(error.code, words))


async def welcome(work: UnitOfWork, viewer: Viewer, person: NewStaff) -> shapes_people.StaffWelcomed:
    """Adds a member of staff and returns them, with a one-time password if `person` has no password."""
    await check_unit(work, person.unit)
    once_only = "" if person.password else one_time_password()
    added = await add_staff(
        work, viewer.actor, **vars(replace(person, password=person.password or once_only)), one_time=bool(once_only)
    )
    return shapes_people.StaffWelcomed(**vars(_shown(added)), one_time_password=once_only)


@router.post("/staff/{staff_id}", response_model=shapes_people.StaffMember)
async def post_staff_change(request: Request, staff_id: UUID, body: StaffChange) -> Response:
    """Changes the name, roles, unit, languages or password of a member of staff. A new password ends their sessions.

    It is refused if a field is wrong, if people of the employer cannot hold a role, and if it removes the
    administrator role of the viewer or of the last administrator. Only for administrators.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> shapes_people.StaffMember:
        await check_unit(work, body.unit)
        changes = {name: value for name, value in vars(body).items() if value is not None}
        changes |= {"unit": body.unit or None} if body.unit is not None else {}
        return _shown(await change_staff(work, viewer.actor, StaffId(staff_id), **changes))

    return await once(request, act)


@router.post("/staff/{staff_id}/deactivate", response_model=shapes_people.Activity)
async def post_staff_deactivation(request: Request, staff_id: UUID) -> Response:
    """Deactivates an account: this person may no longer sign in. Only for administrators.

    It is refused for the viewer's own account and for the last administrator's.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> shapes_people.Activity:
        await deactivate_staff(work, viewer.actor, StaffId(staff_id))
        return shapes_people.Activity(staff_id, active=False)

    return await once(request, act)


@router.post("/staff/{staff_id}/reactivate", response_model=shapes_people.Activity)
async def post_staff_reactivation(request: Request, staff_id: UUID) -> Response:
    """Reactivates an account: this person may sign in again, with the same password. Only for administrators."""

    async def act(work: UnitOfWork, viewer: Viewer) -> shapes_people.Activity:
        await reactivate_staff(work, viewer.actor, StaffId(staff_id))
        return shapes_people.Activity(staff_id, active=True)

    return await once(request, act)


@router.post("/staff/{staff_id}/password", response_model=administration.OneTimePassword)
async def post_staff_password(request: Request, staff_id: UUID) -> Response:
    """Sets a one-time password and ends the person's sessions. Only for administrators.

    The password is returned only here and is not stored in clear.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> administration.OneTimePassword:
        return administration.OneTimePassword(await give_password(work, viewer.actor, StaffId(staff_id)))

    return await once(request, act, keep=False)


@router.get("/staff/{staff_id}/history", response_model=administration.StaffHistory)
async def get_staff_history(request: Request, staff_id: UUID) -> Response:
    """Returns the changes to an account, newest first: what, when and by whom. Only for administrators."""
    async with reading(request) as (work, viewer):
        found = await staff_history(work, viewer.actor, StaffId(staff_id))
        return answered(administration.StaffHistory(found))


@router.post("/cases/{number}/reveal", response_model=answers.Revealed)
async def post_reveal(request: Request, number: str, body: AskReveal) -> Response:
    """Returns the unmasked name and phone number of a case's citizen, and records who looked and why.

    The answer is never stored. It is refused if the viewer may not see the case or the citizen, for a unit that has
    nothing to do in the case, without a note that is required, beyond the hourly limit of the person, and if the
    citizen's data was erased.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> answers.Revealed:
        case = read_number(number)
        callers = await recent_callers(work, viewer.actor)
        return await reveal.reveal(work, viewer.actor, case, body.reason, body.note, callers=callers)

    return await once(request, act, keep=False)


async def check_unit(work: UnitOfWork, unit: str | None) -> None:
    """Raises InvalidStaff if the city has no such unit."""
    if unit and unit not in (await current_profile(work)).unit_codes:
        raise InvalidStaff(field="unit")


def _shown(person: Staff) -> shapes_people.StaffMember:
    """Returns a member of staff for the administrator's page."""
    return shapes_people.StaffMember(
        id=person.id,
        login=person.login,
        name=person.name,
        roles=list(person.roles),
        unit=person.unit,
        locale=person.locale,
        languages=list(person.languages),
        active=person.active,
        employer=person.employer,
    )
