"""Routes for administrators to set up the seats of staff: place, SIP phone, mobile, skills."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from lianxin.calls import seat_setups
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Viewer
from lianxin.web.requests import answer, once, reading
from lianxin.web.shapes import telephone as shapes

router = APIRouter(prefix="/api/staff", tags=["people"])


@router.get("/{staff_id}/seat", response_model=seat_setups.SeatSetup)
async def get_staff_seat(request: Request, staff_id: UUID) -> Response:
    """Returns what is set for a person's seat; the mobile is masked. Only for administrators.

    It is refused for people who take no calls.
    """
    async with reading(request) as (work, viewer):
        return answer(await seat_setups.seat_setup(work, viewer.actor, staff_id))


@router.post("/{staff_id}/seat", response_model=seat_setups.SeatSetup)
async def post_staff_seat(request: Request, staff_id: UUID, body: shapes.SeatChange) -> Response:
    """Changes where a seat is and the telephone that the trunk reaches.

    It is refused for a number that is none or is abroad. Only for administrators.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> seat_setups.SeatSetup:
        await seat_setups.change_setup(work, viewer.actor, staff_id, body.place, body.mobile)
        return await seat_setups.seat_setup(work, viewer.actor, staff_id)

    return await once(request, act)


@router.post("/{staff_id}/seat/account", response_model=seat_setups.SeatAccount)
async def post_staff_seat_account(request: Request, staff_id: UUID) -> Response:
    """Gives a seat an account for a SIP phone, or its account a new password.

    The password is returned only here; of it only the digest is stored. Only for administrators.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> seat_setups.SeatAccount:
        return await seat_setups.give_account(work, viewer.actor, staff_id)

    return await once(request, act, keep=False)


@router.post("/{staff_id}/seat/account/remove", response_model=seat_setups.SeatSetup)
async def post_staff_seat_account_removal(request: Request, staff_id: UUID) -> Response:
    """Removes the account of a seat's SIP phone. Only for administrators."""

    async def act(work: UnitOfWork, viewer: Viewer) -> seat_setups.SeatSetup:
        await seat_setups.remove_account(work, viewer.actor, staff_id)
        return await seat_setups.seat_setup(work, viewer.actor, staff_id)

    return await once(request, act)


@router.post("/{staff_id}/seat/skills", response_model=seat_setups.SeatSetup)
async def post_staff_seat_skills(request: Request, staff_id: UUID, body: shapes.SeatSkillsChange) -> Response:
    """Sets levels of skills of a seat; skills that are not named stay. A seat that gets calls has them at once.

    It is refused for a skill that the city does not have, and for levels outside 0 to 5. Only for administrators.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> seat_setups.SeatSetup:
        await seat_setups.set_seat_skills(work, viewer.actor, staff_id, body.levels)
        return await seat_setups.seat_setup(work, viewer.actor, staff_id)

    return await once(request, act)
