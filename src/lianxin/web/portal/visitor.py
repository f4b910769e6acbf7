"""Who is looking at the portal: nobody by name, only a language, a size of type, and a secret that ties forms."""

import secrets
from dataclasses import dataclass, replace

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from lianxin.web.portal.words import LOCALES
from lianxin.web.requests import site_of

LANGUAGE, CARE, VISIT = "lianxin_language", "lianxin_care", "lianxin_visit"
YEAR = 365 * 24 * 3600  # seconds
VISIT_LASTS = 24 * 3600  # seconds: as long as a draft; a form left open over a day can still be sent
SECRET_LENGTH = 32


@dataclass(frozen=True)
class Visitor:
    """`secret` is a form's token and the owner of a draft; it lives in a cookie that scripts cannot read."""

    locale: str
    care: bool
    secret: str


def visitor_of(request: Request) -> Visitor:
    """The visitor, by cookies; a new one gets a secret. Language from the browser until it was chosen."""
    kept = request.cookies
    locale = kept.get(LANGUAGE, "")
    if locale not in LOCALES:
        locale = "en" if request.headers.get("accept-language", "").lower().startswith("en") else "zh-CN"
    secret = kept.get(VISIT, "")
    known = SECRET_LENGTH <= len(secret) <= 2 * SECRET_LENGTH
    found = Visitor(locale, kept.get(CARE) == "1", secret if known else secrets.token_urlsafe(SECRET_LENGTH))
    return switched(found, request.query_params.get("language", ""), request.query_params.get("care", ""))


def switched(visitor: Visitor, language: str, care: str) -> Visitor:
    """After a choice of language or size of type; anything else changes nothing."""
    if language in LOCALES:
        visitor = replace(visitor, locale=language)
    return replace(visitor, care=care == "1") if care in {"0", "1"} else visitor


def switch_by_link(request: Request) -> Response | None:
    """A link that switches keeps the choice and shows the same page under its plain address."""
    if request.method != "GET" or not request.query_params.keys() & {"language", "care"}:
        return None
    rest = {name: value for name, value in request.query_params.items() if name not in {"language", "care"}}
    plain = request.url.remove_query_params(list(request.query_params.keys())).include_query_params(**rest)
    reply = RedirectResponse(f"{plain.path}{f'?{plain.query}' if plain.query else ''}", 303)
    return set_cookies(reply, request, visitor_of(request))


def set_cookies(reply: Response, request: Request, visitor: Visitor) -> Response:
    """Sets the cookies that are not as the visitor is."""
    chosen = {LANGUAGE: visitor.locale, CARE: "1" if visitor.care else "0"}
    for name, value in chosen.items():
        if request.cookies.get(name) != value:
            set_cookie(reply, request, name, value, YEAR)
    if request.cookies.get(VISIT) != visitor.secret or request.method == "POST":
        set_cookie(reply, request, VISIT, visitor.secret, VISIT_LASTS)
    return reply


def set_cookie(reply: Response, request: Request, name: str, value: str, seconds: int, path: str = "/") -> None:
    """A cookie no script reads and no other site sends along with a form."""
    secure = site_of(request).settings.public_url.startswith("https:")
    reply.set_cookie(name, value, max_age=seconds, path=path, httponly=True, samesite="lax", secure=secure)
