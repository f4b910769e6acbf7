"""Routes for figures, the cases behind each figure, and the live board."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from lianxin.calls import CallFigures, FiguresBy, call_figures
from lianxin.insight import Board, Figures, HowCounted, Wish, board, figures, how_counted
from lianxin.kernel.errors import Invalid
from lianxin.web.requests import answer, reading

router = APIRouter(prefix="/api", tags=["figures"])


class NoZone(Invalid):
    """A time has no zone, so it does not name a moment."""

    code = "web.no_zone"


def wish_of(
    unit: str = "",
    topic: str = "",
    district: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> Wish:
    """Returns the scope of the figures: unit, topic, district and period; raises NoZone."""
    for name, at in (("since", since), ("until", until)):
        if at is not None and at.tzinfo is None:
            raise NoZone(field=name)
    return Wish(unit, topic, district, since, until)


Wished = Annotated[Wish, Depends(wish_of)]


@router.get("/figures", response_model=Figures)
async def get_figures(request: Request, wish: Wished) -> Response:
    """Returns all indicators of a period, each with its value in the preceding period of the same length.

    The default period is the present week so far. It is refused if the period ends before it begins or has not begun,
    if the city has no such unit, topic or district, and if the viewer may not see these figures.
    """
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
    """Returns how an indicator was counted: the formula, and one page of cases, newest first.

    `part` is `counted`, `not_counted` or `left_out`. Of a case that the viewer may not see, only the reason is shown.
    It is refused for an unknown indicator, part or cursor, and for whatever `GET /api/figures` refuses.
    """
    async with reading(request) as (work, viewer):
        return answer(await how_counted(work, viewer.actor, code, wish, part, cursor, limit))


@router.get("/figures/calls", response_model=CallFigures)
async def get_call_figures(
    request: Request, by: FiguresBy | None = None, since: datetime | None = None, until: datetime | None = None
) -> Response:
    """Returns the figures of calls of a period, by default of today so far, in total and by queue, skill, seat or slot.

    A slot is five minutes. A period has at most 31 days, by slot one day. It is refused if the period ends before it
    begins, has not begun or is too long, and if the viewer may not see the figures of the city.
    """
    wish = wish_of(since=since, until=until)
    async with reading(request) as (work, viewer):
        return answer(await call_figures(work, viewer.actor, by, wish.since, wish.until))


@router.get("/board", response_model=Board)
async def get_board(request: Request) -> Response:
    """Returns the live board of the city, or of the viewer's unit. It is refused if the viewer may not see figures."""
    async with reading(request) as (work, viewer):
        return answer(await board(work, viewer.actor))
