"""The first page of the portal, and the page that opens a case by number and code."""

import asyncio

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from lianxin.cases import (
    BadNumber,
    Guesser,
    WrongCode,
    follow_code,
    form_drafts,
    link_of_code,
    read_number,
)
from lianxin.people import TooManyAttempts
from lianxin.web.portal.forms import Sent, digits, read_form
from lianxin.web.portal.page import PortalRoute, Troubles, render
from lianxin.web.portal.visitor import set_cookies, visitor_of
from lianxin.web.portal.words import PortalTexts
from lianxin.web.requests import address_of_client, site_of

router = APIRouter(route_class=PortalRoute, include_in_schema=False)

_SLOWED = 2.0  # seconds before a wrong code is answered, once the city's budget of them is used up
_PHONE_END = 4  # digits
_NUMBER_DIGITS = 13  # digits of a case number
_MANY = 429  # status


@router.get("/")
async def home(request: Request) -> Response:
    """Returns the first page with its two choices: submit a request, or follow one."""
    site, visitor = site_of(request), visitor_of(request)
    async with site.database.read(site.city_id) as work:
        begun = bool(await form_drafts.read_draft(work, visitor.secret))
    return await render(request, "home.html", visitor=visitor, begun=begun)


@router.get("/follow")
async def get_follow(request: Request) -> Response:
    """Returns the form for number and code; a link may give the number."""
    number = digits(request.query_params.get("number", ""))[:_NUMBER_DIGITS]
    return await render(request, "follow.html", number=number, code="", phone_end="", asks_phone=False)


@router.post("/follow")
async def post_follow(request: Request) -> Response:
    """Redirects to the case, or returns the form with its errors.

    Number and code are sent in the body, because URLs are logged. A browser without cookies may send the form: number
    and code are proof enough.
    """
    sent = await read_form(request)
    troubles = Troubles(PortalTexts(sent.visitor.locale))
    token, status = "", 422
    if not sent.switch:
        check_follow(sent, troubles)
        if sent.foreign:
            troubles.over("stale")
    if not sent.switch and not troubles:
        token, status = await _look_up(request, sent, troubles)
    if token:
        return set_cookies(RedirectResponse(f"/c/{token}", 303), request, sent.visitor)
    facts = {
        "number": sent["number"],
        "code": sent["code"],
        "phone_end": sent["phone_end"],
        "asks_phone": status == _MANY or bool(sent["phone_end"]),
        "troubles": troubles,
    }
    return await render(request, "follow.html", visitor=sent.visitor, status=status if troubles else 200, **facts)


async def _look_up(request: Request, sent: Sent, troubles: Troubles) -> tuple[str, int]:
    """Returns the link's token, or adds the reason to `troubles` and returns the status; a guesser waits."""
    site = site_of(request)
    guesser = Guesser(address_of_client(request), digits(sent["phone_end"]))
    try:
        return await link_of_code(site.database, site.city_id, digits(sent["number"]), sent["code"], guesser), 200
    except WrongCode as error:
        troubles.add("code", "wrong_code")
        await asyncio.sleep(_SLOWED if error.facts.get("slowed") else 0)
        return "", 422
    except TooManyAttempts as error:
        minutes = max(1, -(-int(error.facts["retry_after"]) // 60))
        troubles.over(
            "many_codes" if follow_code.is_guessable(follow_code.read_code(sent["code"]) or "") else "many_long_codes",
            minutes=minutes,
        )
        return "", _MANY


def check_follow(sent: Sent, troubles: Troubles) -> None:
    """Adds errors of form to `troubles` before any lookup, so that a typing error does not count as an attempt."""
    try:
        read_number(digits(sent["number"]))
    except BadNumber:
        troubles.add("number", "bad_number")
    if follow_code.read_code(sent["code"]) is None:
        troubles.add("code", "bad_code")
    if sent["phone_end"] and len(digits(sent["phone_end"])) != _PHONE_END:
        troubles.add("phone_end", "bad_phone_end")
