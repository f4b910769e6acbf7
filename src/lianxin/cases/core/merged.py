"""Merged cases follow a primary case: its answer, closing and archiving apply to each of them too."""

from collections.abc import Collection, Iterator
from uuid import UUID

from lianxin.cases.core.callbacks import drop_callbacks, plan_callback
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.clocks import revive_promise, start_clock
from lianxin.cases.core.locking import lock_case
from lianxin.cases.events import AttachmentAdded, CaseLinked, MergedCitizenSpoke, SideRecorded, TextWritten
from lianxin.cases.rules.states import CaseMove, CaseStatus
from lianxin.cases.rules.words import ClockKind, TextKind
from lianxin.kernel.events import Event
from lianxin.kernel.masking import mask_text

_SPOKEN = frozenset({TextKind.ADDITION, TextKind.INFORMATION})


async def merged_into(primary: CaseFile) -> list[CaseFile]:
    """Locks and returns the cases merged into this one."""
    followers = await primary.work.column(
        UUID,
        "SELECT id FROM cases WHERE city_id = %(city)s AND merged_into = %(case_id)s AND status = 'merged' ORDER BY id",
        case_id=primary.case.id,
    )
    return [await lock_case(primary.work, follower) for follower in followers]


async def ask_merged_citizens(primary: CaseFile, followers: Collection[CaseFile]) -> None:
    """Writes the primary's answer to the citizen of each follower, and plans a callback to each, once a round."""
    answer = await answer_of(primary)
    for merged in followers:
        if answer:
            merged.write(TextKind.ANSWER, mask_text(answer), to_citizen=True)  # numbers belong to the primary's citizen
        merged.case.forget_verdict()
        merged.case.outcome_unit = primary.case.outcome_unit
        merged.case.round = max(merged.case.round, primary.case.round)
        await plan_callback(merged)


async def answer_of(primary: CaseFile) -> str:
    """Returns the lead unit's reply in this round; empty if there is none."""
    if primary.lead is None or primary.lead.reply_text is None:
        return ""
    return await primary.work.value(
        "SELECT body FROM texts WHERE city_id = %(city)s AND id = %(text_id)s", text_id=primary.lead.reply_text
    )


async def keep_merged_promises(primary: CaseFile) -> None:
    """Stops the promise clocks of the merged cases, because the primary is closed."""
    for merged in await merged_into(primary):
        merged.stop((ClockKind.ANSWER,))
        merged.case.closed_at = primary.now


async def archive_with_primary(primary: CaseFile) -> None:
    """Archives the merged cases with their primary; their waiting callbacks end as unreached."""
    for merged in await merged_into(primary):
        await primary.work.run(
            "UPDATE callbacks SET status = 'unreached', done_at = %(now)s WHERE city_id = %(city)s"
            " AND case_id = %(case_id)s AND status = 'waiting'",
            case_id=merged.case.id,
        )
        merged.move_case(CaseMove.ARCHIVE)
        merged.stop((ClockKind.ANSWER,))


async def let_go(primary: CaseFile) -> None:
    """Sends the merged cases to the dispatch desk, because the primary ends without an answer."""
    for merged in await merged_into(primary):
        await go_on_alone(merged)


async def go_on_alone(merged: CaseFile) -> None:
    """Ends the merge of a case and sends it to the dispatch desk."""
    await leave_primary(merged)
    merged.move_case(CaseMove.RESUME_DISPATCH)
    start_clock(merged, ClockKind.DISPATCH)


async def leave_primary(merged: CaseFile) -> None:
    """Ends the merge of a case, restarts its promise and cancels its callbacks."""
    case = merged.case
    if case.merged_into is not None:
        merged.record(CaseLinked("unmerge", case.merged_into))
    case.merged_into = case.resume_to = case.closed_at = case.verified = None
    revive_promise(merged)
    await drop_callbacks(merged)


async def tell_primary(merged: CaseFile) -> None:
    """Records in the primary what the citizen of a merged case has just said, so that whoever works on it hears of it.

    Does nothing for a case that is not merged.
    """
    primary_id = merged.case.merged_into
    if primary_id is None or merged.case.state is not CaseStatus.MERGED:
        return
    spoken = list(_spoken(merged.case.id, [event for event, _order in merged.waiting]))
    if not spoken:
        return
    primary = await lock_case(merged.work, primary_id)
    for event in spoken:
        primary.record(event)
        primary.case.urged = primary.case.urged or event.said == "urge"


def _spoken(case_id: UUID, events: Collection[Event]) -> Iterator[MergedCitizenSpoke]:
    """Yields an event for the primary for each addition, file and urge; the words of an urge are a note before it."""
    note: UUID | None = None
    for event in events:
        match event:
            case TextWritten(text_kind=kind) if kind in _SPOKEN:
                yield MergedCitizenSpoke(case_id, kind, event.text_id)
            case TextWritten(text_kind=TextKind.NOTE):
                note = event.text_id
            case AttachmentAdded():
                yield MergedCitizenSpoke(case_id, "file")
            case SideRecorded(record="urge"):
                yield MergedCitizenSpoke(case_id, "urge", note)
            case _:
                pass
