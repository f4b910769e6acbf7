"""What a citizen may do with a case opened by its link: the rules, and the facts they depend on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from lianxin.cases.core.callbacks import WaitingCallback
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.locking import lock_case, read_case
from lianxin.cases.core.rows import ClockRow
from lianxin.cases.rules.states import OPEN_CASE, CaseStatus
from lianxin.cases.rules.words import ClockKind
from lianxin.kernel.errors import NotFound
from lianxin.kernel.ids import CitizenId
from lianxin.kernel.work import UnitOfWork
from lianxin.people import masked_citizen

ADDABLE = OPEN_CASE - {CaseStatus.NEEDS_INFORMATION} | {CaseStatus.MERGED, CaseStatus.EMERGENCY_TRANSFERRED}
URGEABLE = frozenset(
    {
        CaseStatus.SCREENING,
        CaseStatus.PENDING_DISPATCH,
        CaseStatus.HANDLING,
        CaseStatus.RESPONSIBILITY_REVIEW,
        CaseStatus.CHECKING,
        CaseStatus.REVIEW,
    }
)
WORK_ENDED = frozenset({CaseStatus.CLOSED, CaseStatus.ARCHIVED})
"""States of a primary in which nobody works for the citizen of a merged case."""
ASKABLE = frozenset({CaseStatus.CALLBACK_PENDING, CaseStatus.MERGED, CaseStatus.ANSWERED})
OBJECTABLE = frozenset({CaseStatus.NOT_ACCEPTED, CaseStatus.WITHDRAWN})
URGE_AGAIN = timedelta(days=1)


_CITIZEN_REQUESTS = (
    "SELECT coalesce(bool_or(kind = 'withdrawal' AND status = 'asked'), false) AS asks_back,"
    " max(made_at) FILTER (WHERE kind = 'urge' AND made_by LIKE 'citizen%%') AS urged_at"
    " FROM side_records WHERE city_id = %(city)s AND case_id = %(case_id)s"
)
CALLBACKS_OF_CASE = (
    "SELECT id, round, method, attempts, not_before, promised_at, note_text, status FROM callbacks"
    " WHERE city_id = %(city)s AND case_id = %(case_id)s ORDER BY created_at DESC, round DESC LIMIT 1"
)


@dataclass(frozen=True)
class _AskedRow:
    """A row of _CITIZEN_REQUESTS."""

    asks_back: bool
    urged_at: datetime | None


@dataclass(frozen=True)
class _CalledRow(WaitingCallback):
    """A row of CALLBACKS_OF_CASE."""

    status: str


@dataclass(frozen=True)
class _LinkRow:
    """The case that a link opens, and its citizen."""

    id: UUID
    citizen_id: CitizenId | None
    primary_id: UUID | None


class NoLink(NotFound):
    """The link opens no case: it is mistyped, the case is void, or the citizen's data was erased."""

    code = "cases.no_link"


@dataclass(frozen=True)
class CitizenStanding:
    """A case with the facts that decide what its citizen may do.

    `callback` waits for an answer; `late`: the case was closed unverified before. `asks_back`: the citizen asked to
    withdraw. `urged_at` is the citizen's latest urge. `primary`: the case into which it is merged.
    """

    file: CaseFile
    primary: CaseFile | None
    callback: WaitingCallback | None
    late: bool
    asks_back: bool
    urged_at: datetime | None

    @property
    def worked_on(self) -> CaseFile:
        """The case on which somebody works for the citizen: the primary of a merged case."""
        return self.primary or self.file

    @property
    def reopens(self) -> ClockRow | None:
        """The running clock of the right to re-open the case or to object, or None."""
        kind = ClockKind.OBJECT if self.file.case.state in OBJECTABLE else ClockKind.REOPEN
        return next((c for c in self.worked_on.running((kind,)) if c.due_at > self.file.now), None)


async def case_of_link(work: UnitOfWork, token: str) -> UUID:
    """Returns the id of the case that a link's token opens; raises NoLink."""
    return (await _opened_by(work, token)).id


async def _opened_by(work: UnitOfWork, token: str) -> _LinkRow:
    """Returns the case that a link's token opens; raises NoLink."""
    found = await work.row(
        _LinkRow,
        "SELECT id, citizen_id, CASE WHEN status = 'merged' THEN merged_into END AS primary_id FROM cases"
        " WHERE city_id = %(city)s AND link_token = %(token)s AND status <> 'void'",
        token=token,
    )
    if found is None:
        raise NoLink
    citizen = await masked_citizen(work, found.citizen_id) if found.citizen_id else None
    if citizen is not None and citizen.erased:
        raise NoLink
    return found


async def standing_of(work: UnitOfWork, token: str, *, lock: bool = False) -> CitizenStanding:
    """Returns the case with its citizen's facts; raises NoLink. `lock` locks it and makes the citizen the actor.

    A primary is locked before the case that follows it, in the order of the commands on the primary.
    """
    found = await _opened_by(work, token)
    case_id, take = found.id, lock_case if lock else read_case
    primary = await take(work, found.primary_id) if found.primary_id else None
    file = await take(work, case_id)
    if primary is not None and file.case.merged_into != primary.case.id:
        primary = None
    if lock:
        work.actor = ref_of_citizen(file.case.citizen_id)
    async with work.together() as ask:
        asked = ask.rows(_AskedRow, _CITIZEN_REQUESTS, case_id=case_id)
        calls = ask.rows(_CalledRow, CALLBACKS_OF_CASE, case_id=case_id)
    call = calls[0] if calls else None
    status = call.status if call else ""
    ended = file.case.state is CaseStatus.ANSWERED or (
        file.case.state is CaseStatus.CLOSED and file.case.verified is False
    )
    late = status == "unreached" and ended
    waiting = call if late or status == "waiting" else None
    return CitizenStanding(file, primary, waiting, late, asked[0].asks_back, asked[0].urged_at)


def ref_of_citizen(citizen_id: UUID | None) -> str:
    """Returns the reference by which the event log names a citizen."""
    return f"citizen:{citizen_id}" if citizen_id else "citizen"


def may_add(at: CitizenStanding) -> bool:
    """Whether the case still goes on."""
    return at.file.case.state in ADDABLE and at.worked_on.case.state not in WORK_ENDED


def may_inform(at: CitizenStanding) -> bool:
    """Whether the case waits for information from the citizen."""
    return at.file.case.state is CaseStatus.NEEDS_INFORMATION


def may_urge(at: CitizenStanding) -> bool:
    """Whether the city works on the case and the citizen has not urged it within a day."""
    fresh = at.urged_at is None or at.file.now - at.urged_at >= URGE_AGAIN
    return at.worked_on.case.state in URGEABLE and fresh


def may_withdraw(at: CitizenStanding) -> bool:
    """Whether the case is open and the citizen has not asked to withdraw it yet."""
    return at.file.case.state in OPEN_CASE and not at.asks_back


def may_judge(at: CitizenStanding) -> bool:
    """Whether a callback waits for the citizen, or a late one whose case can still be re-opened."""
    if at.callback is None:
        return False
    return at.reopens is not None if at.late else at.file.case.state in ASKABLE


def may_reopen(at: CitizenStanding) -> bool:
    """Whether the case, or the primary of a merged case, is closed or answered and may still be re-opened."""
    return at.worked_on.case.state in {CaseStatus.CLOSED, CaseStatus.ANSWERED} and at.reopens is not None


def may_object(at: CitizenStanding) -> bool:
    """Whether the case was refused or withdrawn and the time to object has not passed."""
    return at.file.case.state in OBJECTABLE and at.reopens is not None


CITIZEN_MAY: Mapping[str, Callable[[CitizenStanding], bool]] = {
    "give_information": may_inform,
    "answer_survey": may_judge,
    "reopen": may_reopen,
    "object": may_object,
    "add_words": may_add,
    "urge": may_urge,
    "ask_withdrawal": may_withdraw,
}
"""The actions of a citizen on their own case, and the condition of each; the most urgent first."""


def open_to_citizen(at: CitizenStanding) -> list[str]:
    """Returns the names of the actions that the citizen may take now."""
    return [name for name, fits in CITIZEN_MAY.items() if fits(at)]
