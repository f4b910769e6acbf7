"""Merged cases follow a primary case: its answer, closing and archiving apply to each of them too."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from lianxin.cases.core.callbacks import drop_callbacks, plan_callback
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.clocks import revive_promise, start_clock
from lianxin.cases.core.locking import lock_case
from lianxin.cases.core.orders import ComplainedUnit, is_blamed
from lianxin.cases.core.words_mask import words_masks
from lianxin.cases.events import (
    AttachmentAdded,
    CallbackShared,
    CaseChanged,
    CaseLinked,
    MergedCitizenSpoke,
    SideRecorded,
    TextWritten,
    VerdictShared,
)
from lianxin.cases.rules.states import OPEN_ORDER, CaseMove, CaseStatus
from lianxin.cases.rules.words import ClockKind, TextKind
from lianxin.kernel.events import Event

_SPOKEN = frozenset({TextKind.ADDITION, TextKind.INFORMATION})


ASKED_CITIZENS: LiteralString = (
    "SELECT DISTINCT ON (c.citizen_id) c.citizen_id, c.id AS case_id, b.outcome, b.satisfaction FROM callbacks b"
    " JOIN cases c ON c.city_id = b.city_id AND c.id = b.case_id WHERE c.city_id = %(city)s"
    " AND (c.id = %(case_id)s OR c.merged_into = %(case_id)s AND c.status = 'merged') AND c.citizen_id IS NOT NULL"
    " AND b.round >= %(round)s AND b.created_at >= %(since)s AND b.status IN ('waiting', 'answered', 'unreached')"
    " ORDER BY c.citizen_id, b.created_at DESC, b.id DESC"
)


@dataclass(frozen=True)
class AskedCitizen:
    """A citizen with a callback about an answer, and the case that has it; the verdict is None until it is given."""

    citizen_id: UUID
    case_id: UUID
    outcome: str | None = None
    satisfaction: str | None = None


async def merged_into(primary: CaseFile) -> list[CaseFile]:
    """Locks and returns the cases merged into this one."""
    followers = await primary.work.column(
        UUID,
        "SELECT id FROM cases WHERE city_id = %(city)s AND merged_into = %(case_id)s AND status = 'merged' ORDER BY id",
        case_id=primary.case.id,
    )
    return [await lock_case(primary.work, follower) for follower in followers]


async def ask_merged_citizens(primary: CaseFile, followers: Collection[CaseFile]) -> None:
    """Writes the primary's answer to the citizen of each follower, and plans one callback for each of them.

    A citizen who has a callback about this answer already, in the primary or another follower, gets no second one.
    """
    answer = await _answer_for_others(primary)
    known = await _asked_about_answer(primary)
    for merged in followers:
        if answer:
            merged.write(TextKind.ANSWER, answer, to_citizen=True)
        merged.case.forget_verdict()
        merged.case.outcome_unit = primary.case.outcome_unit
        round_number = max(merged.case.round, primary.case.round)
        citizen = merged.case.citizen_id
        if citizen is not None and citizen in known:
            merged.case.round = round_number
            await share_callback(merged, known[citizen])
        elif await plan_callback(merged, round_number) and citizen is not None:
            known[citizen] = AskedCitizen(citizen, merged.case.id)


async def _answer_for_others(primary: CaseFile) -> str:
    """Returns the primary's answer for other citizens: the numbers and the name in it belong to the primary's."""
    answer = await answer_of(primary)
    if not answer:
        return ""
    return (await words_masks(primary.work, [primary.case.id], always=True)).of(primary.case.id)(answer)


async def _asked_about_answer(primary: CaseFile) -> dict[UUID, AskedCitizen]:
    """Returns the citizens of the group who have a callback about the primary's present answer, by citizen."""
    if primary.lead is None or primary.lead.ended_at is None:
        return {}
    rows = await primary.work.rows(
        AskedCitizen, ASKED_CITIZENS, case_id=primary.case.id, since=primary.lead.ended_at, round=primary.case.round
    )
    return {row.citizen_id: row for row in rows}


async def share_callback(merged: CaseFile, asked: AskedCitizen) -> None:
    """Records that the citizen is asked in another case, and takes over the verdict if it was given already."""
    await drop_callbacks(merged)
    merged.record(CallbackShared(asked.case_id, merged.case.round))
    if asked.outcome and asked.satisfaction:
        share_verdict(merged, asked.case_id, asked.outcome, asked.satisfaction, content=True)


def share_verdict(
    merged: CaseFile, other: UUID, outcome: str | None, satisfaction: str | None, *, content: bool
) -> None:
    """Applies the verdict that the same citizen gave in the case `other`."""
    merged.record(VerdictShared(other, outcome or "", satisfaction or ""))
    case = merged.case
    case.outcome_citizen, case.satisfaction = outcome, satisfaction
    case.verified, case.outcome_verified = (True, outcome) if content else (None, None)


async def same_citizen(file: CaseFile) -> list[CaseFile]:
    """Locks and returns the merged cases of the same citizen: followers of this case, or of the same primary."""
    if file.case.citizen_id is None:
        return []
    others = await file.work.column(
        UUID,
        "SELECT id FROM cases WHERE city_id = %(city)s AND merged_into = %(primary)s AND status = 'merged'"
        " AND citizen_id = %(citizen)s AND id <> %(case_id)s ORDER BY id",
        primary=file.case.merged_into or file.case.id,
        citizen=file.case.citizen_id,
        case_id=file.case.id,
    )
    return [await lock_case(file.work, other) for other in others]


def share_with(others: Collection[CaseFile], file: CaseFile, *, content: bool) -> None:
    """Applies the verdict of a case to the merged cases of the same citizen; they follow it if it goes on alone."""
    for merged in others:
        share_verdict(merged, file.case.id, file.case.outcome_citizen, file.case.satisfaction, content=content)
        if file.case.merged_into is None and merged.case.merged_into != file.case.id:
            follow_case(merged, file)


async def hand_on_callback(merged: CaseFile) -> None:
    """Plans the callback that waits in this case for another merged case of the same citizen; this one leaves."""
    waits = "SELECT 1 FROM callbacks WHERE city_id = %(city)s AND case_id = %(case_id)s AND status = 'waiting'"
    if await merged.work.value(waits, case_id=merged.case.id) is None:
        return
    heirs = await same_citizen(merged)
    for nth, heir in enumerate(heirs):
        if nth == 0:
            await plan_callback(heir)
        else:
            heir.record(CallbackShared(heirs[0].case.id, heir.case.round))


def follow_case(merged: CaseFile, primary: CaseFile) -> None:
    """Makes a merged case follow another primary."""
    shield(primary, merged.case.complained)
    merged.case.merged_into = primary.case.id
    merged.record(CaseLinked("merge", primary.case.id))
    primary.record(CaseLinked("merged_here", merged.case.id))


def shield(primary: CaseFile, complained: list[str]) -> None:
    """Keeps the units that a follower complains about out of the primary; raises ComplainedUnit if one is at work."""
    more = [unit for unit in complained if unit not in primary.case.complained]
    if not more:
        return
    was, primary.case.complained = primary.case.complained, [*primary.case.complained, *more]
    blamed = [order.unit for order in primary.orders if order.state in OPEN_ORDER and is_blamed(primary, order.unit)]
    if blamed:
        raise ComplainedUnit(units=blamed, number=primary.case.number)
    primary.record(CaseChanged({"complained": (was, primary.case.complained)}))


async def answer_of(primary: CaseFile) -> str:
    """Returns the lead unit's reply in this round; empty if there is none."""
    if primary.lead is None or primary.lead.reply_text is None:
        return ""
    return await primary.work.value(
        "SELECT body FROM texts WHERE city_id = %(city)s AND id = %(text_id)s", text_id=primary.lead.reply_text
    )


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
