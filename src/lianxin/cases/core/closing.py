"""Closes a case, and with it the promises of the cases merged into it."""

from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.clocks import start_clock
from lianxin.cases.core.merged import merged_into
from lianxin.cases.core.promises import finish_promise
from lianxin.cases.events import MoveDetails
from lianxin.cases.rules.states import CaseMove
from lianxin.cases.rules.words import ClockKind


async def close(file: CaseFile, move: CaseMove, *, verified: bool, outcome: str | None = None) -> None:
    """Closes the case; the citizen may come back to it for a while. `outcome` goes into the event."""
    file.move_case(move, MoveDetails(outcome=outcome) if outcome else None)
    file.case.verified, file.case.closed_at = verified, file.now
    file.stop((ClockKind.CALLBACK,), ended="met" if verified else None)
    finish_promise(file)
    for merged in await merged_into(file):
        merged.stop((ClockKind.ANSWER,))
        merged.case.closed_at = file.now
    start_clock(file, ClockKind.REOPEN)
