"""Events of a call on its way to a seat and after it; `calls.events` has those of which figures are made."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from lianxin.kernel.events import Event


@dataclass(frozen=True)
class CallGreeted(Event):
    """The line was answered and the greeting began."""

    kind: ClassVar[str] = "call.greeted"
    call_id: UUID


@dataclass(frozen=True)
class CallChosen(Event):
    """The citizen chose something in a menu of the profile, by its codes."""

    kind: ClassVar[str] = "call.chosen"
    call_id: UUID
    menu: str
    choice: str


@dataclass(frozen=True)
class CallTakenOver(Event):
    """The controller of a talk died and another one goes on with it: the seat's browser has to offer again."""

    kind: ClassVar[str] = "call.taken_over"
    call_id: UUID


@dataclass(frozen=True)
class CallDisposed(Event):
    """A seat ended its wrap-up. `disposition` is `case` if cases were opened in the call."""

    kind: ClassVar[str] = "call.disposed"
    call_id: UUID
    disposition: str
    staff: str
