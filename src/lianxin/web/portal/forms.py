"""Reads a citizen's form: limited in size, bound to the visitor's cookie, carried out once."""

import secrets
import unicodedata
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from hmac import compare_digest
from urllib.parse import parse_qsl

from fastapi import Request, UploadFile

from lianxin.files import (
    AttachmentLimits,
    AttachmentTooLarge,
    DamagedFile,
    StoredFile,
    TypeNotAllowed,
    VideoNotShown,
    VideoTooLong,
    store,
)
from lianxin.kernel.errors import TooLarge, TooMany
from lianxin.kernel.privacy import Sealed
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Ceiling, TooManyAttempts, count_attempts, count_towards, network_of, upload_ceilings
from lianxin.web.portal.page import Troubles
from lianxin.web.portal.visitor import VISIT, Visitor, switched, visitor_of
from lianxin.web.requests import address_of_client, site_of

KIB = 1024
FORM_BYTES = 192 * 1024  # the longest words and wish, URL-encoded at nine bytes a character
UPLOAD_BYTES = 80 * KIB * KIB
MOST_FILES = 6
_CHUNK = 256 * KIB
ONCE_LENGTH = 22


class FormTooLarge(TooLarge):
    """The body exceeds FORM_BYTES or UPLOAD_BYTES."""

    code = "web.form_too_large"


class TooManyForms(TooMany):
    """A ceiling of forms is reached: `what` was sent (`send`, `call`, `upload` or `act`), and the wait in seconds."""

    code = "web.too_many_forms"


@dataclass(frozen=True)
class Sent:
    """A submitted form. `genuine`: its token matches the visitor's cookie, so another site did not send it;
    `without_cookie`: the browser sent no cookie; `switch`: it only asks for another language or type size."""

    values: dict[str, str]
    uploads: list[UploadFile]
    visitor: Visitor
    genuine: bool
    without_cookie: bool
    switch: bool

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    @property
    def doubt(self) -> str:
        """Why a form that is not genuine has no effect: the key of a sentence, empty if it is genuine."""
        if self.genuine:
            return ""
        return "no_cookie" if self.without_cookie else "stale"

    @property
    def foreign(self) -> bool:
        """Whether the form does not match the cookie. Without a cookie a form may count that proves its right by
        itself: by a code, or by a link's token that another site cannot know."""
        return not self.genuine and not self.without_cookie


async def read_form(request: Request) -> Sent:
    """Returns the form, multipart or URL-encoded; raises FormTooLarge."""
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        values, uploads = await read_parts(request)
    else:
        values, uploads = await read_pairs(request), []
    visitor = visitor_of(request)
    kept = request.cookies.get(VISIT, "")
    genuine = bool(kept) and compare_digest(values.get("visit", ""), kept)
    name, _, value = values.get("switch", "").partition("=")
    turned = switched(visitor, value if name == "language" else "", value if name == "care" else "")
    return Sent(values, uploads, turned, genuine, not kept, bool(name))


async def read_pairs(request: Request) -> dict[str, str]:
    """Returns the fields of a URL-encoded form; stops reading and raises FormTooLarge after FORM_BYTES."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > FORM_BYTES:
            raise FormTooLarge(limit=FORM_BYTES)
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=50)
    return {name: _tidy(value) for name, value in pairs}


async def read_parts(request: Request) -> tuple[dict[str, str], list[UploadFile]]:
    """Returns the fields and files of a multipart form; raises FormTooLarge."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > UPLOAD_BYTES:
        raise FormTooLarge(limit=UPLOAD_BYTES)
    form = await request.form(max_files=3 * MOST_FILES, max_fields=50, max_part_size=FORM_BYTES)
    values = {name: _tidy(value) for name, value in form.multi_items() if isinstance(value, str)}
    uploads = [value for _, value in form.multi_items() if not isinstance(value, str) and value.filename]
    return values, uploads  # pyright: ignore[reportReturnType] - a value that is not a string is an upload


def _tidy(value: str) -> str:
    """Returns the text with LF line ends, in NFC, without control characters or surrounding space."""
    plain = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(sign for sign in plain if sign in "\n\t" or unicodedata.category(sign) != "Cc").strip()


def digits(value: str) -> str:
    """Returns the digits of a typed number, full-width ones included, without spaces and hyphens."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", value) if sign.isdecimal())


def new_once() -> str:
    """Returns a token that identifies one submission of one form."""
    return secrets.token_urlsafe(16)


async def carry_out_once(
    work: UnitOfWork, what: str, key: str, act: Callable[[], Awaitable[dict[str, str]]]
) -> dict[str, str]:
    """Carries out a form once: a second submission with the same `key` returns the first result.

    The key is inserted in the command's own transaction. The stored result can give access to a case, so it is sealed.
    A key of the wrong length is ignored.
    """
    if len(key) != ONCE_LENGTH:
        return await act()
    claimed = await work.run(
        "INSERT INTO requests (city_id, actor, key, fingerprint, at)"
        " VALUES (%(city)s, %(what)s, %(key)s, '', %(now)s) ON CONFLICT DO NOTHING",
        what=what,
        key=key,
    )
    vault = work.vault
    if not claimed:
        kept = await work.value(
            "SELECT answer FROM requests WHERE city_id = %(city)s AND actor = %(what)s AND key = %(key)s",
            what=what,
            key=key,
        )
        return vault.open(Sealed.unpacked(bytes(kept)))
    result = await act()
    await work.run(
        "UPDATE requests SET status = 200, answer = %(answer)s"
        " WHERE city_id = %(city)s AND actor = %(what)s AND key = %(key)s",
        what=what,
        key=key,
        answer=vault.seal(result).packed(),
    )
    return result


async def throttle(request: Request, what: str, ceilings: tuple[Ceiling, ...], budget: Ceiling | None = None) -> None:
    """Counts a submission of a form; raises TooManyForms naming `what` if a ceiling or the budget is reached."""
    site = site_of(request)
    try:
        async with site.database.begin(site.city_id) as work:
            await count_attempts(work, ceilings, budget)
            if budget:
                await count_towards(work, budget)
    except TooManyAttempts as error:
        raise TooManyForms(what=what, **error.facts) from None


_REFUSED: Mapping[type[Exception], str] = {
    TypeNotAllowed: "file_type",
    DamagedFile: "file_damaged",
    VideoTooLong: "video_long",
    VideoNotShown: "video_kind",
}
"""Why a file is refused: keys of sentences; any other reason is its size."""


async def keep_files(
    request: Request, uploads: list[UploadFile], kept: list[StoredFile], troubles: Troubles
) -> list[StoredFile]:
    """Stores the uploads and returns them after the files in `kept`, at most MOST_FILES.

    Files that cannot be stored are reported in `troubles`. Raises TooManyForms.
    """
    if uploads:
        device, network = visitor_of(request).secret, network_of(address_of_client(request))
        await throttle(request, "upload", upload_ceilings(device, network))
    folder = site_of(request).settings.attachments
    found = list(kept)
    for upload in uploads:
        if len(found) == MOST_FILES:
            troubles.add("files", "file_many")
            break
        try:
            found.append(await store(_chunks(upload), upload.filename or "", AttachmentLimits(), folder))
        except (TypeNotAllowed, DamagedFile, VideoTooLong, VideoNotShown, AttachmentTooLarge) as error:
            facts = {"file": error.facts.get("name", ""), "seconds": error.facts.get("seconds", 0)}
            troubles.add("files", _REFUSED.get(type(error), "file_large"), **facts)
    return found


async def _chunks(upload: UploadFile) -> AsyncIterator[bytes]:
    """Yields an upload in pieces of _CHUNK bytes."""
    while piece := await upload.read(_CHUNK):
        yield piece
