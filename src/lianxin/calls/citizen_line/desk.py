"""What the page of a citizen's call asks of the call controller, and what it shows of the call."""

from dataclasses import dataclass
from typing import Final, LiteralString, Protocol
from uuid import UUID

from lianxin.calls.rules.states import CallState
from lianxin.kernel.work import UnitOfWork

LINE_KEYS: Final = frozenset("0123456789*#")

_NOW: LiteralString = (
    "SELECT c.state,"
    " (SELECT count(*) FROM waiting_calls w JOIN waiting_calls mine ON mine.city_id = w.city_id"
    "  AND mine.id = c.id WHERE w.city_id = %(city)s AND (w.priority, w.since, w.id)"
    "  <= (mine.priority, mine.since, mine.id)) AS place"
    " FROM calls c WHERE c.city_id = %(city)s AND c.line = %(line)s"
)


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
    """A line now: the state of its call, and its place among those who wait, 1 for the next; 0 if it does not wait."""

    state: str
    place: int


async def browser_call_now(work: UnitOfWork, line: UUID) -> BrowserCallNow:
    """Returns what the page shows; a line without a call has ended."""
    return await work.row(BrowserCallNow, _NOW, line=line) or BrowserCallNow(CallState.ENDED.value, 0)
