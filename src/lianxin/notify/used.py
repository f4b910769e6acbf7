"""The use of a message shows that its number is the citizen's: its link was opened, or its code was entered.

A link in a message has a mark, computed from the message's id under the city's key; no table holds it. The link on
the page after sending has none, so whoever sent the request cannot confirm the number of somebody else.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Final, LiteralString
from uuid import UUID

from lianxin.cases import case_of_number
from lianxin.cases.events import AccessCodeEntered
from lianxin.kernel.events import Recorded, SubjectRef, case_ref
from lianxin.kernel.ids import CitizenId
from lianxin.kernel.privacy import Vault
from lianxin.kernel.work import UnitOfWork
from lianxin.notify.events import MessageUsed
from lianxin.notify.rules.unconfirmed import MessagesSoFar

LINK_MARK: Final = "m"  # parameter of a link
_MARK_LENGTH: Final = 10  # hexadecimal digits: 40 bits beside the 128 of the link
_SECRET: Final = frozenset({"secret"})
_UNUSED_OF_CASE: LiteralString = (
    "SELECT id FROM messages WHERE city_id = %(city)s AND case_id = %(case)s AND used_at IS NULL FOR UPDATE"
)
_USE_CODE: LiteralString = (
    "UPDATE messages SET used_at = %(now)s WHERE city_id = %(city)s AND citizen_id = %(citizen)s"
    " AND template = 'access_code' AND facts ->> 'code' = %(check)s AND used_at IS NULL RETURNING id"
)
_MESSAGES_OF_CITIZENS: LiteralString = (
    "SELECT citizen_id, bool_or(used_at IS NOT NULL) AS confirmed, array_agg(DISTINCT case_id) AS cases,"
    " count(*) FILTER (WHERE template IN ('receipt', 'discreet') AND queued_at > %(since)s) AS today,"
    " max(queued_at) FILTER (WHERE template IN ('receipt', 'discreet')) AS last"
    " FROM messages WHERE city_id = %(city)s AND citizen_id = ANY(%(citizens)s) GROUP BY citizen_id"
)


@dataclass(frozen=True)
class _MessagesRow:
    """A row of _MESSAGES_OF_CITIZENS."""

    citizen_id: UUID
    confirmed: bool
    cases: list[UUID]
    today: int
    last: datetime | None


async def messages_so_far(
    work: UnitOfWork, citizens: Collection[CitizenId], since: datetime
) -> dict[CitizenId, MessagesSoFar]:
    """Returns what these citizens got so far, with the receipts since `since`, in one statement."""
    rows = await work.rows(_MessagesRow, _MESSAGES_OF_CITIZENS, citizens=list(citizens), since=since)
    return {
        CitizenId(row.citizen_id): MessagesSoFar(row.confirmed, frozenset(row.cases), row.today, row.last)
        for row in rows
    }


def marked(vault: Vault, link: str, message_id: UUID) -> str:
    """Returns the link as the message says it, with its mark."""
    return f"{link}?{LINK_MARK}={_mark(vault, message_id)}"


def _mark(vault: Vault, message_id: UUID) -> str:
    return vault.index(f"message {message_id}")[:_MARK_LENGTH]


async def use_link(work: UnitOfWork, number: str, mark: str) -> bool:
    """Records that a message's link to this case was opened; false if no unused message has the mark; raises NoCase."""
    case_id = await case_of_number(work, number)
    for message_id in await work.column(UUID, _UNUSED_OF_CASE, case=case_id):
        if compare_digest(_mark(work.vault, message_id).encode(), mark.encode()):
            work.change("messages", message_id, used_at=work.now)
            work.record(MessageUsed(message_id), about=case_ref(case_id), audience=_SECRET)
            return True
    return False


async def use_codes(work: UnitOfWork, events: Iterable[Recorded]) -> None:
    """Records the use of the messages whose code was entered."""
    for recorded in events:
        event = recorded.event
        if not isinstance(event, AccessCodeEntered):
            continue
        check = str(event.check_id)
        for message_id in await work.column(UUID, _USE_CODE, citizen=event.citizen_id, check=check):
            about = SubjectRef("message", str(message_id))
            work.record(MessageUsed(message_id), about=about, audience=_SECRET)
