"""The portal's own pages: privacy notice, accessibility statement, feedback; and the way to leave in a hurry."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from lianxin.kernel.errors import NotFound
from lianxin.web.portal.page import PortalRoute, city_of, render
from lianxin.web.portal.receipt import RECEIPT
from lianxin.web.portal.visitor import CARE, LANGUAGE, VISIT

router = APIRouter(route_class=PortalRoute, include_in_schema=False)

ABOUT = ("privacy", "accessibility", "feedback")
_OWN = frozenset({"", "none", "same-origin"})  # Sec-Fetch-Site of a press on our page, or of a typed address


class NoSuchPage(NotFound):
    """The portal has no page of this name about itself."""

    code = "web.http_404"


@router.get("/about/{name}")
async def get_about(request: Request, name: str) -> Response:
    """Returns a page about the portal; raises NoSuchPage."""
    if name not in ABOUT:
        raise NoSuchPage
    return await render(request, "about.html", name=name)


@router.get("/leave")
async def leave(request: Request) -> Response:
    """Removes the portal's cookies from the browser, so that it shows nothing of what was written, and redirects to
    the harmless page that the profile names."""
    reply = RedirectResponse((await city_of(request)).public.leave_to, 303)
    if request.headers.get("sec-fetch-site", "") in _OWN:
        for cookie, path in ((VISIT, "/"), (RECEIPT, "/submit/done"), (LANGUAGE, "/"), (CARE, "/")):
            reply.delete_cookie(cookie, path)
        reply.headers["Clear-Site-Data"] = '"cache"'
    return reply
