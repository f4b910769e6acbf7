"""The citizen's own cases by telephone number: a code by text message opens the list for a short time."""

import asyncio
from base64 import urlsafe_b64encode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from lianxin.cases import BadNumber, WrongCode, form_drafts, phone_access, read_number, spoken
from lianxin.city import current_profile
from lianxin.people import (
    InvalidPhone,
    PhoneKind,
    TooManyAttempts,
    message_ceilings,
    network_of,
    read_phone,
)
from lianxin.web.portal import moments
from lianxin.web.portal.forms import Sent, digits, read_form, throttle
from lianxin.web.portal.page import PortalRoute, Troubles, city_of, render
from lianxin.web.portal.receipt import RECEIPT, RECEIPT_LASTS
from lianxin.web.portal.visitor import Visitor, set_cookie, visitor_of
from lianxin.web.portal.words import PortalTexts
from lianxin.web.requests import address_of_client, site_of

router = APIRouter(prefix="/mine", route_class=PortalRoute, include_in_schema=False)

_SLOWED = 2.0  # seconds before a wrong code is answered, once the city's budget of them is used up
_TEXTED = frozenset({PhoneKind.MOBILE, PhoneKind.FOREIGN})
_MANY = 429  # status


@router.get("")
async def get_mine(request: Request) -> Response:
    """Returns the list of own cases, or the form for the telephone number where there is no session."""
    site, visitor = site_of(request), visitor_of(request)
    async with site.database.read(site.city_id) as work:
        found = await phone_access.own_cases(work, visitor.secret)
        begun = bool((await form_drafts.read_draft(work, visitor.secret)).get("words"))
        now = work.now
    if found is None:
        return await _ask(request, visitor)
    profile = await city_of(request)
    days = {
        one.number: moments.day(one.submitted_at.astimezone(profile.zone), now.astimezone(profile.zone), visitor.locale)
        for one in found
    }
    return await render(request, "mine.html", visitor=visitor, found=found, days=days, spoken=spoken, begun=begun)


@router.post("/code")
async def post_phone(request: Request) -> Response:
    """Sends a code to the number, if cases belong to it; the answer is the same for every number."""
    sent = await read_form(request)
    troubles = Troubles(PortalTexts(sent.visitor.locale))
    number = "" if sent.switch else _number_in(sent, troubles)
    if not number or troubles:
        return await _ask(request, sent.visitor, sent["phone"], troubles)
    site = site_of(request)
    async with site.database.read(site.city_id) as work:
        most = (await current_profile(work)).budgets.requests
    network = network_of(address_of_client(request))
    await throttle(request, "message", message_ceilings(number, sent.visitor.secret, network, most))
    async with site.database.begin(site.city_id) as work:
        await phone_access.ask_code(work, sent.visitor.secret, number)
    return await _ask_code(request, sent.visitor)


@router.post("/enter")
async def post_code(request: Request) -> Response:
    """Opens the list if the code is right."""
    sent, site = await read_form(request), site_of(request)
    troubles, status = Troubles(PortalTexts(sent.visitor.locale)), 422
    if sent.doubt and not sent.switch:
        troubles.over(sent.doubt)
    if sent.switch or troubles:
        return await _ask_code(request, sent.visitor, troubles)
    try:
        await phone_access.enter(site.database, site.city_id, sent.visitor.secret, sent["code"])
    except WrongCode as error:
        troubles.add("code", "wrong_phone_code")
        await asyncio.sleep(_SLOWED if error.facts.get("slowed") else 0)
    except TooManyAttempts as error:
        troubles.over("many_phone_codes", minutes=max(1, -(-int(error.facts["retry_after"]) // 60)))
        status = _MANY
    if troubles:
        return await _ask_code(request, sent.visitor, troubles, status)
    return RedirectResponse("/mine", 303)


@router.post("/renew")
async def post_renew(request: Request) -> Response:
    """Gives the case a new link and code, and shows them like a receipt; the old ones end."""
    sent, site = await read_form(request), site_of(request)
    if sent.doubt:
        return RedirectResponse("/mine", 303)
    try:
        number = read_number(digits(sent["number"]))
    except BadNumber:
        return RedirectResponse("/mine", 303)
    async with site.database.begin(site.city_id) as work:
        file = await phone_access.renew_own(work, sent.visitor.secret, number)
        await work.flush()
    shown = {"token": file.case.link_token, "code": file.code, "renewed": "1"}
    sealed = site.database.vault.seal(shown).packed()
    reply = RedirectResponse("/submit/done", 303)
    set_cookie(reply, request, RECEIPT, urlsafe_b64encode(sealed).decode(), RECEIPT_LASTS, "/submit/done")
    return reply


@router.post("/leave")
async def post_leave(request: Request) -> Response:
    """Ends the session."""
    sent, site = await read_form(request), site_of(request)
    if sent.genuine:
        async with site.database.begin(site.city_id) as work:
            await phone_access.leave(work, sent.visitor.secret)
    return RedirectResponse("/", 303)


def _number_in(sent: Sent, troubles: Troubles) -> str:
    """Returns the typed number in its stored form, or adds the reason to `troubles`."""
    if sent.doubt:
        troubles.over(sent.doubt)
    try:
        phone = read_phone(sent["phone"])
    except InvalidPhone:
        troubles.add("phone", "bad_phone")
        return ""
    if phone.kind not in _TEXTED:
        troubles.add("phone", "no_text_phone")
    return phone.number


async def _ask(request: Request, visitor: Visitor, phone: str = "", troubles: Troubles | None = None) -> Response:
    """Renders the form for the telephone number; where no messages are sent, it names the hotline."""
    wrong = troubles or Troubles(PortalTexts(visitor.locale))
    facts = {"phone": phone, "sends": bool(site_of(request).settings.sms_url), "troubles": wrong}
    return await render(request, "mine_phone.html", visitor=visitor, status=422 if wrong else 200, **facts)


async def _ask_code(
    request: Request, visitor: Visitor, troubles: Troubles | None = None, status: int = 422
) -> Response:
    """Renders the form for the code."""
    wrong = troubles or Troubles(PortalTexts(visitor.locale))
    facts = {"minutes": phone_access.CODE_LASTS // 60, "troubles": wrong}
    return await render(request, "mine_code.html", visitor=visitor, status=status if wrong else 200, **facts)
