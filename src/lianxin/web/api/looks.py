"""Routes for those who review looks."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from lianxin.looks import LookFilter, LookPage, look_page
from lianxin.people import RevealReason
from lianxin.web.requests import answer, reading

router = APIRouter(prefix="/api", tags=["looks"])

_Way = Literal["", "reveal", "page", "print", "attachment", "callers", "number", "export", "alarm", "grant"]


@router.get("/looks", response_model=LookPage)
async def get_looks(
    request: Request,
    person: UUID | None = None,
    reason: RevealReason | None = None,
    way: _Way = "",
    before: Annotated[int, Query(ge=0, lt=1 << 62)] = 0,
) -> Response:
    """Returns looks at citizens' data, exports, alarms and granted access, latest first, without the viewer's own.

    Reasons are masked. Only for supervisors and administrators.
    """
    async with reading(request) as (work, viewer):
        return answer(await look_page(work, viewer.actor, LookFilter(person, reason, way, before)))
