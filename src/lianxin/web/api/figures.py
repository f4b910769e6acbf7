"""Figures, how each was counted, and the live board."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from lianxin.insight import Board, Figures, HowCounted, Wish, board, figures, how_counted
from lianxin.kernel.errors import Invalid
from lianxin.web.requests import answer, reading

router = APIRouter(prefix="/api", tags=["figures"])


class NoZone(Invalid):
    """A time without its zone says no moment."""

    code = "web.no_zone"


def wish_of(
    unit: str = "",
    topic: str = "",
    district: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> Wish:
    """What is asked about; raises NoZone."""
    for name, at in (("since", since), ("until", until)):
        if at is not None and at.tzinfo is None:
            raise NoZone(field=name)
    return Wish(unit, topic, district, since, until)


Wished = Annotated[Wish, Depends(wish_of)]


@router.get("/figures", response_model=Figures)
async def get_figures(request: Request, wish: Wished) -> Response:
    """All indicators of a period (this week so far unless said), each with the period of the same length before."""
    async with reading(request) as (work, viewer):
        return answer(await figures(work, viewer.actor, wish))


@router.get("/figures/{code}/cases", response_model=HowCounted)
async def get_counted(
    request: Request,
    code: str,
    wish: Wished,
    part: str = "counted",
    cursor: str = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """How it was counted: formula, and the cases counted, not_counted or left_out (`part`), newest first."""
    async with reading(request) as (work, viewer):
        return answer(await how_counted(work, viewer.actor, code, wish, part, cursor, limit))


@router.get("/board", response_model=Board)
async def get_board(request: Request) -> Response:
    """The live board of the city, or of the viewer's unit."""
    async with reading(request) as (work, viewer):
        return answer(await board(work, viewer.actor))
