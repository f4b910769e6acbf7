"""The digest by which a seat's SIP phone proves its password (RFC 7616, MD5 as every phone knows it)."""

import hashlib

from lianxin.calls.edge.configuration import SEAT_REALM


def phone_digest(user: str, secret: str) -> str:
    """Returns HA1: the edge keeps it instead of the password."""
    return hashlib.md5(f"{user}:{SEAT_REALM}:{secret}".encode(), usedforsecurity=False).hexdigest()
