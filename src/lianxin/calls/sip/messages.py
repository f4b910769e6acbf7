"""SIP messages (RFC 3261 section 7): reads and writes requests and responses. Does not decide what they mean.

Text is decoded as UTF-8 with `surrogateescape`, so that every byte survives: Chinese exchanges send GBK in names.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

SIP_VERSION: Final = "SIP/2.0"
LONGEST_HEADER: Final = 8192  # characters of one header line after unfolding
MOST_HEADERS: Final = 200
LARGEST_CSEQ: Final = 2**31 - 1
COMPACT: Final = {
    "a": "Accept-Contact", "b": "Referred-By", "c": "Content-Type", "d": "Request-Disposition", "e": "Content-Encoding",
    "f": "From", "i": "Call-ID", "j": "Reject-Contact", "k": "Supported", "l": "Content-Length", "m": "Contact",
    "o": "Event", "r": "Refer-To", "s": "Subject", "t": "To", "u": "Allow-Events", "v": "Via", "x": "Session-Expires",
}  # fmt: skip
_KNOWN: Final = {
    name.lower(): name
    for name in (
        *COMPACT.values(),
        "Accept", "Allow", "CSeq", "Expires", "Max-Forwards", "Min-SE", "RAck", "RSeq", "Record-Route", "Require",
        "Retry-After", "Route", "Subscription-State", "Unsupported",
    )
}  # fmt: skip
_ONCE: Final = ("From", "To", "Call-ID", "CSeq")
_START: Final = re.compile(r"([A-Za-z0-9.!%*_+`'~-]{1,64}) (\S{1,2048}) SIP/(\d{1,4}\.\d{1,4})")
_STATUS: Final = re.compile(r"SIP/2\.0 ([1-6]\d\d)(?: (.*))?")
_TOKEN: Final = re.compile(r"[A-Za-z0-9.!%*_+`'~-]{1,128}")
_CSEQ: Final = re.compile(r"(\d{1,10})\s+([A-Za-z0-9.!%*_+`'~-]{1,64})")
_WORD: Final = re.compile(r"[!-~]{1,256}")

Headers = tuple[tuple[str, str], ...]


class MalformedSip(ValueError):
    """These bytes are no SIP message; the text says why."""


@dataclass(frozen=True, slots=True)
class _SipMessage:
    headers: Headers
    body: bytes = b""

    def every(self, name: str) -> list[str]:
        """Returns the values of a header in order, one for each line."""
        wanted = name.lower()
        return [value for each, value in self.headers if each.lower() == wanted]

    def listed(self, name: str) -> list[str]:
        """Returns the values of a header whose lines may hold several values, separated by commas."""
        return [part for value in self.every(name) for part in split_list(value)]

    def first(self, name: str) -> str:
        """Returns the first value of a header, or an empty string."""
        return next(iter(self.every(name)), "")

    @property
    def call_id(self) -> str:
        return self.first("Call-ID")

    @property
    def cseq(self) -> tuple[int, str]:
        """The number and the method of CSeq; (0, "") if the header is missing or wrong."""
        found = _CSEQ.fullmatch(self.first("CSeq"))
        return (int(found[1]), found[2]) if found else (0, "")

    @property
    def from_tag(self) -> str:
        return parameter(self.first("From"), "tag")

    @property
    def to_tag(self) -> str:
        return parameter(self.first("To"), "tag")

    @property
    def branch(self) -> str:
        """The branch of the first Via: the name of the transaction."""
        return parameter(next(iter(self.listed("Via")), ""), "branch")


@dataclass(frozen=True, slots=True)
class SipRequest(_SipMessage):
    """A request; `version` is "2.0" unless the sender speaks another one."""

    method: str = ""
    uri: str = ""
    version: str = "2.0"


@dataclass(frozen=True, slots=True)
class SipResponse(_SipMessage):
    """A response."""

    status: int = 0
    reason: str = ""


def parse_message(data: bytes) -> SipRequest | SipResponse:
    """Reads one whole message; raises MalformedSip. `request_fault` checks what a request must contain."""
    head, _, body = data.partition(b"\r\n\r\n")
    lines = _unfolded(head.decode("utf-8", "surrogateescape"))
    if not lines:
        raise MalformedSip("empty")
    if len(lines) > MOST_HEADERS:
        raise MalformedSip("too many headers")
    headers = tuple(_header(line) for line in lines[1:])
    if status := _STATUS.fullmatch(lines[0]):
        return SipResponse(headers, body, int(status[1]), status[2] or "")
    if start := _START.fullmatch(lines[0]):
        return SipRequest(headers, body, start[1], start[2], start[3])
    raise MalformedSip("the first line is neither a request nor a status")


def _unfolded(head: str) -> list[str]:
    """Returns the lines of a head; a line that begins with a space or a tab continues the one before it."""
    lines: list[str] = []
    for line in head.split("\r\n"):
        if line[:1] in {" ", "\t"} and len(lines) > 1:
            lines[-1] = f"{lines[-1].rstrip()} {line.strip()}"
        else:
            lines.append(line)
    if any(len(line) > LONGEST_HEADER for line in lines):
        raise MalformedSip("a header is too long")
    return lines if lines != [""] else []


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    name = name.rstrip(" \t")
    if not colon or not _TOKEN.fullmatch(name):
        raise MalformedSip("a header has no name")
    if "\n" in value or "\r" in value or "\0" in value:
        raise MalformedSip("a control character in a header")
    return COMPACT.get(name.lower()) or _KNOWN.get(name.lower(), name), value.strip(" \t")


def message_bytes(message: SipRequest | SipResponse) -> bytes:
    """Writes a message, with the Content-Length of its body."""
    if isinstance(message, SipRequest):
        start = f"{message.method} {message.uri} SIP/{message.version}"
    else:
        start = f"{SIP_VERSION} {message.status} {message.reason}"
    lines = [start, *(f"{name}: {value}" for name, value in message.headers if name != "Content-Length")]
    lines.append(f"Content-Length: {len(message.body)}\r\n\r\n")
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + message.body


def request_fault(request: SipRequest) -> tuple[int, str] | None:
    """Returns the status and reason that refuse a request which RFC 3261 does not allow, or None."""
    if request.version != "2.0":
        return 505, "Version Not Supported"
    for name in _ONCE:
        if len(request.every(name)) != 1:
            return 400, f"{'Missing' if not request.every(name) else 'Several'} {name}"
    number, method = request.cseq
    if method != request.method or number > LARGEST_CSEQ:
        return 400, "Bad CSeq"
    if not request.listed("Via"):
        return 400, "Missing Via"
    if not all(map(_WORD.fullmatch, (request.call_id, request.from_tag, request.to_tag or "none"))):
        return 400, "Bad Call-ID or tag"
    if not re.match(r"(?i)(sips?|tel):", request.uri):
        return 416, "Unsupported URI Scheme"
    return (483, "Too Many Hops") if request.first("Max-Forwards") == "0" and request.method != "OPTIONS" else None


def split_list(value: str) -> list[str]:
    """Splits at commas that are neither quoted nor inside angle brackets; empty parts are left out."""
    return [part for part in (piece.strip() for piece in _pieces(value, ",")) if part]


def _pieces(value: str, at: str) -> Iterator[str]:
    quoted, angle, start, skip = False, False, 0, False
    for index, char in enumerate(value):
        if skip:
            skip = False
        elif quoted:
            quoted, skip = char != '"', char == "\\"
        elif char == '"':
            quoted = True
        elif char in "<>":
            angle = char == "<"
        elif char == at and not angle:
            yield value[start:index]
            start = index + 1
    yield value[start:]


def parameter(value: str, name: str) -> str:
    """Returns a parameter of a header value (`;tag=x`), without quotation marks, or an empty string.

    Parameters inside `<…>` belong to the address and are not looked at.
    """
    for piece in list(_pieces(value, ";"))[1:]:
        key, _, found = piece.partition("=")
        if key.strip().lower() == name:
            return found.strip().strip('"')
    return ""


def without_parameters(value: str) -> str:
    """Returns a header value without its parameters; those inside `<…>` stay."""
    return next(_pieces(value, ";")).strip()
