"""Mailboxes, as far as they can be judged without writing to them (RFC 5321 lengths, no quoted local parts)."""

import re
import unicodedata

from lianxin.kernel.errors import Invalid

MAILBOX = re.compile(r"(?=.{3,254}$)[^\s@<>\",;:()\[\]\\]{1,64}@[^\s@<>\",;:()\[\]\\.]+(?:\.[^\s@<>\",;:()\[\]\\.]+)+")


class InvalidMailbox(Invalid):
    """Nobody could write there. Never says the address."""

    code = "people.invalid_mailbox"


def read_mailbox(text: str, *, field: str = "email") -> str:
    """An address in its kept form: half width, no outer spaces, the domain in small letters."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not MAILBOX.fullmatch(plain):
        raise InvalidMailbox(field=field)
    local, _, domain = plain.rpartition("@")
    return f"{local}@{domain.lower()}"
