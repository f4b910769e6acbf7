"""Cuts a TCP stream into SIP messages by Content-Length (RFC 3261 section 18.3). Does not read what they say."""

import re
from typing import Final

LONGEST_HEAD: Final = 64 * 1024  # bytes
LONGEST_BODY: Final = 256 * 1024  # bytes
PING: Final = b"\r\n\r\n"  # RFC 5626 section 3.5.1; the answer is one CRLF
_LENGTH: Final = re.compile(rb"^(?:content-length|l)[ \t]*:[ \t]*([^\r\n]*?)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_FOLD: Final = re.compile(rb"\r\n[ \t]+")


class BadFrame(ValueError):
    """The stream cannot be cut into messages any more; the connection must be closed."""


class Framer:
    """Collects bytes and returns whole messages. Empty lines between messages are keep-alives."""

    def __init__(self) -> None:
        self._kept = bytearray()
        self._looked = 0
        self.pings = 0

    def feed(self, data: bytes) -> list[bytes]:
        """Adds bytes; returns the messages that are now whole. Counts keep-alives in `pings`. Raises BadFrame."""
        self._kept += data
        found: list[bytes] = []
        while message := self._next():
            found.append(message)
        return found

    def _next(self) -> bytes | None:
        self._drop_empty_lines()
        end = self._kept.find(b"\r\n\r\n", max(0, self._looked - 3))
        if end < 0 or end > LONGEST_HEAD:
            if len(self._kept) > LONGEST_HEAD:
                raise BadFrame("the head is too long")
            self._looked = len(self._kept)
            return None
        self._looked = end  # a body that comes in pieces is not searched again
        size = end + 4 + content_length(bytes(self._kept[: end + 2]))
        if len(self._kept) < size:
            return None
        message = bytes(self._kept[:size])
        del self._kept[:size]
        self._looked = 0
        return message

    def _drop_empty_lines(self) -> None:
        while self._kept.startswith(PING):
            del self._kept[:4]
            self.pings += 1
            self._looked = 0
        if self._kept.startswith(b"\r\n") and len(self._kept) > 2 and not self._kept.startswith(b"\r\n\r"):
            del self._kept[:2]
            self._looked = 0


def content_length(head: bytes) -> int:
    """Returns the length of the body that a head announces; 0 without the header. Raises BadFrame."""
    values = set(_LENGTH.findall(_FOLD.sub(b" ", head)))
    if not values:
        return 0
    value = values.pop()
    if values or not re.fullmatch(rb"[0-9]{1,9}", value):
        raise BadFrame("no one Content-Length")
    if int(value) > LONGEST_BODY:
        raise BadFrame("the body is too long")
    return int(value)
