"""The visitor of the portal: anonymous, with a language, a type size, and a secret that binds forms to the browser."""

import secrets
from dataclasses import dataclass, replace
from hmac import compare_digest

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from lianxin.kernel.privacy import Vault
from lianxin.web.portal.words import LOCALES
from lianxin.web.requests import site_of

LANGUAGE, CARE, VISIT = "lianxin_language", "lianxin_care", "lianxin_visit"
YEAR = 365 * 24 * 3600  # seconds
VISIT_LASTS = 24 * 3600  # seconds: as long as a draft, so that a form left open for a day can still be sent
SECRET_LENGTH = 32


@dataclass(frozen=True)
class Visitor:
    """A visitor. `secret` is the token in forms and the owner of a draft, stored in a cookie scripts cannot read.
    `care` asks for large type."""

    locale: str
    care: bool
    secret: str


def visitor_of(request: Request) -> Visitor:
    """Returns the visitor by their cookies, with a new secret if there is none, after a switch in the query.

    The language is the browser's until the visitor chooses one.
    """
    kept = request.cookies
    locale = kept.get(LANGUAGE, "")
    if locale not in LOCALES:
        locale = "en" if request.headers.get("accept-language", "").lower().startswith("en") else "zh-CN"
    secret = kept.get(VISIT, "")
    vault = site_of(request).database.shared.vault
    found = Visitor(locale, kept.get(CARE) == "1", secret if _is_issued(vault, secret) else new_secret(vault))
    return switched(found, request.query_params.get("language", ""), request.query_params.get("care", ""))


def new_secret(vault: Vault | None) -> str:
    """Returns a new secret with the server's signature; without one while the city is not open, when it has no use."""
    chosen = secrets.token_urlsafe(SECRET_LENGTH)
    return f"{chosen}.{vault.index(f'visit {chosen}')}" if vault else chosen


def _is_issued(vault: Vault | None, secret: str) -> bool:
    """Whether the server issued this secret: a value that somebody else has set in the cookie owns no draft."""
    if vault is None:
        return bool(secret)  # no draft can be read while the city is not open, and the cookie must outlast that
    chosen, _, signature = secret.partition(".")
    return bool(chosen) and compare_digest(signature.encode(), vault.index(f"visit {chosen}").encode())


def switched(visitor: Visitor, language: str, care: str) -> Visitor:
    """Returns the visitor with the chosen language and type size; invalid choices are ignored."""
    if language in LOCALES:
        visitor = replace(visitor, locale=language)
    return replace(visitor, care=care == "1") if care in {"0", "1"} else visitor


def switch_by_link(request: Request) -> Response | None:
    """Returns a redirect that stores the choice and shows the same page, None if the link switches nothing."""
    if request.method != "GET" or not request.query_params.keys() & {"language", "care"}:
        return None
    rest = {name: value for name, value in request.query_params.items() if name not in {"language", "care"}}
    plain = request.url.remove_query_params(list(request.query_params.keys())).include_query_params(**rest)
    reply = RedirectResponse(f"{plain.path}{f'?{plain.query}' if plain.query else ''}", 303)
    return set_cookies(reply, request, visitor_of(request))


def set_cookies(reply: Response, request: Request, visitor: Visitor) -> Response:
    """Sets the cookies that differ from the visitor, and extends the secret's after a POST."""
    chosen = {LANGUAGE: visitor.locale, CARE: "1" if visitor.care else "0"}
    for name, value in chosen.items():
        if request.cookies.get(name) != value:
            set_cookie(reply, request, name, value, YEAR)
    if request.cookies.get(VISIT) != visitor.secret or request.method == "POST":
        set_cookie(reply, request, VISIT, visitor.secret, VISIT_LASTS)
    return reply


def set_cookie(reply: Response, request: Request, name: str, value: str, seconds: int, path: str = "/") -> None:
    """Sets a cookie that scripts cannot read and other sites cannot send with a form."""
    secure = site_of(request).settings.public_url.startswith("https:")
    reply.set_cookie(name, value, max_age=seconds, path=path, httponly=True, samesite="lax", secure=secure)
