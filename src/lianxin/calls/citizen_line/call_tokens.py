"""The token with which a page places one call, and the proof with which it then presses keys and hangs up.

A token is sealed by the city's key, so nobody can make or read one. It is valid for a short time, in the browser and
from the network that asked for it; the table `requests` keeps it from being used twice.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import ClassVar, Final
from uuid import UUID

from cryptography.exceptions import InvalidTag

from lianxin.kernel.errors import Forbidden
from lianxin.kernel.ids import new_id
from lianxin.kernel.privacy import Sealed, Vault

TOKEN_LASTS: Final = timedelta(minutes=3)  # the browser asks for the microphone meanwhile
_LONGEST: Final = 2000


class BadCallToken(Forbidden):
    """The token is too old, was used before, or belongs to another browser or network."""

    code: ClassVar[str] = "calls.bad_token"


@dataclass(frozen=True)
class TokenHolder:
    """Who asks for a call: the secret of the browser's visit, and its narrow network."""

    page: str
    network: str


@dataclass(frozen=True)
class BrowserLine:
    """A line that a token allows: its id, and the number for a ring-back, as stored; empty without one."""

    id: UUID
    number: str


def issue_call_token(vault: Vault, holder: TokenHolder, number: str, now: datetime) -> str:
    """Returns a token for one call; `now` is the real time."""
    said = {
        "line": str(new_id()),
        "until": (now + TOKEN_LASTS).isoformat(),
        "page": vault.index(holder.page),
        "network": holder.network,
        "number": number,
    }
    return urlsafe_b64encode(vault.seal(said).packed()).decode()


def line_of_token(vault: Vault, token: str, holder: TokenHolder, now: datetime) -> BrowserLine:
    """Returns the line of a token; raises BadCallToken."""
    try:
        said = vault.open(Sealed.unpacked(urlsafe_b64decode(token[:_LONGEST].encode())))
        until, line = datetime.fromisoformat(said["until"]), UUID(said["line"])
    except (InvalidTag, ValueError, KeyError, IndexError, binascii.Error):
        raise BadCallToken from None
    if now > until or said["page"] != vault.index(holder.page) or said["network"] != holder.network:
        raise BadCallToken
    return BrowserLine(line, said["number"])


def line_proof(vault: Vault, line: UUID, page: str) -> str:
    """Returns the proof that this browser has this line; it stays valid when the browser changes its network."""
    return f"{line.hex}.{vault.index(f'line {line.hex} {page}')}"


def line_of_proof(vault: Vault, proof: str, page: str) -> UUID:
    """Returns the line of a proof; raises BadCallToken."""
    name, _, _ = proof.partition(".")
    try:
        line = UUID(hex=name)
    except ValueError:
        raise BadCallToken from None
    if not compare_digest(proof.encode(), line_proof(vault, line, page).encode()):
        raise BadCallToken
    return line
