"""Routes by which administrators merge, rename or dissolve a unit in the draft, and cancel a planned version."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from lianxin.administration import UnitChange, cancel_plan, retire_unit, standing
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Viewer
from lianxin.web.api.administration import standing_view
from lianxin.web.problems import language_of
from lianxin.web.requests import once
from lianxin.web.shapes import administration as shapes

router = APIRouter(prefix="/api/administration", tags=["administration"])


@router.post("/profile/unit-changes", response_model=shapes.Standing)
async def post_unit_change(request: Request, body: UnitChange) -> Response:
    """Merges, renames or dissolves a unit in the draft: the rows that name it name its successor.

    Publishing moves its open orders and people. It is refused for an unknown unit or successor.
    Only for administrators.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> shapes.Standing:
        await retire_unit(work, viewer.actor, body)
        return standing_view(await standing(work, viewer.actor), language_of(request))

    return await once(request, act)


@router.post("/profile/plans/{plan_id}/cancel", response_model=shapes.Standing)
async def post_plan_cancelled(request: Request, plan_id: UUID) -> Response:
    """Cancels a version that was to take effect on a later day. Only for administrators."""

    async def act(work: UnitOfWork, viewer: Viewer) -> shapes.Standing:
        await cancel_plan(work, viewer.actor, plan_id)
        return standing_view(await standing(work, viewer.actor), language_of(request))

    return await once(request, act)
