"""The pages for submitting a request: three steps, a check, a receipt. The server stores the draft, not the URL."""

import asyncio
from base64 import urlsafe_b64encode
from hashlib import sha256

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from lianxin.cases import form_drafts, submit_case
from lianxin.city import Profile, current_profile
from lianxin.files import renew
from lianxin.kernel.errors import NotFound
from lianxin.kernel.masking import mask_phone
from lianxin.kernel.site import Site
from lianxin.people import InvalidPhone, count_towards, network_of, read_phone, requests_of_city, sending_ceilings
from lianxin.web.portal.forms import Sent, carry_out_once, digits, keep_files, new_once, read_form, throttle
from lianxin.web.portal.named_places import NamedPlace, chosen_place, named_places
from lianxin.web.portal.page import PortalRoute, Troubles, allow_places, city_of, render
from lianxin.web.portal.prefilled import joined, prefilled
from lianxin.web.portal.receipt import RECEIPT, RECEIPT_LASTS
from lianxin.web.portal.repeats import repeats_of
from lianxin.web.portal.steps import (
    FIELDS_OF_STEP,
    LIMITS,
    NATURE,
    REACHES,
    STEPS,
    FormDraft,
    check_step,
    company_in,
    danger_line,
    files_of_draft,
    files_out,
    first_open,
    form_of,
    offered_topics,
    praised_number,
    signs_in,
    spoken_in,
    suggested_units,
)
from lianxin.web.portal.visitor import VISIT, Visitor, set_cookie, set_cookies, visitor_of
from lianxin.web.portal.words import PortalTexts
from lianxin.web.requests import address_of_client, site_of

log = structlog.get_logger("lianxin.web")
router = APIRouter(route_class=PortalRoute, include_in_schema=False)

_BRAKED = 3.0  # seconds before a request is sent, once the city's budget of them is used up
DRAFT_LASTS = 24 * 3600  # seconds; WCAG 2.2 (2.2.1) allows time limits of more than 20 hours
HIDDEN = ("topic", "district", "street", "address", "joins")
"""Fields that the first step carries if a link filled them in."""
CHECKBOXES = {"contact": ("confidential",)}


class NoSuchStep(NotFound):
    """The address names no step."""

    code = "web.http_404"


@router.get("/submit")
async def begin(_request: Request) -> Response:
    """Redirects to the first step."""
    return RedirectResponse("/submit/what", 303)


@router.post("/submit/clear")
async def clear(request: Request) -> Response:
    """Deletes the draft; from a device of other people (`leaving`) also the cookies of draft and receipt."""
    sent = await read_form(request)
    site = site_of(request)
    if sent.genuine:
        async with site.database.begin(site.city_id) as work:
            await form_drafts.drop_draft(work, sent.visitor.secret)
    if not sent["leaving"]:
        return RedirectResponse("/submit/what", 303)
    reply = RedirectResponse("/", 303)
    reply.delete_cookie(VISIT)
    reply.delete_cookie(RECEIPT, "/submit/done")
    return reply


@router.get("/submit/{step}")
async def get_step(request: Request, step: str) -> Response:
    """Returns the form of a step with the stored values, or redirects to an earlier step that is incomplete."""
    _check_known(step)
    visitor = visitor_of(request)
    draft = await _draft_of(site_of(request), visitor)
    profile = await city_of(request)
    if step == "what":
        draft = {**draft, **prefilled(request.query_params, profile)}
    missing = first_open(draft, profile, Troubles(PortalTexts(visitor.locale)), step)
    if missing:
        return RedirectResponse(f"/submit/{missing}", 303)
    return await _show(request, step, draft, visitor)


@router.post("/submit/{step}")
async def post_step(request: Request, step: str) -> Response:
    """Stores the answers of a step and redirects to the next one, or returns the form with its errors."""
    _check_known(step)
    sent = await read_form(request)
    if step == "check":
        return await post_check(request, sent)
    site = site_of(request)
    troubles = Troubles(PortalTexts(sent.visitor.locale))
    before = await _draft_of(site, sent.visitor)
    draft = {"once": new_once(), **before, **_answers(step, sent), **_same_phone(before, sent)}
    if sent["save"]:
        return await _save(request, draft, sent)
    if sent.doubt:
        troubles.over(sent.doubt)
        return await _show(request, step, draft, sent.visitor, troubles)
    if step == "where":
        draft = chosen_place(draft, sent, await city_of(request))
        draft["files"] = await files_after(request, draft, sent, troubles)
    check_step(step, draft, await city_of(request), troubles)
    renew(site.settings.attachments, [file.sha256 for file in files_of_draft(draft)])
    async with site.database.begin(site.city_id) as work:
        await form_drafts.keep_draft(work, sent.visitor.secret, draft, DRAFT_LASTS)
    if sent.switch or sent["remove"] or sent["find"] or sent["place"]:
        return await _show(request, step, draft, sent.visitor, searched=bool(sent["find"]))
    if troubles:
        return await _show(request, step, draft, sent.visitor, troubles)
    return set_cookies(RedirectResponse(f"/submit/{STEPS[STEPS.index(step) + 1]}", 303), request, sent.visitor)


async def _save(request: Request, draft: FormDraft, sent: Sent) -> Response:
    """Stores answers as they are while the citizen types: 204, or 409 for a form that is not genuine."""
    if sent.doubt:
        return Response(status_code=409)
    site = site_of(request)
    async with site.database.begin(site.city_id) as work:
        await form_drafts.keep_draft(work, sent.visitor.secret, draft, DRAFT_LASTS)
    return set_cookies(Response(status_code=204), request, sent.visitor)


async def files_after(request: Request, draft: FormDraft, sent: Sent, troubles: Troubles) -> str:
    """Returns the draft's files without the removed one and with the uploads, as JSON text."""
    kept = [file for file in files_of_draft(draft) if file.sha256 != sent["remove"]]
    return files_out(await keep_files(request, sent.uploads, kept, troubles))


async def post_check(request: Request, sent: Sent) -> Response:
    """Submits the request once, even if the button is pressed twice, and redirects to the receipt."""
    site, troubles = site_of(request), Troubles(PortalTexts(sent.visitor.locale))
    profile = await city_of(request)
    draft = {
        **await _draft_of(site, sent.visitor),
        "topic": sent["topic"] if sent["topic"] in profile.topic_codes else "",
        "complained": sent["complained"] if sent["complained"] in profile.unit_codes else "",
    }
    draft["joins"] = sent["joins"] or draft.get("joins", "")
    if sent.switch:
        return await _show(request, "check", draft, sent.visitor)
    if sent.doubt:
        troubles.over(sent.doubt)
        return await _show(request, "check", draft, sent.visitor, troubles)
    await _brake(request, draft, sent.visitor)

    async with site.database.begin(site.city_id) as work:

        async def act() -> dict[str, str]:
            if first_open(draft, profile, troubles, "check"):
                return {}
            form = form_of(draft, sent.visitor.locale, _channel_of(request))
            opened = await submit_case(work, form, tuple(files_of_draft(draft)), praised_number(draft), joined(draft))
            await form_drafts.drop_draft(work, sent.visitor.secret)
            await work.flush()
            return {"token": opened.file.case.link_token, "code": opened.code}

        receipt = await carry_out_once(work, "portal submit", sent["once"], act)
        sealed = site.database.vault.seal(receipt).packed()
    if not receipt:
        return RedirectResponse("/submit/what", 303)
    reply = RedirectResponse("/submit/done", 303)
    set_cookie(reply, request, RECEIPT, urlsafe_b64encode(sealed).decode(), RECEIPT_LASTS, "/submit/done")
    return reply


async def _brake(request: Request, draft: FormDraft, visitor: Visitor) -> None:
    """Limits sending by device, phone number and content; raises TooManyForms. Beyond the city's budget it waits."""
    site = site_of(request)
    network = network_of(address_of_client(request))
    words = sha256("".join(draft.get("words", "").split()).encode()).hexdigest()
    phone = phone_key(draft.get("phone", ""))
    await throttle(request, "send", sending_ceilings(phone, words, visitor.secret, network))
    async with site.database.begin(site.city_id) as work:
        budget = requests_of_city((await current_profile(work)).budgets.requests)
        sent = await count_towards(work, budget)
    if sent == budget.most:
        log.warning("many requests are sent", requests=sent, seconds=budget.seconds)
    await asyncio.sleep(_BRAKED if sent >= budget.most else 0)


def phone_key(said: str) -> str:
    """Returns a typed number in its stored form, or its digits if it is not valid."""
    try:
        return read_phone(said).number
    except InvalidPhone:
        return digits(said)


async def _show(
    request: Request,
    step: str,
    draft: FormDraft,
    visitor: Visitor,
    troubles: Troubles | None = None,
    *,
    searched: bool = False,
) -> Response:
    """Renders the page of a step; `searched`: the places that the address names were asked for."""
    profile = await city_of(request)
    shown = {**draft, "phone": shown_phone(draft.get("phone", ""))}
    facts = {
        "draft": {"nature": NATURE, "once": new_once(), **shown},
        "files": files_of_draft(draft),
        "limits": LIMITS,
        "hidden": HIDDEN,
        "company": company_in(draft),
    }
    if step == "where":
        facts |= {"searched": searched, "found": await _found(request, draft, profile) if searched else []}
    if step in {"contact", "check"}:
        facts |= {
            "reaches": [one for one in REACHES if one != "video" or signs_in(profile)],
            "spoken": spoken_in(profile),
        }
    if step == "check":
        topics = offered_topics(draft, profile)
        facts |= {
            "topics": topics,
            "repeats": await repeats_of(request, draft, profile, visitor, topics),
            "accused": suggested_units(draft, profile),
            "danger": danger_line(profile, draft.get("words", ""), draft.get("wish", "")),
        }
    wrong = troubles or Troubles(PortalTexts(visitor.locale))
    status = 422 if wrong else 200
    reply = await render(request, f"{step}.html", visitor=visitor, status=status, troubles=wrong, step=step, **facts)
    return allow_places(reply, profile.public.tiles_origin) if step == "where" else reply


def shown_phone(said: str) -> str:
    """Returns a stored number masked, because the next person at this browser may see it; other text as it is."""
    try:
        return mask_phone(read_phone(said).number)
    except InvalidPhone:
        return said


def _same_phone(before: FormDraft, sent: Sent) -> FormDraft:
    """Returns the stored number if the form sent back its masked form."""
    phone = before.get("phone", "")
    return {"phone": phone} if phone and sent["phone"] == shown_phone(phone) else {}


async def _found(request: Request, draft: FormDraft, profile: Profile) -> list[NamedPlace]:
    """Returns the places that the draft's address names."""
    site = site_of(request)
    async with site.database.read(site.city_id) as work:
        return await named_places(work, profile, draft.get("address", ""))


def _answers(step: str, sent: Sent) -> FormDraft:
    """Returns the form's answers for this step. A checkbox that is not ticked becomes an empty string."""
    names = (*FIELDS_OF_STEP[step], *(HIDDEN if step == "what" else ()))
    said = {name: sent[name] for name in names if name in sent.values}
    boxes = {name: "1" if sent[name] else "" for name in CHECKBOXES.get(step, ())}
    return {**{name: value for name, value in said.items() if name != "files"}, **boxes}


async def _draft_of(site: Site, visitor: Visitor) -> FormDraft:
    """Returns the values this visitor entered so far."""
    async with site.database.read(site.city_id) as work:
        return await form_drafts.read_draft(work, visitor.secret)


def _check_known(step: str) -> None:
    """Raises NoSuchStep for an unknown step."""
    if step not in STEPS:
        raise NoSuchStep


def _channel_of(request: Request) -> str:
    """Returns `mobile` or `web`, according to the browser's headers."""
    said = request.headers.get("sec-ch-ua-mobile", "") + request.headers.get("user-agent", "")
    return "mobile" if "?1" in said or "Mobile" in said else "web"
