"""The route by which administrators merge, rename or dissolve a unit in the draft of the profile."""

from fastapi import APIRouter, Request, Response

from lianxin.administration import UnitChange, retire_unit, standing
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
