"""Plans the callbacks after an answer by the city's policy, and reads the one that waits."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.events import CallbackPlanned
from lianxin.cases.rules.callbacks import AttemptPolicy, attempt_policy, callback_method
from lianxin.cases.rules.words import AttemptResult, CallbackMethod
from lianxin.kernel.errors import BadField, NotFound
from lianxin.kernel.events import Details
from lianxin.people import NO_VOICE_CALL, contact_preferences

SAMPLE_OF = 10_000
LONGEST_PROMISE = timedelta(days=14)
BY_PERSON = frozenset({CallbackMethod.PHONE, CallbackMethod.VIDEO, CallbackMethod.TEXT})
"""Methods by which an agent contacts the citizen, instead of waiting for an answer."""


@dataclass(frozen=True)
class MadeAttempt(Details):
    """One attempt to reach the citizen; `counts` is False if it was too early or another time was agreed."""

    at: datetime
    by: str
    result: str
    counts: bool = True


@dataclass(frozen=True)
class Attempts(Details):
    """The attempts of one callback, in order."""

    made: tuple[MadeAttempt, ...] = ()

    @property
    def counted(self) -> int:
        """The number of attempts that count."""
        return sum(attempt.counts for attempt in self.made)


@dataclass(frozen=True)
class WaitingCallback:
    """A callback that waits for an answer."""

    id: UUID
    round: int
    method: str
    attempts: Attempts
    not_before: datetime
    promised_at: datetime | None
    note_text: UUID | None


class NoCallback(NotFound):
    """No callback waits in this case."""

    code = "cases.no_callback"


async def plan_callback(file: CaseFile) -> None:
    """Adds a callback for this round, in the citizen's language, without voice if they asked for text or video.

    Cancels the callbacks that still wait.
    """
    case = file.case
    await drop_callbacks(file)
    wished = await contact_preferences(file.work, [case.citizen_id] if case.citizen_id else [])
    method = callback_method(
        file.profile.callback,
        urgency=case.urgency,
        nature=case.nature,
        outcome=case.outcome_unit,
        round_number=case.round,
        voice=NO_VOICE_CALL.isdisjoint(wished.values()),
    )
    callback_id = file.new_id()
    file.add(
        "callbacks",
        {
            "id": callback_id,
            "case_id": case.id,
            "round": case.round,
            "method": method,
            "language": case.language,
            "status": "waiting",
            "not_before": file.now,
            "created_at": file.now,
        },
    )
    file.record(CallbackPlanned(callback_id, method, case.round))


def attempts_of(file: CaseFile) -> AttemptPolicy:
    """Returns the policy on attempts for this case."""
    return attempt_policy(file.profile.callback, file.case.urgency)


def is_sampled(file: CaseFile) -> bool:
    """Whether an answer given during the call is verified: a share of all cases, selected by case id."""
    return file.case.id.int % SAMPLE_OF < file.profile.callback.sample_answered * SAMPLE_OF


def promise_of(file: CaseFile, result: str, at: datetime | None) -> datetime | None:
    """Returns the time agreed for another call, None for other results; raises BadField beyond LONGEST_PROMISE."""
    if result != AttemptResult.ANOTHER_TIME:
        return None
    if at is None:
        raise BadField(field="at", problem="empty")
    if not file.now < at <= file.now + LONGEST_PROMISE:
        raise BadField(field="at", problem="out_of_range")
    return at


async def drop_callbacks(file: CaseFile) -> None:
    """Cancels the waiting callbacks of the case."""
    await file.work.run(
        "UPDATE callbacks SET status = 'cancelled', done_at = %(now)s WHERE city_id = %(city)s"
        " AND case_id = %(case_id)s AND status = 'waiting'",
        case_id=file.case.id,
    )


async def callback_of(file: CaseFile) -> WaitingCallback:
    """Returns the waiting callback of the case; raises NoCallback."""
    found = await file.work.row(
        WaitingCallback,
        "SELECT id, round, method, attempts, not_before, promised_at, note_text FROM callbacks"
        " WHERE city_id = %(city)s AND case_id = %(case_id)s AND status = 'waiting' ORDER BY created_at DESC LIMIT 1",
        case_id=file.case.id,
    )
    if found is None:
        raise NoCallback(number=file.case.number)
    return found
