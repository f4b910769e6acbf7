"""Addresses in SIP headers (RFC 3261 section 20.10): display name, URI and their parts."""

import re
from dataclasses import dataclass
from typing import Final

from lianxin.calls.sip.messages import split_list, without_parameters

_NAMED: Final = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^<"]*?))\s*<([^<>\s]{1,2048})>.*', re.DOTALL)
_URI: Final = re.compile(r"(?i)(sips?|tel):(?:([^@]*)@)?(.*)", re.DOTALL)
_HOST: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?")
_NUMBER: Final = re.compile(r"\+?[0-9*#]{1,32}")


@dataclass(frozen=True, slots=True)
class SipAddress:
    """`name` is the display name, as the bytes in UTF-8 or GB 18030 mean it; `uri` has no brackets."""

    name: str
    uri: str

    @property
    def user(self) -> str:
        """The part before @ without its parameters and password; for `tel:` the number."""
        found = _URI.fullmatch(self.uri)
        if not found:
            return ""
        part = found[3] if found[1].lower() == "tel" else found[2] or ""
        return _unescaped(part.split(";")[0].split(":")[0])

    @property
    def number(self) -> str:
        """The telephone number in the user part without separators, or an empty string."""
        digits = re.sub(r"[-.() ]", "", self.user)
        return digits if _NUMBER.fullmatch(digits) else ""


def read_address(value: str) -> SipAddress:
    """Reads `"Name" <uri>;parameters` or `uri;parameters`; an unreadable value has an empty URI."""
    if found := _NAMED.fullmatch(value):
        quoted = re.sub(r"\\(.)", r"\1", found[1], flags=re.DOTALL) if found[1] is not None else found[2]
        return SipAddress(chinese_text(quoted.strip()), found[3])
    bare = without_parameters(value)
    return SipAddress("", bare if _URI.fullmatch(bare) else "")


def chinese_text(text: str) -> str:
    """Returns text whose escaped bytes are read as GB 18030 if they are that, otherwise with � for each of them."""
    raw = text.encode("utf-8", "surrogateescape")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def host_and_port(uri: str, default: int = 5060) -> tuple[str, int] | None:
    """Returns the host and port of a SIP URI, or None if it has none."""
    found = _URI.fullmatch(uri)
    place = _HOST.match(found[3]) if found and found[1].lower() != "tel" else None
    if not place:
        return None
    return place[1], int(place[2] or default)


def first_uri(values: list[str]) -> str:
    """Returns the URI of the first address in these header values, or an empty string."""
    return next((read_address(part).uri for value in values for part in split_list(value)), "")


def _unescaped(text: str) -> str:
    return re.sub(r"%([0-9A-Fa-f]{2})", lambda found: chr(int(found[1], 16)), text)
