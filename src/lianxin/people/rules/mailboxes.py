"""Checks the form of mailboxes (RFC 5321 lengths, no quoted local parts), not whether they exist."""

import re
import unicodedata

from lianxin.kernel.errors import Invalid

MAILBOX = re.compile(r"(?=.{3,254}$)[^\s@<>\",;:()\[\]\\]{1,64}@[^\s@<>\",;:()\[\]\\.]+(?:\.[^\s@<>\",;:()\[\]\\.]+)+")


class InvalidMailbox(Invalid):
    """The address has no valid form. The error does not contain it."""

    code = "people.invalid_mailbox"


def read_mailbox(text: str, *, field: str = "email") -> str:
    """Returns an address in its stored form: half width, trimmed, domain in lower case; raises InvalidMailbox."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not MAILBOX.fullmatch(plain):
        raise InvalidMailbox(field=field)
    local, _, domain = plain.rpartition("@")
    return f"{local}@{domain.lower()}"
