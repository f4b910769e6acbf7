"""What the page of a citizen's call asks of the call controller, and what it shows of the call."""

from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from lianxin.calls.control.queue_place import queue_place
from lianxin.calls.rules.states import CallState
from lianxin.kernel.work import UnitOfWork

LINE_KEYS: Final = frozenset("0123456789*#")


@dataclass(frozen=True)
class BrowserCaller:
    """A citizen who calls from a browser: the offer as `browser_offer` returned it, and the language of the page.

    `number` is where to ring back, as stored; nobody has proved that it is theirs. Empty without one.
    """

    line: UUID
    offer: str
    number: str
    language: str


class LineDesk(Protocol):
    """The call controller, as far as browsers of citizens need it."""

    async def take_browser(self, caller: BrowserCaller) -> str:
        """Takes a call like one from the trunk; returns the answer to the offer.

        Raises BadSdp, MediaRefused, MediaUnreachable.
        """
        ...

    def press_key(self, line: UUID, key: str) -> None:
        """Passes on a key like one from a keypad; a line that has ended ignores it."""
        ...

    async def leave_line(self, line: UUID) -> None:
        """Ends a line as if the citizen hung up; one that has ended changes nothing."""
        ...


@dataclass(frozen=True)
class BrowserCallNow:
    """A line now: the state of its call, how many wait before it (-1 if it does not wait), and the expected wait.

    `minutes` is 0 while nothing is known.
    """

    state: str
    ahead: int
    minutes: int


async def browser_call_now(work: UnitOfWork, line: UUID) -> BrowserCallNow:
    """Returns what the page shows; a line without a call has ended."""
    place = await queue_place(work, line)
    if place is None:
        return BrowserCallNow(CallState.ENDED.value, -1, 0)
    return (
        BrowserCallNow(place.state, place.ahead, place.said.minutes)
        if place.waits
        else BrowserCallNow(place.state, -1, 0)
    )
