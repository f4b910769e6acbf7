"""Who is on a call that talks, as the rule of parties reads it."""

from dataclasses import dataclass
from uuid import UUID

from lianxin.calls.control.rows import CallRow, PartyRow, call_row, parties_on
from lianxin.calls.control.wishes import NotYourCall
from lianxin.calls.rules.parties import Conference, ThirdState
from lianxin.calls.rules.states import CallState
from lianxin.calls.rules.words import PartyKind, PartyState
from lianxin.kernel.work import UnitOfWork


@dataclass(frozen=True)
class CallTable:
    """The parties of a call that talks.

    `own`: the seat that has the call, None once it has sent the citizen away. `third`: another seat or an outside
    contact, if there is one.
    """

    row: CallRow
    parties: list[PartyRow]
    own: PartyRow | None
    third: PartyRow | None

    @property
    def now(self) -> Conference:
        """What the rule reads."""
        ringing = self.third is not None and self.third.state == PartyState.WAITING
        state = ThirdState.NONE if self.third is None else ThirdState.RINGING if ringing else ThirdState.TALKING
        recalled = self.own is not None and self.own.state == PartyState.WAITING
        seat = self.own is not None and not recalled
        private = self.row.state == CallState.ON_HOLD and (self.third is not None or not seat)
        return Conference(seat=seat, third=state, private=private, recalled=recalled)

    @property
    def citizen(self) -> PartyRow:
        """The citizen's party; raises NotYourCall."""
        for one in self.parties:
            if one.kind == PartyKind.CITIZEN:
                return one
        raise NotYourCall

    def seat(self, staff: str) -> PartyRow:
        """Returns the party of a seat; raises NotYourCall."""
        for one in self.parties:
            if one.kind == PartyKind.SEAT and one.staff == staff:
                return one
        raise NotYourCall


async def call_table(work: UnitOfWork, call_id: UUID, staff: str = "") -> CallTable:
    """Returns the parties of a call that talks; raises NotYourCall, also if `staff` does not have the call."""
    row = await call_row(work, call_id)
    if not row.talks or (staff and row.seat != staff):
        raise NotYourCall
    parties = await parties_on(work, call_id)
    own = next((one for one in parties if one.kind == PartyKind.SEAT and one.staff == row.seat), None)
    others = (one for one in parties if one.kind in {PartyKind.SEAT, PartyKind.THIRD} and one is not own)
    return CallTable(row, parties, own, next(others, None))
