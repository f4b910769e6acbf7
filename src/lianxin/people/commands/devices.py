"""Known devices: a browser keeps a cookie from an earlier sign-in, which proves that it knew the password before.

The cookie is `<device>.<proof>.<proof>…` with one proof for each login. It signs nobody in: it only gives the login
a counter of its own on this device, so that strangers cannot lock its people out.
"""

import secrets
from hmac import compare_digest
from typing import Final

from lianxin.kernel.privacy import Vault
from lianxin.people.commands.staff import tidy_login

_MOST_LOGINS: Final = 8  # a seat is shared by the shifts
_NONCE_BYTES: Final = 16
_LONGEST: Final = 600  # characters


def device_of(vault: Vault, cookie: str, login: str) -> str:
    """Returns the device's name if this login signed in there before, otherwise an empty text."""
    device, *proofs = cookie[:_LONGEST].split(".")
    wanted = _proof(vault, device, login).encode()
    known = any(compare_digest(proof.encode("utf-8", "replace"), wanted) for proof in proofs)
    return device if device and known else ""


def device_with(vault: Vault, cookie: str, login: str) -> str:
    """Returns the cookie with this login added; the login used longest ago is dropped."""
    device, *proofs = cookie[:_LONGEST].split(".")
    if not device or not proofs:
        device, proofs = secrets.token_urlsafe(_NONCE_BYTES), []
    own = _proof(vault, device, login)
    kept = [proof for proof in proofs if proof != own]
    return ".".join([device, own, *kept[: _MOST_LOGINS - 1]])


def _proof(vault: Vault, device: str, login: str) -> str:
    return vault.index(f"device {device} {tidy_login(login)}")
