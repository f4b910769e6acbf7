"""The pages of a citizen's own case, opened by its link: progress, forms for actions, the survey, a printable page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, RedirectResponse

from lianxin.cases import (
    CITIZEN_MAY,
    CitizenView,
    IllegalMove,
    MaybeOwnWords,
    OwnWords,
    act_as_citizen,
    asks,
    citizen_view,
    own_file,
    spoken,
)
from lianxin.city import Profile
from lianxin.files import StoredFile, download_headers, shown_file
from lianxin.kernel.errors import NotFound
from lianxin.kernel.work import UnitOfWork
from lianxin.notify import LINK_MARK, use_link
from lianxin.people import act_ceilings
from lianxin.web.portal.forms import Sent, carry_out_once, keep_files, new_once, read_form, throttle
from lianxin.web.portal.page import PortalRoute, Troubles, city_of, render
from lianxin.web.portal.telling import Telling
from lianxin.web.portal.visitor import Visitor, set_cookies, visitor_of
from lianxin.web.portal.words import PortalTexts
from lianxin.web.requests import site_of

router = APIRouter(prefix="/c", route_class=PortalRoute, include_in_schema=False)

WORDS = 2000  # characters
MAY_BE_SILENT = frozenset({"urge", "ask_withdrawal"})
WITH_FILES = frozenset({"add_words", "give_information"})
SURVEY = "answer_survey"


class NoSuchAct(NotFound):
    """A citizen has no such action, or the case no such file."""

    code = "web.http_404"


@router.get("/{token}")
async def get_case(request: Request, token: str) -> Response:
    """Returns the page of the case: its status, its steps and the actions the citizen can take; praise has its own."""
    told, mark = request.query_params.get("told", ""), request.query_params.get(LINK_MARK, "")
    if mark:
        await _confirm(request, token, mark)
    return await _show(request, "case.html", token, told=told if told in CITIZEN_MAY else "")


async def _confirm(request: Request, token: str, mark: str) -> None:
    """Records that the link of a message was opened, which confirms its number; raises NoLink."""
    view, site = await _view_of(request, token), site_of(request)
    async with site.database.begin(site.city_id) as work:
        await use_link(work, view.number, mark)


@router.get("/{token}/print")
async def get_print(request: Request, token: str) -> Response:
    """Returns the case as a page for printing."""
    return await _show(request, "print.html", token, paper=True)


@router.get("/{token}/files/{file_id}")
async def get_file(request: Request, token: str, file_id: str) -> Response:
    """Returns a file the citizen sent; raises NoSuchAct."""
    site = site_of(request)
    try:
        wanted = UUID(file_id)
    except ValueError:
        raise NoSuchAct from None
    async with site.database.read(site.city_id) as work:
        found = await own_file(work, token, wanted)
    if found is None:
        raise NoSuchAct
    file = await shown_file(site.settings.attachments, found.sha256, found.media_type, found.name)
    headers = download_headers(file.media_type, file.name, inline=True)
    return FileResponse(file.path, media_type=file.media_type, headers=headers)


@router.get("/{token}/{act}")
async def get_act(request: Request, token: str, act: str) -> Response:
    """Returns the form of an action, or redirects to the case if the action is not possible now."""
    _check_known(act)
    view = await _view_of(request, token)
    if act not in view.may:
        return RedirectResponse(f"/c/{token}", 303)
    return await show_act(request, token, act, view, {}, visitor_of(request))


@router.post("/{token}/{act}")
async def post_act(request: Request, token: str, act: str) -> Response:
    """Carries out an action once, even if the button is pressed twice, and redirects to the case."""
    _check_known(act)
    sent = await read_form(request)
    troubles = Troubles(PortalTexts(sent.visitor.locale))
    view = await _view_of(request, token)
    if not sent.switch:
        _CHECKS.get(act, _check_words)(act, sent, troubles)
        if sent.foreign:
            troubles.over("stale")
    if not sent.switch and not troubles:
        await _carry_out(request, token, act, sent, troubles)
    if sent.switch or troubles:
        return await show_act(request, token, act, view, sent.values, sent.visitor, troubles)
    return set_cookies(RedirectResponse(f"/c/{token}?told={act}", 303), request, sent.visitor)


async def _carry_out(request: Request, token: str, act: str, sent: Sent, troubles: Troubles) -> None:
    """Carries out the action in its own transaction. If it is not possible now, `troubles` says so, and the form
    keeps its text."""
    await throttle(request, "act", act_ceilings(token))
    site = site_of(request)
    files: list[StoredFile] = []
    if act in WITH_FILES:
        files = await keep_files(request, sent.uploads, [], troubles)
        if troubles:
            return
    ask = ask_of(act, sent, tuple(files))

    try:
        async with site.database.begin(site.city_id) as work:
            await carry_out_once(work, "portal act", sent["once"], lambda: acted(work, token, act, ask))
    except IllegalMove:
        troubles.over("not_now")


async def acted(work: UnitOfWork, token: str, act: str, ask: object) -> dict[str, str]:
    """Carries out the action; returns an empty result, because there is nothing to store."""
    await act_as_citizen(work, token, act, ask)
    await work.flush()
    return {}


def ask_of(act: str, sent: Sent, files: tuple[StoredFile, ...]) -> OwnWords | MaybeOwnWords | asks.followup.Verdict:
    """Converts the form to the input of the command."""
    if act == SURVEY:
        unhappy = sent["satisfaction"] == "dissatisfied" or sent["outcome"] == "unsolved"
        return asks.followup.Verdict(
            sent["outcome"], sent["satisfaction"], sent["reason"] if unhappy else "", sent["words"]
        )
    return MaybeOwnWords(sent["words"]) if act in MAY_BE_SILENT else OwnWords(sent["words"], files)


def _check_words(act: str, sent: Sent, troubles: Troubles) -> None:
    """Requires a text of at most WORDS characters, except for actions that need no text."""
    if not sent["words"] and act not in MAY_BE_SILENT:
        troubles.add("words", "empty_act")
    if len(sent["words"]) > WORDS:
        troubles.add("words", "too_long", limit=WORDS, length=len(sent["words"]))


_OUTCOMES = ("solved", "explained", "unsolved")
SATISFACTIONS = ("satisfied", "mostly", "neutral", "dissatisfied")
_REASONS = ("not_solved", "not_contacted", "too_slow", "manner", "not_true", "perfunctory", "policy", "other")


def check_survey(_act: str, sent: Sent, troubles: Troubles) -> None:
    """Requires answers about the outcome and the satisfaction."""
    if sent["outcome"] not in _OUTCOMES:
        troubles.add("outcome", "outcome")
    if sent["satisfaction"] not in SATISFACTIONS:
        troubles.add("satisfaction", "satisfaction")
    if sent["reason"] not in {"", *_REASONS}:
        troubles.add("reason", "unknown_nature")
    if len(sent["words"]) > WORDS:
        troubles.add("words", "too_long", limit=WORDS, length=len(sent["words"]))


_CHECKS: dict[str, Callable[[str, Sent, Troubles], None]] = {SURVEY: check_survey}


def _check_known(act: str) -> None:
    """Raises NoSuchAct for an unknown action."""
    if act not in CITIZEN_MAY:
        raise NoSuchAct


async def _view_of(request: Request, token: str) -> CitizenView:
    """Returns the case that the link opens; raises NoLink."""
    site = site_of(request)
    async with site.database.read(site.city_id) as work:
        return await citizen_view(work, token)


async def _show(request: Request, template: str, token: str, *, paper: bool = False, **facts: Any) -> Response:
    """Renders a page about the case."""
    view, profile, visitor = await _view_of(request, token), await city_of(request), visitor_of(request)
    if view.nature == "praise" and template == "case.html":
        template = "praise.html"
    return await render(request, template, **vars(own_case_facts(view, token, profile, visitor, paper=paper)), **facts)


async def show_act(
    request: Request,
    token: str,
    act: str,
    view: CitizenView,
    entered: dict[str, str],
    visitor: Visitor,
    troubles: Troubles | None = None,
) -> Response:
    """Renders the form of an action with the values entered so far."""
    wrong = troubles or Troubles(PortalTexts(visitor.locale))
    facts = vars(own_case_facts(view, token, await city_of(request), visitor))
    choices = {"outcomes": _OUTCOMES, "satisfactions": SATISFACTIONS, "reasons": _REASONS}
    return await render(
        request,
        "survey.html" if act == SURVEY else "act.html",
        visitor=visitor,
        status=422 if wrong else 200,
        troubles=wrong,
        act=act,
        entered={"words": "", "outcome": "", "satisfaction": "", "reason": "", "once": new_once(), **entered},
        limit=WORDS,
        silent=act in MAY_BE_SILENT,
        with_files=act in WITH_FILES,
        **choices,
        **facts,
    )


@dataclass(frozen=True)
class OwnCaseFacts:
    """A case as templates show it to its citizen; `number` has blanks between its groups."""

    view: CitizenView
    telling: Telling
    token: str
    number: str


def own_case_facts(
    view: CitizenView, token: str, profile: Profile, visitor: Visitor, *, paper: bool = False
) -> OwnCaseFacts:
    """Returns the facts about the case that templates need, in the visitor's language."""
    telling = Telling(view, profile, PortalTexts(visitor.locale), paper=paper)
    return OwnCaseFacts(view, telling, token, spoken(view.number))
