"""The public pages of summaries that a person approved, in cities that have them switched on: the list, and one."""

from typing import Any
from uuid import UUID

import segno
from fastapi import APIRouter, Request, Response

from lianxin.cases import NotPublic, public_summaries
from lianxin.web.portal import moments
from lianxin.web.portal.page import PortalRoute, city_of, render
from lianxin.web.portal.visitor import visitor_of
from lianxin.web.requests import site_of

router = APIRouter(route_class=PortalRoute, include_in_schema=False)

LONGEST_NUMBER = 6  # digits of a page's number


@router.get("/public")
async def get_public(request: Request) -> Response:
    """Returns one page of summaries with topic, district and month; raises NotPublic without such a page.

    Where the city publishes none, the page says so; its status is 404 all the same.
    """
    if not (await city_of(request)).public.summaries:
        return await render(request, "sorry.html", status=404, what="unpublished", minutes=0)
    said = request.query_params.get("page", "1")
    if not (said.isascii() and said.isdecimal() and len(said) <= LONGEST_NUMBER):
        raise NotPublic
    return await _show(request, "public.html", int(said))


@router.get("/public/{publication}")
async def get_shared(request: Request, publication: str) -> Response:
    """Returns one published matter as a sheet for neighbours: a link to copy, a QR code, to be printed.

    Raises NotPublic, also where the city publishes nothing.
    """
    try:
        shared = UUID(publication)
    except ValueError:
        raise NotPublic from None
    address = f"{site_of(request).settings.public_url.rstrip('/')}/public/{shared}"
    drawing = segno.make(address, error="m", micro=False).svg_inline(scale=4, border=4, light="#fff", dark="#000")
    return await _show(request, "shared.html", 1, shared, address=address, drawing=drawing)


async def _show(request: Request, template: str, page: int, shared: UUID | None = None, **facts: Any) -> Response:
    """Renders a page of summaries, or the one of the publication `shared`; raises NotPublic."""
    site, profile, locale = site_of(request), await city_of(request), visitor_of(request).locale
    async with site.database.read(site.city_id) as work:
        found = await public_summaries(work, page, shared)
    entries = [
        {
            "id": one.id,
            "topic": profile.topic(one.topic) if one.topic in profile.topic_codes else None,
            "district": profile.division(one.district) if one.district in profile.division_codes else None,
            "month": moments.month(one.closed_at.astimezone(profile.zone), locale),
            "summary": one.summary,
        }
        for one in found.entries
    ]
    return await render(request, template, entries=entries, at=found.page, pages=found.pages, **facts)
