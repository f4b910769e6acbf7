"""The receipt of a request: its number, code and link, from a sealed cookie that ends soon."""

from base64 import urlsafe_b64decode
from typing import Any

import segno
from cryptography.exceptions import InvalidTag
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from lianxin.cases import citizen_view, follow_code
from lianxin.kernel.privacy import Sealed
from lianxin.web.portal.own_case import own_case_facts
from lianxin.web.portal.page import PortalRoute, city_of, render
from lianxin.web.portal.steps import danger_line
from lianxin.web.portal.visitor import visitor_of
from lianxin.web.requests import site_of

router = APIRouter(route_class=PortalRoute, include_in_schema=False)

RECEIPT = "lianxin_receipt"
RECEIPT_LASTS = 5 * 60  # seconds: short, because other people may use the same browser


@router.get("/submit/done")
async def get_receipt(request: Request) -> Response:
    """Returns the receipt with number, code and link, for five minutes. The code is shown nowhere else."""
    token, code, renewed = receipt_in(request)
    if not token:
        return RedirectResponse("/follow", 303)
    site = site_of(request)
    async with site.database.read(site.city_id) as work:
        view = await citizen_view(work, token)
    visitor = visitor_of(request)
    profile = await city_of(request)
    facts: dict[str, Any] = {
        **vars(own_case_facts(view, token, profile, visitor)),
        "danger": None if renewed else danger_line(profile, view.words, view.wish),
        "renewed": renewed,
    }
    address = f"{site.settings.public_url.rstrip('/')}/c/{token}"
    drawing = segno.make(address, error="m", micro=False).svg_inline(scale=4, border=4, light="#fff", dark="#000")
    sms = bool(site.settings.sms_url) and view.takes_text
    facts |= {
        "code": follow_code.spoken_code(code),
        "link": f"/c/{token}",
        "sms": sms,
        "address": address,
        "drawing": drawing,
    }
    return await render(request, "done.html", visitor=visitor, **facts)


def receipt_in(request: Request) -> tuple[str, str, bool]:
    """Returns token and code from the sealed cookie, and whether they replace lost ones; empty for a forged cookie."""
    try:
        kept = site_of(request).database.vault.open(
            Sealed.unpacked(urlsafe_b64decode(request.cookies.get(RECEIPT, "")))
        )
    except (ValueError, IndexError, InvalidTag):
        return "", "", False
    return kept.get("token", ""), kept.get("code", ""), "renewed" in kept
