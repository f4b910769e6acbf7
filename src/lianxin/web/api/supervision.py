"""What supervisors and the hotline office look at: what is late by unit, and records that wait for them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from lianxin.cases import RecordKind, case_of_number, check_seen, late_units, read_number, sight_of, waiting_records
from lianxin.city import current_profile
from lianxin.insight import Without, without_order
from lianxin.web.requests import answer, reading
from lianxin.web.shapes import supervision as shapes

router = APIRouter(prefix="/api", tags=["supervision"])


@router.get("/supervision/units", response_model=shapes.LateUnits)
async def get_late_units(request: Request) -> Response:
    """What is overdue or due within a day, by unit and by how late."""
    async with reading(request) as (work, viewer):
        sight = sight_of(viewer.actor, await current_profile(work))
        return answer(shapes.LateUnits(await late_units(work, viewer.actor, sight)))


@router.get("/records", response_model=shapes.Records)
async def get_records(request: Request, kind: Annotated[list[RecordKind] | None, Query()] = None) -> Response:
    """Waiting records of these kinds (all unless said), oldest first, at most 200."""
    async with reading(request) as (work, viewer):
        sight = sight_of(viewer.actor, await current_profile(work))
        return answer(shapes.Records(await waiting_records(work, viewer.actor, sight, kind or list(RecordKind))))


@router.get("/cases/{number}/orders/{order_id}/without", response_model=Without)
async def get_without(request: Request, number: str, order_id: UUID) -> Response:
    """What the unit's indicators would be if this order were excluded: only those that it changes."""
    async with reading(request) as (work, viewer):
        await check_seen(work, sight_of(viewer.actor, await current_profile(work)), read_number(number))
        case_id = await case_of_number(work, read_number(number))
        return answer(await without_order(work, viewer.actor, case_id, order_id))
