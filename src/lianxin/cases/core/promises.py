"""What the city owes a citizen: it begins when a request is accepted, and ends kept, late, or with the case itself."""

from lianxin.cases.core.case_file import WORK_CLOCKS, CaseFile
from lianxin.cases.core.clocks import is_late, revive_promise, start_clock
from lianxin.cases.rules.states import OPEN_ORDER, CaseMove, OrderMove
from lianxin.cases.rules.words import ClockKind, TextKind
from lianxin.kernel.errors import Conflict


class TooLateToComeBack(Conflict):
    """The time in which a citizen may come back to it is over."""

    code = "cases.too_late_to_come_back"


def check_in_time(file: CaseFile, right: ClockKind) -> None:
    """Raises TooLateToComeBack when the clock of a citizen's right has run out, swept or not."""
    late = [clock for clock in file.running((right,)) if is_late(clock, file.now)]
    if late:
        raise TooLateToComeBack(due_at=late[0].due_at)


def object_to(file: CaseFile, words: str) -> None:
    """The citizen disagrees with not being accepted, in time."""
    check_in_time(file, ClockKind.OBJECT)
    take_up(file, TextKind.ADDITION, words)


def take_up(file: CaseFile, kind: TextKind, words: str) -> None:
    """The one way from not accepted to the dispatch desk."""
    file.write(kind, words)
    file.move_case(CaseMove.OBJECT)
    file.stop((ClockKind.OBJECT,), ended="met")
    revive_promise(file)
    start_clock(file, ClockKind.DISPATCH)


async def accept(file: CaseFile) -> None:
    """The city takes it on: the promise to the citizen begins."""
    file.case.accepted_at = file.now
    file.case.fast_desk = file.case.fast_desk or file.profile.is_for_fast_desk(file.case.topic or None)
    start_clock(file, ClockKind.ANSWER)


def finish_promise(file: CaseFile) -> None:
    """What was promised to the citizen is kept (or came late)."""
    file.stop((ClockKind.ANSWER,))


def end_case(file: CaseFile, move: OrderMove) -> None:
    """Ends every open order and every clock of work; the promise has no answer any more."""
    file.end_orders(move, [o for o in file.orders if o.state in OPEN_ORDER])
    kinds = (*WORK_CLOCKS, ClockKind.ANSWER, ClockKind.DISPATCH, ClockKind.CHECK, ClockKind.CALLBACK, ClockKind.REVIEW)
    file.stop((*kinds, ClockKind.INFORMATION, ClockKind.RULING, ClockKind.SUSPENSION), ended="cancelled")
