"""Routes for supervisors and the hotline office: late cases by unit, and records that wait for a decision."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from lianxin.cases import (
    RecordKind,
    answers,
    case_exits,
    case_of_number,
    check_seen,
    late_units,
    read_number,
    sight_of,
    waiting_records,
)
from lianxin.city import current_profile
from lianxin.insight import Without, without_order
from lianxin.web.requests import answer, reading
from lianxin.web.shapes import supervision as shapes

router = APIRouter(prefix="/api", tags=["supervision"])


@router.get("/supervision/units", response_model=shapes.LateUnits)
async def get_late_units(request: Request) -> Response:
    """Returns the cases that are overdue or due within a day, counted by lead unit and by how late they are.

    Only for supervisors and the hotline office.
    """
    async with reading(request) as (work, viewer):
        sight = sight_of(viewer.actor, await current_profile(work))
        return answer(shapes.LateUnits(await late_units(work, viewer.actor, sight)))


@router.get("/supervision/exits", response_model=answers.CaseExits)
async def get_exits(request: Request, days: Annotated[int, Query(ge=1, le=366)] = 30) -> Response:
    """Returns who reported withdrawals and on what grounds requests were refused in the last `days`.

    Only for supervisors and the hotline office.
    """
    async with reading(request) as (work, viewer):
        sight = sight_of(viewer.actor, await current_profile(work))
        return answer(await case_exits(work, viewer.actor, sight, work.now - timedelta(days=days)))


@router.get("/records", response_model=shapes.Records)
async def get_records(request: Request, kind: Annotated[list[RecordKind] | None, Query()] = None) -> Response:
    """Returns the waiting records of these kinds (all by default), oldest first, at most 200.

    Only for supervisors and the hotline office.
    """
    async with reading(request) as (work, viewer):
        sight = sight_of(viewer.actor, await current_profile(work))
        return answer(shapes.Records(await waiting_records(work, viewer.actor, sight, kind or list(RecordKind))))


@router.get("/cases/{number}/orders/{order_id}/without", response_model=Without)
async def get_without(request: Request, number: str, order_id: UUID) -> Response:
    """Returns the indicators of the order's unit as they are and as they would be if this order were excluded.

    Indicators that would not change are left out. Only for supervisors and the hotline office.
    """
    async with reading(request) as (work, viewer):
        await check_seen(work, sight_of(viewer.actor, await current_profile(work)), read_number(number))
        case_id = await case_of_number(work, read_number(number))
        return answer(await without_order(work, viewer.actor, case_id, order_id))
