"""The promise to the citizen: it starts when a case is accepted, and ends kept, late, or cancelled with the case."""

from lianxin.cases.core.case_file import WORK_CLOCKS, CaseFile
from lianxin.cases.core.clocks import DESK_CLOCKS, is_late, revive_promise, start_clock
from lianxin.cases.rules.states import OPEN_ORDER, CaseMove, OrderMove
from lianxin.cases.rules.words import ClockKind, TextKind
from lianxin.kernel.errors import Conflict


class TooLateToComeBack(Conflict):
    """The time in which the citizen may re-open the case or object has passed."""

    code = "cases.too_late_to_come_back"


def check_in_time(file: CaseFile, right: ClockKind) -> None:
    """Raises TooLateToComeBack if the clock of a citizen's right has passed its due time, fired or not."""
    late = [clock for clock in file.running((right,)) if is_late(clock, file.now)]
    if late:
        raise TooLateToComeBack(due_at=late[0].due_at)


def object_to(file: CaseFile, words: str) -> None:
    """Records the citizen's objection to a refusal or withdrawal; raises TooLateToComeBack."""
    check_in_time(file, ClockKind.OBJECT)
    take_up(file, TextKind.ADDITION, words)


def take_up(file: CaseFile, kind: TextKind, words: str) -> None:
    """Sends a case that was refused or withdrawn to the dispatch desk: the only move that does this."""
    file.write(kind, words)
    file.move_case(CaseMove.OBJECT)
    file.stop((ClockKind.OBJECT,), ended="met")
    revive_promise(file)
    start_clock(file, ClockKind.DISPATCH)


async def accept(file: CaseFile) -> None:
    """Accepts a case: starts the promise to the citizen, and sets whether the fast desk gets the case.

    A case that was accepted before keeps its promise.
    """
    if file.case.accepted_at is not None:
        return
    file.case.accepted_at = file.now
    file.case.fast_desk = file.case.fast_desk or file.profile.is_for_fast_desk(file.case.topic or None)
    start_clock(file, ClockKind.ANSWER)


def finish_promise(file: CaseFile) -> None:
    """Stops the clock of the promise as met or late."""
    file.stop((ClockKind.ANSWER,))


def end_case(file: CaseFile, move: OrderMove) -> None:
    """Ends every open order by `move` and cancels every clock of work, the promise included."""
    end_work(file, move)
    file.stop((ClockKind.ANSWER,), ended="cancelled")


def end_work(file: CaseFile, move: OrderMove) -> None:
    """Ends every open order by `move` and cancels every clock of work, but not the promise."""
    file.end_orders(move, [o for o in file.orders if o.state in OPEN_ORDER])
    kinds = (*WORK_CLOCKS, *DESK_CLOCKS, ClockKind.CHECK, ClockKind.CALLBACK, ClockKind.REVIEW)
    file.stop((*kinds, ClockKind.INFORMATION, ClockKind.RULING, ClockKind.SUSPENSION), ended="cancelled")
