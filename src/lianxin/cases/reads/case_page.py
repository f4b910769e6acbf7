"""One case as its page shows it: words, orders, clocks, history, and the moves that the viewer may make."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from lianxin.cases.core.case_attachments import Attachment
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.locking import CLOCK_COLUMNS, ORDER_COLUMNS, NoCase
from lianxin.cases.core.reveal import in_hand
from lianxin.cases.core.rows import Case, ClockRow, Order, TextRow
from lianxin.cases.core.sight import Sight
from lianxin.cases.core.words_mask import Mask, ask_names_to_hide, masks_from
from lianxin.cases.reads.actor_names import named
from lianxin.cases.reads.available_moves import OPEN_REQUESTS, AskedRow, Move, moves_of
from lianxin.cases.reads.cards import CardColumns, CaseCard, card_with
from lianxin.cases.reads.dangers import DANGERS_FOUND, DangerFound
from lianxin.cases.reads.merged_voices import (
    Link,
    MergedVoice,
    ask_links,
    ask_merged,
    citizens_waiting,
    masked_texts,
    merged_voices,
)
from lianxin.cases.reads.on_duty import Ringing, ringing_of
from lianxin.cases.reads.order_on_page import OrderOnPage, order_view
from lianxin.cases.reads.page_history import CASE_TEXTS, EVENTS_SHOWN, QUIET, HistoryEntry, history
from lianxin.cases.rules.intake_fields import COMPANY_FACTS
from lianxin.cases.rules.words import TextKind
from lianxin.city import Profile
from lianxin.kernel.decoding import EventRow
from lianxin.kernel.ids import CitizenId
from lianxin.kernel.rows import columns_of, field_names, from_fields
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, masked_citizens, names_of, permitted

_CASE_ORDERS: LiteralString = (
    f"SELECT {ORDER_COLUMNS} FROM work_orders WHERE city_id = %(city)s AND case_id = %(case_id)s"  # pyright: ignore
    " ORDER BY dispatched_at, id"
)
_CASE_CLOCKS: LiteralString = (
    f"SELECT {CLOCK_COLUMNS} FROM clocks WHERE city_id = %(city)s AND case_id = %(case_id)s"  # pyright: ignore
    " ORDER BY started_at, id"
)
_CASE_FILES: LiteralString = (
    "SELECT id, order_id, kind, media_type, name, size, added_by, added_at FROM attachments"
    " WHERE city_id = %(city)s AND case_id = %(case_id)s ORDER BY added_at, id"
)


@dataclass(frozen=True)
class _CaseFacts:
    """The columns of the case row that the page shows in addition to the card."""

    address: str
    channel: str
    language: str
    submitted_at: datetime
    accepted_at: datetime | None
    happened: str
    happened_at: datetime | None
    company: str
    company_address: str
    order_number: str
    paid: str
    paid_on: str
    latitude: float | None
    longitude: float | None
    needed_by: datetime | None
    complained: list[str]
    resume_to: str | None
    outcome_unit: str | None
    outcome_citizen: str | None
    outcome_verified: str | None
    satisfaction: str | None
    verified: bool | None
    closed_at: datetime | None
    reopenings: int
    praised_unit: str | None
    linked_to: UUID | None
    split_from: UUID | None
    merged_into: UUID | None
    profile_version: str
    call_id: UUID | None


@dataclass(frozen=True)
class CaseOnPage(_CaseFacts, CaseCard):
    """The case row as its page shows it."""


@dataclass(frozen=True)
class _CaseRow(_CaseFacts, CardColumns):
    """The columns of the case row that the page needs, all of them fields of Case."""

    citizen_id: UUID | None
    opened_by: str


@dataclass(frozen=True)
class _PageRow(_CaseRow):
    """A row of PAGE_CASE: the case, and the feed's position before it was read."""

    position: int


PAGE_CASE: LiteralString = (
    "SELECT p.position, "
    + columns_of(_CaseRow, "c")
    + " FROM cases c JOIN cities p ON p.city_id = c.city_id WHERE c.city_id = %(city)s AND c.number = %(number)s AND "
)


@dataclass(frozen=True)
class CitizenMasked:
    """The citizen, masked, as screens show them. `in_hand` false: a look at the number needs a written reason."""

    name_masked: str
    phone_masked: str
    language: str
    in_hand: bool


@dataclass(frozen=True)
class ClockOnPage:
    """A clock: `state` is running, paused, met, late, missed or cancelled."""

    id: UUID
    kind: str
    order_id: UUID | None
    started_at: datetime
    due_at: datetime
    state: str
    ended_at: datetime | None
    fired_at: datetime | None
    provisional: bool


@dataclass(frozen=True)
class AttachmentOnPage(Attachment):
    """An attachment with its URL."""

    order_id: UUID | None
    added_by: str
    added_at: datetime
    url: str


@dataclass(frozen=True)
class _FileRow(Attachment):  # of _CASE_FILES
    order_id: UUID | None
    added_by: str
    added_at: datetime


@dataclass(frozen=True)
class CasePage:
    """Everything that the page shows this viewer; send `version` in If-Match, `position` is the feed's before.

    `ringing`: orders of a critical case whose units must be rung.
    `citizens` wait for the answer: that of the case and those of the merged cases.
    """

    position: int
    version: int
    case: CaseOnPage
    opened_by: str
    citizen: CitizenMasked | None
    words: str
    wish: str
    praised: str
    supervision_asked: bool
    danger: DangerFound | None
    orders: list[OrderOnPage]
    ringing: list[Ringing]
    clocks: list[ClockOnPage]
    history: list[HistoryEntry]
    moves: list[Move]
    links: list[Link]
    merged: list[MergedVoice]
    citizens: int
    attachments: list[AttachmentOnPage]


async def case_page(work: UnitOfWork, actor: Actor, profile: Profile, sight: Sight, number: str) -> CasePage:
    """Returns everything that the page shows; raises NoCase if the viewer may not see the case."""
    row = await _page_row(work, sight, number)
    async with work.together() as ask:
        orders = ask.rows(Order, _CASE_ORDERS, case_id=row.id)
        clocks = ask.rows(ClockRow, _CASE_CLOCKS, case_id=row.id)
        texts = ask.rows(TextRow, CASE_TEXTS, case_id=row.id)
        events = ask.rows(EventRow, EVENTS_SHOWN, case_id=row.id, quiet=QUIET)
        files = ask.rows(_FileRow, _CASE_FILES, case_id=row.id)
        dangers = ask.rows(DangerFound, DANGERS_FOUND, case_id=row.id)
        asked = ask.rows(AskedRow, OPEN_REQUESTS, case_id=row.id)
        links = ask_links(ask, sight, row)
        rows = ask_merged(ask, row.id)
        hiding = ask_names_to_hide(ask, row.id)
    masks = await masks_from(work, hiding)
    mask = masks.of(row.id)
    file = _seen_by(actor, asked, file_of(work, profile, row, orders, clocks))
    people = {*(text.author for text in texts), *(event.actor for event in events), *(one.added_by for one in files)}
    names = await names_of(work, {row.opened_by, *people})
    return CasePage(
        position=row.position,
        version=row.version,
        case=_on_page(row, mask),
        opened_by=named(row.opened_by, names),
        citizen=await masked_citizen_of(work, actor, file),
        words=body_of(texts, TextKind.WORDS, mask),
        wish=body_of(texts, TextKind.WISH, mask),
        praised=body_of(texts[::-1], TextKind.PRAISED, mask),  # the latest, because the desk corrects the name
        supervision_asked=any(one.kind == "supervision" for one in asked),
        danger=next(iter(dangers), None),
        orders=[order_view(profile, order) for order in orders],
        ringing=ringing_of(profile, actor, row.urgency, orders, work.now),
        clocks=[clock_view(clock) for clock in clocks],
        history=history(actor, events, texts, names, mask, masked_texts(rows, masks)),
        moves=moves_of(file, actor, asked, mask),
        links=links,
        merged=merged_voices(number, row.citizen_id, rows, masks),
        citizens=citizens_waiting(row.citizen_id, rows.cases),
        attachments=[attachment_view(number, one, named(one.added_by, names), mask) for one in files],
    )


def _seen_by(actor: Actor, asked: Sequence[AskedRow], file: CaseFile) -> CaseFile:
    """Returns the file with the requests that wait, as this actor sees it."""
    file.asked, file.acting_unit = frozenset(one.kind for one in asked), actor.unit
    return file


async def _page_row(work: UnitOfWork, sight: Sight, number: str) -> _PageRow:
    statement: LiteralString = PAGE_CASE + sight.where
    row = await work.row(_PageRow, statement, number=number, **sight.params)
    if row is None:
        raise NoCase(number=number)
    return row


def _on_page(row: _CaseRow, mask: Mask) -> CaseOnPage:
    """Returns the case row as the page shows it."""
    facts: dict[str, Any] = vars(row)
    card = CaseCard.of_columns({name: facts[name] for name in field_names(CardColumns)})
    own = {name: facts[name] for name in field_names(_CaseFacts)}
    own |= {name: mask(facts[name]) for name in ("address", "happened", *COMPANY_FACTS)}
    return card_with(CaseOnPage, card, **own)


def file_of(work: UnitOfWork, profile: Profile, row: _CaseRow, orders: list[Order], clocks: list[ClockRow]) -> CaseFile:
    """Returns a read-only file, from which the possible moves are computed."""
    facts: dict[str, Any] = vars(row)
    case = Case(**{name: facts[name] for name in field_names(_CaseRow)}, link_token="")
    return CaseFile(work, profile, case, orders, clocks)


async def masked_citizen_of(work: UnitOfWork, actor: Actor, file: CaseFile) -> CitizenMasked | None:
    """Returns the masked citizen; None without one, or if the viewer may not see it (a unit in a confidential case)."""
    if file.case.citizen_id is None or not permitted(actor, Action.REACH_CITIZEN, file.subject):
        return None
    citizen = CitizenId(file.case.citizen_id)
    masked = (await masked_citizens(work, [citizen]))[citizen]
    return CitizenMasked(masked.name, masked.phone, masked.language, in_hand(file, actor) is not None)


def body_of(texts: Sequence[TextRow], kind: TextKind, mask: Mask) -> str:
    """Returns the first text of a kind, masked; empty if there is none."""
    return next((mask(text.body) for text in texts if text.kind == kind), "")


def clock_view(clock: ClockRow) -> ClockOnPage:
    """Returns a clock with its state, without the explanation, which is a request of its own."""
    return ClockOnPage(
        id=clock.id,
        kind=clock.kind,
        order_id=clock.order_id,
        started_at=clock.started_at,
        due_at=clock.due_at,
        state=clock.state,
        ended_at=clock.stopped_at,
        fired_at=clock.fired_at,
        provisional=clock.provisional,
    )


def attachment_view(number: str, row: _FileRow, added_by: str, mask: Mask) -> AttachmentOnPage:
    """Returns an attachment with its URL; its name is masked."""
    facts = vars(row) | {"name": mask(row.name), "added_by": added_by}
    return from_fields(AttachmentOnPage, **facts, url=f"/api/cases/{number}/attachments/{row.id}")
