"""Attachments of a case: the row and the event; the bytes are stored outside the database."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.locking import NoCase, case_of_number, check_sight, lock_case
from lianxin.cases.core.merged import tell_primary
from lianxin.cases.core.rows import Order
from lianxin.cases.core.sight import Sight
from lianxin.cases.core.words_mask import words_masks
from lianxin.cases.events import AttachmentAdded
from lianxin.files import StoredFile
from lianxin.kernel.errors import BadField, Invalid
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Actor


class EvidenceMissing(Invalid):
    """The city requires evidence with a reply of this outcome: attach a file."""

    code = "cases.evidence_missing"


@dataclass(frozen=True)
class Attached:
    """The digest under which the bytes are stored, with their type, file name (masked for its case) and case."""

    sha256: str
    media_type: str
    name: str
    case_id: UUID


@dataclass(frozen=True)
class Attachment:
    """A file that was added; `size` is in bytes."""

    id: UUID
    kind: str
    media_type: str
    name: str
    size: int


@dataclass(frozen=True)
class _AttachmentRow(Attachment):
    """A new row of `attachments`."""

    case_id: UUID
    order_id: UUID | None
    sha256: str
    added_by: str
    added_at: datetime


async def add_attachment(
    work: UnitOfWork, actor: Actor, number: str, stored: StoredFile, order_id: UUID | None = None
) -> Attachment:
    """Adds a stored file to a case that the actor may see; raises NoCase."""
    file = await lock_case(work, await case_of_number(work, number))
    check_sight(file, actor)
    added = attach(file, stored, order_id)
    await tell_primary(file)
    return added


def attach(file: CaseFile, stored: StoredFile, order_id: UUID | None = None) -> Attachment:
    """Adds the row and its event; raises NoCase if the order belongs to another case."""
    if order_id is not None and all(order.id != order_id for order in file.orders):
        raise NoCase(order=str(order_id))
    added = Attachment(file.new_id(), stored.kind, stored.media_type, stored.name, stored.size)
    row = _AttachmentRow(
        **vars(added),
        case_id=file.case.id,
        order_id=order_id,
        sha256=stored.sha256,
        added_by=file.work.actor,
        added_at=file.now,
    )
    file.add("attachments", row)
    file.record(AttachmentAdded(added.id, stored.kind, stored.size))
    return added


@dataclass(frozen=True)
class _SharedRow(StoredFile):
    """A file of an order, with the id of its attachment."""

    id: UUID


async def share_evidence(source: CaseFile, shown: Order, file: CaseFile, order: Order) -> dict[UUID, UUID]:
    """Attaches the files of one order to an order of another case as well, because one reply answers both.

    Returns the new attachments' ids by those of the first order.
    """
    rows = await source.work.rows(
        _SharedRow,
        "SELECT sha256, size, media_type, kind, name, id FROM attachments"
        " WHERE city_id = %(city)s AND order_id = %(order)s ORDER BY added_at, id",
        order=shown.id,
    )
    return {one.id: attach(file, one, order.id).id for one in rows}


async def show_to_citizen(file: CaseFile, order: Order, shown: Collection[UUID]) -> None:
    """Marks files of the order for the citizen, and only these; raises BadField if one is not the order's."""
    await file.work.run(
        "UPDATE attachments SET to_citizen = id = ANY(%(shown)s) WHERE city_id = %(city)s AND order_id = %(order)s",
        shown=list(shown),
        order=order.id,
    )
    if not shown:
        return
    marked = await file.work.value(
        "SELECT count(*) FROM attachments WHERE city_id = %(city)s AND order_id = %(order)s AND to_citizen",
        order=order.id,
    )
    if marked != len(set(shown)):
        raise BadField(field="shown", problem="unknown")


async def has_evidence(file: CaseFile, orders: Iterable[Order]) -> bool:
    """Whether a file belongs to one of these orders."""
    found = await file.work.value(
        "SELECT 1 FROM attachments WHERE city_id = %(city)s AND order_id = ANY(%(orders)s) LIMIT 1",
        orders=[order.id for order in orders],
    )
    return found is not None


async def check_evidence(file: CaseFile, order: Order, outcome: str) -> None:
    """Raises EvidenceMissing if the city requires evidence; files of sub-orders count, sub-orders need none."""
    wanted = order.role != "sub" and outcome in file.profile.replies.evidence
    if wanted and not await has_evidence(file, file.tree(order)):
        raise EvidenceMissing(outcome=outcome)


async def attachment_of(work: UnitOfWork, sight: Sight, number: str, attachment_id: UUID) -> Attached:
    """Returns one attachment of a case that the viewer may see, or of a case merged into it; raises NoCase.

    The files of a confidential merged case stay with that case.
    """
    statement: LiteralString = (
        "SELECT a.sha256, a.media_type, a.name, a.case_id FROM attachments a"
        " JOIN cases m ON m.city_id = a.city_id AND m.id = a.case_id JOIN cases c ON c.city_id = m.city_id"
        " AND (c.id = m.id OR c.id = m.merged_into AND a.order_id IS NULL AND NOT m.confidential)"
        " WHERE a.city_id = %(city)s AND a.id = %(attachment_id)s AND c.number = %(number)s AND " + sight.where
    )
    found = await work.row(Attached, statement, attachment_id=attachment_id, number=number, **sight.params)
    if found is None:
        raise NoCase(number=number)
    mask = (await words_masks(work, [found.case_id])).of(found.case_id)
    return replace(found, name=mask(found.name))
