"""The page from which a citizen calls the hotline with the browser, and what its script asks.

The script asks in this order: a token, the line with it, then what to show every two seconds. Keys and the end of the
call carry the proof of the line. Refusals are statuses; the page has the sentence for each.
"""

from typing import Final

from fastapi import APIRouter, Request, Response

from lianxin.calls import (
    LINE_KEYS,
    BadSdp,
    BrowserCaller,
    LineDesk,
    NoTelephone,
    browser_call_now,
    browser_offer,
    call_tokens,
    turn_servers,
)
from lianxin.city import current_profile
from lianxin.people import (
    InvalidPhone,
    browser_calls_of_city,
    calling_ceilings,
    network_of,
    read_phone,
)
from lianxin.web.portal.forms import Sent, read_form, throttle
from lianxin.web.portal.page import PortalRoute, allow_microphone, render
from lianxin.web.portal.visitor import VISIT, set_cookie, visitor_of
from lianxin.web.requests import CLAIM_REQUEST, address_of_client, answer, site_of

router = APIRouter(prefix="/call", route_class=PortalRoute, include_in_schema=False)

CALL_SENTENCES: Final = (
    "asking", "connecting", "menu", "waiting", "next", "wait", "ringing", "talking", "held", "over", "missed", "mute",
    "unmute", "weak", "refused_microphone", "no_microphone", "bad_phone", "many", "closed", "stale", "lost",
    "no_browser",
)  # fmt: skip
"""Sentences that the script shows."""


def desk_of(request: Request) -> LineDesk:
    """Returns the call controller of this process; raises NoTelephone."""
    desk: LineDesk | None = request.app.state.controller
    if desk is None:
        raise NoTelephone
    return desk


@router.get("")
async def get_call(request: Request) -> Response:
    """Returns the page; without a telephone it says so and names the other ways."""
    visitor = visitor_of(request)
    there = request.app.state.controller is not None
    reply = await render(request, "call.html", visitor=visitor, there=there, spoken=CALL_SENTENCES)
    return allow_microphone(reply) if there else reply


@router.post("/token")
async def post_call_token(request: Request) -> Response:
    """Returns a token for one call and the TURN servers, 422 for a number that is none; raises TooManyForms."""
    sent, site = await _genuine(request), site_of(request)
    desk_of(request)
    try:
        number = read_phone(sent["phone"]).number if sent["phone"] else ""
    except InvalidPhone:
        return answer({}, 422)
    async with site.database.read(site.city_id) as work:
        budget, real = browser_calls_of_city((await current_profile(work)).budgets.browser_calls), work.real
    network = network_of(address_of_client(request))
    await throttle(request, "call", calling_ceilings(number, sent.visitor.secret, network), budget)
    token = call_tokens.issue_call_token(site.database.vault, _holder(request, sent), number, real)
    servers = turn_servers(site.settings.turn_url, site.settings.turn_secret, "citizen", real)
    reply = answer({"token": token, "servers": servers})
    set_cookie(reply, request, VISIT, sent.visitor.secret, 24 * 3600)
    return reply


@router.post("/begin")
async def post_call_begin(request: Request) -> Response:
    """Takes the call by the browser's offer; returns the answer and the proof of the line.

    422 for an offer that is none; raises BadCallToken.
    """
    sent, site, desk = await _genuine(request), site_of(request), desk_of(request)
    try:
        offer = browser_offer(sent["sdp"])
    except BadSdp:
        return answer({}, 422)
    vault = site.database.vault
    async with site.database.begin(site.city_id) as work:
        line = call_tokens.line_of_token(vault, sent["token"], _holder(request, sent), work.real)
        if not await work.run(CLAIM_REQUEST, actor="portal call", key=line.id.hex, same=""):
            raise call_tokens.BadCallToken
    said = await desk.take_browser(BrowserCaller(line.id, offer, line.number, sent.visitor.locale))
    return answer({"sdp": said, "line": call_tokens.line_proof(vault, line.id, sent.visitor.secret)})


@router.post("/now")
async def post_call_now(request: Request) -> Response:
    """Returns the state of the line's call and its place in the queue; raises BadCallToken."""
    sent, site = await read_form(request), site_of(request)
    line = call_tokens.line_of_proof(site.database.vault, sent["line"], sent.visitor.secret)
    async with site.database.read(site.city_id) as work:
        return answer(await browser_call_now(work, line))


@router.post("/keys")
async def post_call_key(request: Request) -> Response:
    """Passes a key on to the menu; raises BadCallToken."""
    sent, desk = await read_form(request), desk_of(request)
    line = call_tokens.line_of_proof(site_of(request).database.vault, sent["line"], sent.visitor.secret)
    if sent["key"] not in LINE_KEYS:
        return answer({}, 422)
    desk.press_key(line, sent["key"])
    return Response(status_code=204)


@router.post("/end")
async def post_call_end(request: Request) -> Response:
    """Hangs up, also when the page was closed (a beacon); raises BadCallToken."""
    sent, desk = await read_form(request), desk_of(request)
    await desk.leave_line(call_tokens.line_of_proof(site_of(request).database.vault, sent["line"], sent.visitor.secret))
    return Response(status_code=204)


def _holder(request: Request, sent: Sent) -> call_tokens.TokenHolder:
    return call_tokens.TokenHolder(sent.visitor.secret, network_of(address_of_client(request)).narrow)


async def _genuine(request: Request) -> Sent:
    """Returns the form; raises BadCallToken for one that our page did not send."""
    sent = await read_form(request)
    if not sent.genuine:
        raise call_tokens.BadCallToken
    return sent
