"""What a seat asks of the controller, and why it is refused."""

from dataclasses import dataclass
from typing import ClassVar

from lianxin.calls.rules.words import BreakReason, SeatVoice
from lianxin.kernel.errors import Conflict


@dataclass(frozen=True)
class NextState:
    """The state that a seat wants: ready, break, away or signed_out; `reason` and `minutes` of a break.

    `voice`: by what the seat talks from now on; None: as before.
    """

    state: str
    reason: BreakReason | None = None
    minutes: int | None = None
    voice: SeatVoice | None = None


class NotYourCall(Conflict):
    """The seat has no such call now."""

    code: ClassVar[str] = "calls.not_your_call"


class NoDisposition(Conflict):
    """No case was opened in the call, so its wrap-up needs a disposition."""

    code: ClassVar[str] = "calls.no_disposition"
