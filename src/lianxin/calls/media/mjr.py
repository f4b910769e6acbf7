"""Raw recordings of Janus (`.mjr`): their names, their headers, and how the tapes of one call are aligned.

Source: Janus 1.1.2, `record.c`: `MJR00002`, the length of a JSON header in two bytes, the header, then packets.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import msgspec

_MAGIC: Final = b"MJR00002"
HEADER_BYTES: Final = 1024  # more than any header has
_NAME: Final = re.compile(r"audiobridge-(\d{1,16})-user-(\d{1,16})-(\d{1,20})-audio\.mjr")
FIRST_OF_SEATS: Final = 1000  # participants below are on the citizen's side
_MICROSECONDS: Final = 1_000_000


class MjrHeader(msgspec.Struct, frozen=True, rename={"kind": "t", "codec": "c", "created": "s", "written": "u"}):
    """`created` and `written` (its first packet) are in microseconds since 1970; `codec`: `opus`, `pcma` or `pcmu`."""

    kind: str
    codec: str
    created: int
    written: int


@dataclass(frozen=True)
class TapeName:
    """The room and the participant of a recording, and when it began, in microseconds since 1970."""

    room: int
    participant: int
    began: int


class NotATape(ValueError):
    """A file that is no raw recording of sound, or has no packet yet."""


def read_mjr_header(head: bytes) -> MjrHeader:
    """Returns the header of a recording that begins with these bytes; raises NotATape."""
    if head[:8] != _MAGIC or len(head) < 10:
        raise NotATape("no header")
    length = int.from_bytes(head[8:10])
    try:
        header = msgspec.json.decode(head[10 : 10 + length], type=MjrHeader)
    except msgspec.DecodeError as error:
        raise NotATape(str(error)) from None
    if header.kind != "a":
        raise NotATape(f"kind {header.kind}")
    return header


def read_tape_name(name: str) -> TapeName:
    """Returns what the name of a recording says; raises NotATape."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise NotATape(name)
    return TapeName(*map(int, found.groups()))


def on_citizens_side(participant: int) -> bool:
    """Whether the number of a participant belongs to the citizen's side: the left channel."""
    return participant < FIRST_OF_SEATS


def paddings(written: Collection[int]) -> list[float]:
    """Returns the silence before each tape in seconds, from the times of their first packets in microseconds."""
    first = min(written, default=0)
    return [(one - first) / _MICROSECONDS for one in written]
