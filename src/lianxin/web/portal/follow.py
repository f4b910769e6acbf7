"""The first page of the portal, and the page that opens a case by number and code."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from lianxin.cases import BadNumber, WrongCode, link_of_code, read_draft, read_number
from lianxin.web.portal.forms import FOLLOWS, digits, read_form, throttle
from lianxin.web.portal.page import PortalRoute, Troubles, render
from lianxin.web.portal.visitor import set_cookies, visitor_of
from lianxin.web.portal.words import PortalTexts
from lianxin.web.requests import site_of

router = APIRouter(route_class=PortalRoute, include_in_schema=False)

_CODE_DIGITS = 6


@router.get("/")
async def home(request: Request) -> Response:
    """Returns the first page with its two choices: submit a request, or follow one."""
    site, visitor = site_of(request), visitor_of(request)
    async with site.database.read(site.city_id) as work:
        begun = bool(await read_draft(work, visitor.secret))
    return await render(request, "home.html", visitor=visitor, begun=begun)


@router.get("/follow")
async def get_follow(request: Request) -> Response:
    """Returns the form for number and code."""
    return await render(request, "follow.html", number="", code="")


@router.post("/follow")
async def post_follow(request: Request) -> Response:
    """Redirects to the case, or returns the form with its errors.

    Number and code are sent in the body, because URLs are logged.
    """
    site, sent = site_of(request), await read_form(request)
    troubles = Troubles(PortalTexts(sent.visitor.locale))
    number, code = digits(sent["number"]), digits(sent["code"])
    token = ""
    if not sent.switch:
        check_follow(number, code, troubles)
        if not sent.genuine:
            troubles.over("stale")
    if not sent.switch and not troubles:
        await throttle(request, "follow", FOLLOWS)
        try:
            token = await link_of_code(site.database, site.city_id, number, code)
        except WrongCode:
            troubles.add("code", "wrong_code")
    if token:
        return set_cookies(RedirectResponse(f"/c/{token}", 303), request, sent.visitor)
    facts = {"number": sent["number"], "code": sent["code"], "troubles": troubles}
    return await render(request, "follow.html", visitor=sent.visitor, status=422 if troubles else 200, **facts)


def check_follow(number: str, code: str, troubles: Troubles) -> None:
    """Adds errors of form to `troubles` before any lookup, so that a typing error does not count as an attempt."""
    try:
        read_number(number)
    except BadNumber:
        troubles.add("number", "bad_number")
    if len(code) != _CODE_DIGITS:
        troubles.add("code", "bad_code")
