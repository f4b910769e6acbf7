"""Plans the callbacks after an answer by the city's policy, and reads the one that waits."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.events import CallbackPlanned
from lianxin.cases.rules.callbacks import (
    BY_CALL,
    AttemptPolicy,
    attempt_policy,
    callback_method,
    may_call,
    method_by_reach,
    next_calling_time,
)
from lianxin.cases.rules.words import AttemptResult, Channel
from lianxin.city import Profile
from lianxin.kernel.errors import BadField, Conflict, NotFound
from lianxin.kernel.events import Details
from lianxin.kernel.ids import CitizenId
from lianxin.people import NO_VOICE_CALL, contact_preferences, reach_of, with_number

SAMPLE_OF = 10_000
LONGEST_PROMISE = timedelta(days=14)
CODE_UNTOLD = frozenset({Channel.LETTER, Channel.IMPORT, Channel.EMERGENCY_110})
"""Channels on which nobody tells the citizen the code of the case."""


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


class NotCallingTime(Conflict):
    """Citizens are not called at this hour. `calls_from` is the local time of day from which this one may be called."""

    code = "cases.not_calling_time"


async def plan_callback(file: CaseFile, round_number: int | None = None) -> bool:
    """Adds a callback for this round, in the citizen's language, without voice if they asked for text or video.

    Cancels the callbacks that still wait. Returns False, and plans nothing, if no way to the citizen is known.
    `round_number`: the round that a merged case takes over with its callback, whose event names it.
    """
    case = file.case
    await drop_callbacks(file)
    wished = await contact_preferences(file.work, [case.citizen_id] if case.citizen_id else [])
    wanted = callback_method(
        file.profile.callback,
        urgency=case.urgency,
        nature=case.nature,
        outcome=case.outcome_unit,
        round_number=round_number or case.round,
        voice=NO_VOICE_CALL.isdisjoint(wished.values()),
    )
    method = await _method_by_reach(file, wanted)
    if method is None:
        return False
    case.round = round_number or case.round
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
    return True


async def _method_by_reach(file: CaseFile, method: str) -> str | None:
    """Returns the method for what is known of the citizen: a number, a mailbox, the code of the case; or None."""
    citizen = CitizenId(file.case.citizen_id) if file.case.citizen_id else None
    if citizen is not None and await with_number(file.work, [citizen]):
        return method
    reach = (await reach_of(file.work, [citizen])).get(citizen) if citizen is not None else None
    link = file.case.channel not in CODE_UNTOLD or (reach is not None and reach.email)
    return method_by_reach(method, number=False, link=link)


async def has_number(file: CaseFile) -> bool:
    """Whether the citizen of the case left a number that was not erased."""
    return file.case.citizen_id is not None and bool(await with_number(file.work, [file.case.citizen_id]))


def closed_until(
    profile: Profile, urgency: str, method: str, promised_at: datetime | None, now: datetime
) -> datetime | None:
    """Returns the time from which this citizen may be called, None if now or if the callback is no call."""
    local, policy = now.astimezone(profile.zone), attempt_policy(profile.callback, urgency)
    if method not in BY_CALL or may_call(policy, local, promised_at):
        return None
    return next_calling_time(policy, local, promised_at)


def check_calling_time(
    profile: Profile, urgency: str, method: str, promised_at: datetime | None, now: datetime
) -> None:
    """Raises NotCallingTime if the callback is a call and the citizen may not be called now."""
    opens = closed_until(profile, urgency, method, promised_at, now)
    if opens is not None:
        raise NotCallingTime(calls_from=opens.strftime("%H:%M"))


def calls_open_at(file: CaseFile) -> datetime:
    """Returns the time from which the citizen may be called: now, or the next start of the hours of calls."""
    return next_calling_time(attempts_of(file), file.now.astimezone(file.profile.zone)).astimezone(file.now.tzinfo)


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
