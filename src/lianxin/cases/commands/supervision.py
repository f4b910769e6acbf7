"""Pressing, visiting, and cases that belong together: merge and undo, split, media cases, public summaries."""

from dataclasses import dataclass
from uuid import UUID

from lianxin.cases.commands.decisions import RecordDecision
from lianxin.cases.commands.desk import Statement
from lianxin.cases.commands.followup import CheckNote
from lianxin.cases.commands.intake import IntakeForm, open_case, send_opened
from lianxin.cases.commands.registry import case_command, order_command, said, waiting
from lianxin.cases.commands.side_records import decide_record, settle, settle_records, side_record, waiting_record
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.clocks import DESK_CLOCKS, start_clock
from lianxin.cases.core.locking import case_of_number, check_sight, lock_at_once, read_case
from lianxin.cases.core.merged import (
    ask_merged_citizens,
    hand_on_callback,
    leave_primary,
    merged_into,
    shield,
)
from lianxin.cases.core.orders import orders_again
from lianxin.cases.core.rows import Order
from lianxin.cases.events import NO_DETAILS, CaseLinked, RecordDetails
from lianxin.cases.rules.media import next_stage
from lianxin.cases.rules.number import read_number
from lianxin.cases.rules.states import AT_WORK, CASE_MOVES, OPEN_CASE, CaseMove, CaseStatus, OrderMove
from lianxin.cases.rules.words import ClockKind, MediaStage, TextKind
from lianxin.kernel.errors import Conflict
from lianxin.people import Action, Actor

MERGEABLE = [status for status, moves in CASE_MOVES.items() if CaseMove.MERGE in moves]
PUBLISHABLE = (CaseStatus.CLOSED, CaseStatus.ARCHIVED)
NOT_NEW = sorted(status for status in CaseStatus if status not in {CaseStatus.DRAFT, CaseStatus.VOID})
SUPERVISED = sorted(set(NOT_NEW) - {CaseStatus.WITHDRAWN, CaseStatus.ARCHIVED})


class CannotMerge(Conflict):
    """A case is merged into another open one, never into itself or one that is itself merged."""

    code = "cases.cannot_merge"


@dataclass(frozen=True)
class MergeInto:
    """The number of the primary case, and the reason."""

    number: str = said("case")
    reason: str = said("prose", "")


@dataclass(frozen=True)
class SplitPart:
    """One matter of a call that holds several."""

    words: str = said("prose")
    topic: str = said("topic", "")
    nature: str = said("line", "", limit=20)
    unit: str = said("unit", "")


@dataclass(frozen=True)
class Visit:
    """What the visit found; `people` is the number of visitors."""

    finding: str = said("prose")
    people: int = said("count", 1)


@dataclass(frozen=True)
class MediaStep:
    """`record`: which media case, where there are several."""

    note: str = said("prose")
    record: UUID | None = said("facts", None)


@dataclass(frozen=True)
class RecordWords(Statement):
    """`record`: which of those that wait; it may be left out where only one does."""

    record: UUID | None = said("facts", None)


@dataclass(frozen=True)
class Media:
    """The media outlet, the stage and a note."""

    outlet: str = said("line", limit=120)
    stage: str = said("choice", options=MediaStage)
    note: str = said("prose", "")


@case_command(Action.DISPATCH, *MERGEABLE, asks=MergeInto)
async def merge_case(file: CaseFile, actor: Actor, ask: MergeInto) -> None:
    """Merges the case into a primary. Its citizen still gets an answer and a callback. It can be undone."""
    primary_id = await case_of_number(file.work, read_number(ask.number))
    if primary_id == file.case.id:
        raise CannotMerge(cause="itself")
    primary = await lock_at_once(file.work, primary_id)
    check_sight(primary, actor)
    if primary.case.state not in OPEN_CASE - {CaseStatus.DRAFT}:
        raise CannotMerge(cause="primary_not_open", number=primary.case.number, state=primary.case.status)
    shield(primary, file.case.complained)
    if ask.reason:
        file.write(TextKind.REASON, ask.reason)
    file.case.resume_to = file.case.status
    file.case.merged_into = primary_id
    file.move_case(CaseMove.MERGE)
    file.end_orders(OrderMove.CANCEL)
    file.stop(DESK_CLOCKS, ended="cancelled")
    file.record(CaseLinked("merge", primary_id))
    primary.record(CaseLinked("merged_here", file.case.id))
    followers = await merged_into(file)
    for follower in followers:
        follower.case.merged_into = primary_id
        follower.record(CaseLinked("merge", primary_id))
    if primary.case.state is CaseStatus.CALLBACK_PENDING:
        await ask_merged_citizens(primary, [file, *followers])


@case_command(Action.DISPATCH, CaseStatus.MERGED, asks=Statement)
async def undo_merge(file: CaseFile, _actor: Actor, ask: Statement) -> None:
    """Undoes the merge: restores the earlier state, with a new order to the unit that had it."""
    had = file.case.resume_to
    file.write(TextKind.REASON, ask.words)
    await hand_on_callback(file)
    await leave_primary(file)
    if had == CaseStatus.HANDLING and orders_again(file, "unmerged"):
        file.move_case(CaseMove.RESUME_HANDLING)
        return
    file.move_case(CaseMove.RESUME_DISPATCH)
    start_clock(file, ClockKind.DISPATCH)


@case_command(
    Action.OPEN_CASE,
    CaseStatus.DRAFT,
    CaseStatus.SCREENING,
    CaseStatus.PENDING_DISPATCH,
    CaseStatus.HANDLING,
    asks=SplitPart,
)
async def split_case(file: CaseFile, actor: Actor, ask: SplitPart) -> None:
    """Splits off a new case of the same citizen and place and sends it at once."""
    case = file.case
    form = IntakeForm(
        words=ask.words,
        channel=case.channel,
        nature=ask.nature or case.nature,
        topic=ask.topic,
        district=case.district,
        street=case.street,
        address=case.address,
        language=case.language,
        confidential=case.confidential,
        complained=tuple(case.complained),
        split_from=case.id,
        citizen_id=case.citizen_id,
    )
    part = await open_case(file.work, actor, form)
    await send_opened(part, actor, ask.unit, read=True)
    file.record(CaseLinked("split_off", part.file.case.id))


@dataclass(frozen=True)
class LinkTo:
    """The number of the older case."""

    number: str = said("case")


@case_command(Action.EDIT_CASE, *NOT_NEW, asks=LinkTo)
async def link_case(file: CaseFile, actor: Actor, ask: LinkTo) -> None:
    """Links the case to an older one about the same matter, which is not re-opened."""
    other = await case_of_number(file.work, read_number(ask.number))
    if other == file.case.id:
        raise CannotMerge(cause="itself")
    check_sight(await read_case(file.work, other), actor)
    file.case.linked_to = other
    file.record(CaseLinked("follow_up", other))


@case_command(Action.SUPERVISE, *SUPERVISED, asks=Statement, key="v")
async def supervise_case(file: CaseFile, _actor: Actor, ask: Statement) -> None:
    """A supervisor intervenes and records what must happen. This also answers a supervision called by the system."""
    await settle_records(file, "supervision", "taken")
    side_record(file, "supervision", "open", NO_DETAILS, ask.words)


@case_command(Action.SUPERVISE, *NOT_NEW, asks=Visit)
async def record_visit(file: CaseFile, _actor: Actor, ask: Visit) -> None:
    """Records the findings of a field visit."""
    side_record(file, "field_visit", "done", RecordDetails(people=ask.people), ask.finding)


@case_command(Action.SUPERVISE, *NOT_NEW, asks=Media)
async def record_media(file: CaseFile, _actor: Actor, ask: Media) -> None:
    """Records a media case and its stage. The outlet is a person's words, so it is stored with the note."""
    side_record(file, "media_case", ask.stage, NO_DETAILS, f"{ask.outlet}\n{ask.note}".strip())


class KeptSecret(Conflict):
    """A confidential case and a tip-off are never public, not even in other words."""

    code = "cases.kept_secret"


@case_command(Action.SUPERVISE, *NOT_NEW, asks=MediaStep, decides="media_case")
async def advance_media(file: CaseFile, _actor: Actor, ask: MediaStep) -> None:
    """Moves the media case to its next stage; after the advice it is finished."""
    found = await waiting_record(file, "media_case", ask.record, MediaStage)
    settle(file, found, next_stage(found.status), ask.note)


@case_command(Action.SUPERVISE, *NOT_NEW, asks=RecordWords, decides="open_supervision")
async def end_supervision(file: CaseFile, _actor: Actor, ask: RecordWords) -> None:
    """Ends the supervision; its purpose is achieved."""
    await decide_record(file, "supervision", "done", ask.words, "open", ask.record)


@case_command(Action.CHECK, *PUBLISHABLE, asks=CheckNote, offered=lambda file, _order: not file.case.secret)
async def propose_summary(file: CaseFile, _actor: Actor, ask: CheckNote) -> None:
    """Proposes a summary for the public, without personal data; the hotline office decides."""
    if file.case.secret:
        raise KeptSecret(number=file.case.number)
    side_record(file, "proposal", "asked", NO_DETAILS, ask.note)


@case_command(Action.APPROVE, *PUBLISHABLE, asks=RecordDecision, decides="proposal")
async def refuse_summary(file: CaseFile, _actor: Actor, ask: RecordDecision) -> None:
    """Refuses to publish the summary."""
    await decide_record(file, "proposal", "refused", ask.reason, record=ask.record)


@dataclass(frozen=True)
class Summary:
    """`record`: the proposal it answers; without one it answers all that wait."""

    summary: str = said("prose", limit=500)
    record: UUID | None = said("facts", None)


@case_command(Action.APPROVE, *PUBLISHABLE, asks=Summary, offered=lambda file, _order: not file.case.secret)
async def publish_summary(file: CaseFile, _actor: Actor, ask: Summary) -> None:
    """Publishes an approved summary and replaces an earlier one; nothing else is ever public."""
    if file.case.secret:
        raise KeptSecret(number=file.case.number)
    await settle_records(file, "publication", "replaced", "approved")
    if ask.record:
        await decide_record(file, "proposal", "answered", "", record=ask.record)
    else:
        await settle_records(file, "proposal", "answered")
    side_record(file, "publication", "approved", NO_DETAILS, ask.summary)


@case_command(Action.APPROVE, *NOT_NEW, asks=Statement, offered=waiting("publication"))
async def withdraw_summary(file: CaseFile, _actor: Actor, ask: Statement) -> None:
    """Withdraws the public summary; the person and the reason are recorded."""
    await decide_record(file, "publication", "withdrawn", ask.words, "approved")


@order_command(Action.SUPERVISE, *AT_WORK, asks=Statement)
async def urge_unit(file: CaseFile, order: Order, ask: Statement) -> None:
    """Urges one unit."""
    file.case.urged = True
    side_record(file, "urge", "done", RecordDetails(unit=order.unit), ask.words, order)
