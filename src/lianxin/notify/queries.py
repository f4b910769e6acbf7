"""Reads of the outbox."""

from dataclasses import dataclass
from uuid import UUID

from lianxin.kernel.ids import CaseId
from lianxin.kernel.work import UnitOfWork
from lianxin.notify.rows import Message


@dataclass(frozen=True)
class _StatusCount:
    """The number of messages with a status."""

    status: str
    n: int


async def take_message(work: UnitOfWork, message_id: UUID) -> Message | None:
    """Returns a message to send and locks it; None if it is finished or another worker has it."""
    return await work.row(
        Message,
        "SELECT id, case_id, citizen_id, caused_by, template, channel, language, facts, queued_at, status, attempts,"
        " last_error, sent_at, provider_id FROM messages WHERE city_id = %(city)s AND id = %(id)s"
        " AND status IN ('queued', 'failed') FOR UPDATE SKIP LOCKED",
        id=message_id,
    )


async def messages_of(work: UnitOfWork, case_id: CaseId) -> list[Message]:
    """Returns all messages to the citizen of a case, oldest first."""
    return await work.rows(
        Message,
        "SELECT id, case_id, citizen_id, caused_by, template, channel, language, facts, queued_at, status, attempts,"
        " last_error, sent_at, provider_id FROM messages WHERE city_id = %(city)s AND case_id = %(case)s"
        " ORDER BY caused_by",
        case=case_id,
    )


async def outbox_state(work: UnitOfWork) -> dict[str, int]:
    """Returns the number of messages by status, for metrics."""
    found = await work.rows(
        _StatusCount, "SELECT status, count(*) AS n FROM messages WHERE city_id = %(city)s GROUP BY status"
    )
    return {one.status: one.n for one in found}
