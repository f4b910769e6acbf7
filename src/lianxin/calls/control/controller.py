"""The call controller of a process: what the agent and the seats ask of it."""

from typing import Protocol
from uuid import UUID

from lianxin.calls.control.wishes import NextState
from lianxin.calls.rules.words import Disposition
from lianxin.people import Actor


class CallController(Protocol):
    """Owns the calls of one process. Every command of a seat may be repeated; a second one changes nothing."""

    async def set_seat(self, actor: Actor, wish: NextState) -> None:
        """Makes the actor's seat ready or takes it out of the calls; raises IllegalCallMove."""
        ...

    async def answer(self, actor: Actor, call_id: UUID, sdp: str) -> str:
        """Connects the seat's browser with the call that rings there, and returns its SDP; raises NothingRings."""
        ...

    async def hold(self, actor: Actor, call_id: UUID) -> None:
        """Lets the citizen hear music; raises NotYourCall."""
        ...

    async def resume(self, actor: Actor, call_id: UUID) -> None:
        """Ends the hold; raises NotYourCall."""
        ...

    async def mute(self, actor: Actor, call_id: UUID, *, muted: bool) -> None:
        """Mutes the seat, or ends that; raises NotYourCall."""
        ...

    async def hang_up(self, actor: Actor, call_id: UUID) -> None:
        """Ends the call; raises NotYourCall."""
        ...

    async def wrapped_up(self, actor: Actor, call_id: UUID, wish: NextState, kind: Disposition | None) -> None:
        """Ends the wrap-up; raises NotYourCall, NoDisposition."""
        ...
