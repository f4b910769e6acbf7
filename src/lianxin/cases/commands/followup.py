"""Is it really solved? The checker, the callback, the review, and coming back to it."""

from dataclasses import dataclass
from datetime import datetime

from lianxin.cases.commands.registry import case_command, said, waiting
from lianxin.cases.commands.side_records import call_supervisor
from lianxin.cases.core.callback_leases import check_free, end_claim
from lianxin.cases.core.callbacks import (
    Attempts,
    MadeAttempt,
    WaitingCallback,
    attempts_of,
    callback_of,
    check_calling_time,
    is_sampled,
    promise_of,
)
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.clocks import revive_promise, start_clock
from lianxin.cases.core.closing import close
from lianxin.cases.core.merged import go_on_alone, same_citizen, share_with
from lianxin.cases.core.orders import ComplainedUnit, give_orders, orders_again
from lianxin.cases.core.promises import check_in_time
from lianxin.cases.core.routing import check_not_pushed_down
from lianxin.cases.core.rows import Order
from lianxin.cases.events import CallbackAnswered, CallbackAttempted
from lianxin.cases.rules.callbacks import in_its_time, next_attempt
from lianxin.cases.rules.dispatch import Direction
from lianxin.cases.rules.states import CaseMove, CaseStatus
from lianxin.cases.rules.words import (
    AttemptResult,
    ClockKind,
    DissatisfiedReason,
    Outcome,
    Satisfaction,
    TextKind,
)
from lianxin.people import Action, Actor

ASKED_ABOUT = (CaseStatus.CALLBACK_PENDING, CaseStatus.MERGED, CaseStatus.ANSWERED)
_CONTENT = frozenset({Satisfaction.SATISFIED, Satisfaction.MOSTLY, Satisfaction.NEUTRAL})


@dataclass(frozen=True)
class CheckNote:
    note: str = said("prose")


@dataclass(frozen=True)
class Attempt:
    """`at`: when the citizen, who cannot talk now, wants to be called."""

    result: str = said("choice", options=AttemptResult)
    note: str = said("prose", "")
    at: datetime | None = said("moment", None)


@dataclass(frozen=True)
class Verdict:
    """What the citizen says; outcome and satisfaction are two questions."""

    outcome: str = said("choice", options=Outcome)
    satisfaction: str = said("choice", options=Satisfaction)
    reason: str = said("choice", "", options=DissatisfiedReason)
    note: str = said("prose", "")


@dataclass(frozen=True)
class Redo:
    """What the review found, and who handles the case again; an empty unit keeps the one that replied."""

    finding: str = said("prose")
    unit: str = said("unit", "")


@dataclass(frozen=True)
class Finding:
    """The reviewed outcome and what it rests on."""

    outcome: str = said("choice", options=Outcome)
    finding: str = said("prose")


def _is_asked(file: CaseFile, _order: Order | None) -> bool:
    """Of the cases answered on the spot only a sample is asked."""
    return file.case.state is not CaseStatus.ANSWERED or is_sampled(file)


@case_command(
    Action.CALL_BACK,
    *ASKED_ABOUT,
    asks=Attempt,
    fits=_is_asked,
    key="x",
    offered=waiting("callback"),
)
async def attempt_callback(file: CaseFile, actor: Actor, ask: Attempt) -> None:
    """Records an attempt that did not reach the citizen. After the last one the case closes unverified.

    An attempt before its time (another day, the evening) is recorded but does not count; neither does one
    at which the citizen named another time. Outside the hours of calls it is refused, unless the call began within.
    """
    callback = await callback_of(file)
    if not await check_free(file.work, callback.id, actor):
        check_calling_time(file.profile, file.case.urgency, callback.method, callback.promised_at, file.now)
    promised_at = promise_of(file, ask.result, ask.at)
    policy, before = attempts_of(file), callback.attempts
    local = file.now.astimezone(file.profile.zone)
    in_time = in_its_time(policy, local, before.counted)
    counts = promised_at is None and file.now >= callback.not_before and in_time
    made = Attempts((*before.made, MadeAttempt(file.now, file.work.actor, ask.result, counts)))
    note = file.write(TextKind.CALLBACK_NOTE, ask.note) if ask.note else None
    changes: dict[str, object] = {"attempts": made, "note_text": note or callback.note_text, "promised_at": promised_at}
    if counts:
        changes["not_before"] = next_attempt(policy, local, made.counted)
    if promised_at:
        changes["not_before"] = promised_at
    file.record(CallbackAttempted(callback.id, len(made.made), ask.result, promised_at))
    await end_claim(file.work, callback.id)
    if made.counted >= policy.attempts:
        changes |= {"status": "unreached", "done_at": file.now}
    file.work.change("callbacks", callback.id, **changes)
    if made.counted >= policy.attempts and file.case.state is CaseStatus.CALLBACK_PENDING:
        await close(file, CaseMove.CLOSE_UNVERIFIED, verified=False)


@case_command(Action.CALL_BACK, *ASKED_ABOUT, asks=Verdict, fits=_is_asked, key="y", offered=waiting("callback"))
async def answer_callback(file: CaseFile, actor: Actor, ask: Verdict) -> None:
    """Records the citizen's answers given on the telephone."""
    callback = await callback_of(file)
    await check_free(file.work, callback.id, actor)
    await take_verdict(file, ask, callback)
    await end_claim(file.work, callback.id)


async def take_verdict(file: CaseFile, ask: Verdict, callback: WaitingCallback) -> None:
    """What the citizen says. Solved or explained, and content: done; otherwise somebody looks again.

    It counts for all merged cases of the citizen; if a merged case goes on alone, the citizen's others follow it.
    """
    others = await same_citizen(file)
    note = file.write(TextKind.CALLBACK_NOTE, ask.note) if ask.note else None
    done = {
        "status": "answered",
        "outcome": ask.outcome,
        "satisfaction": ask.satisfaction,
        "reason": ask.reason or None,
        "note_text": note,
        "made_by": file.work.actor,
        "done_at": file.now,
    }
    file.work.change("callbacks", callback.id, **done)
    file.record(CallbackAnswered(callback.id, ask.outcome, ask.satisfaction, callback.method, ask.reason or None))
    content = ask.outcome != Outcome.UNSOLVED and ask.satisfaction in _CONTENT
    file.case.verified = content
    file.case.outcome_verified = ask.outcome if content else None
    await (IF_CONTENT if content else IF_NOT)[file.case.state](file)
    file.case.outcome_citizen, file.case.satisfaction = ask.outcome, ask.satisfaction
    share_with(others, file, content=content)


async def close_satisfied(file: CaseFile) -> None:
    """The citizen is content."""
    await close(file, CaseMove.CLOSE_SATISFIED, verified=True)


async def look_again(file: CaseFile) -> None:
    """The review officer looks at what the citizen says."""
    file.case.verified = None
    file.move_case(CaseMove.DISSATISFIED)
    file.stop((ClockKind.CALLBACK,))
    start_clock(file, ClockKind.REVIEW)


async def come_back(file: CaseFile) -> None:
    """The answer given on the spot was none, or a case that was closed without reaching the citizen is not solved."""
    reopen(file, "")
    file.case.verified = False


async def stay(_file: CaseFile) -> None:
    """Verified, and nothing more to do."""


IF_CONTENT = {
    CaseStatus.CALLBACK_PENDING: close_satisfied,
    **dict.fromkeys((CaseStatus.MERGED, CaseStatus.ANSWERED, CaseStatus.CLOSED), stay),
}
IF_NOT = {
    CaseStatus.CALLBACK_PENDING: look_again,
    CaseStatus.MERGED: go_on_alone,
    **dict.fromkeys((CaseStatus.ANSWERED, CaseStatus.CLOSED), come_back),
}


@case_command(Action.REVIEW, CaseStatus.REVIEW, asks=Redo, key="r")
async def redo_case(file: CaseFile, _actor: Actor, ask: Redo) -> None:
    """Starts a second round, not returnable, with the same lead unless another unit is named; the citizen reads why."""
    file.write(TextKind.FINDING, ask.finding, to_citizen=True)
    file.move_case(CaseMove.REDO)
    file.stop((ClockKind.REVIEW,))
    file.case.forget_verdict()
    if ask.unit:
        if all(order.unit != ask.unit for order in file.orders if order.role == "lead"):
            await check_not_pushed_down(file, ask.unit)
        give_orders(file, Direction(ask.unit, "redo", {}), [], "", returnable=False)
    elif not orders_again(file, "redo", returnable=False):
        raise ComplainedUnit(units=file.case.complained)


@case_command(Action.REVIEW, CaseStatus.REVIEW, asks=Finding, key="x")
async def close_with_reason(file: CaseFile, _actor: Actor, ask: Finding) -> None:
    """Closes the case, because the review finds that nothing more can be done; the citizen reads the reason."""
    file.write(TextKind.FINDING, ask.finding, to_citizen=True)
    file.case.outcome_verified = ask.outcome
    file.stop((ClockKind.REVIEW,))
    await close(file, CaseMove.CLOSE_WITH_REASON, verified=True, outcome=ask.outcome)


@case_command(Action.EDIT_CASE, CaseStatus.CLOSED, CaseStatus.ANSWERED, asks=CheckNote)
async def reopen_case(file: CaseFile, _actor: Actor, ask: CheckNote) -> None:
    """Re-opens the case, because the citizen called again within the time allowed."""
    reopen(file, ask.note)


@case_command(Action.REOPEN, CaseStatus.ARCHIVED, asks=CheckNote)
async def reopen_archived(file: CaseFile, _actor: Actor, ask: CheckNote) -> None:
    """A supervisor re-opens an archived case."""
    reopen(file, ask.note)


def reopen(file: CaseFile, words: str) -> None:
    """The one way back: an answered case to the dispatch desk, a closed or archived one to the review.

    From the re-opening on that the city names, a supervisor is called as well.
    """
    if words:
        file.write(TextKind.ADDITION, words)
    answered = file.case.state is CaseStatus.ANSWERED
    check_in_time(file, ClockKind.REOPEN)
    file.move_case(CaseMove.REOPEN)
    file.stop((ClockKind.REOPEN,), ended="met")
    file.case.forget_verdict()
    if answered:
        revive_promise(file)
    start_clock(file, ClockKind.DISPATCH if answered else ClockKind.REVIEW)
    file.case.reopenings += 1
    if file.case.reopenings >= file.profile.reopen.supervised_from:
        call_supervisor(file, "reopened", file.case.reopenings)
