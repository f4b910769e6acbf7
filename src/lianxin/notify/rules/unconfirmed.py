"""Which messages a number gets that nobody has shown to be theirs: requests from the portal may name a stranger's."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

RECEIPTS_A_DAY: Final = 3
"""Receipts within a day for requests from the portal, also to a number that is confirmed."""

NEEDED_NEWS: Final = frozenset({"information", "not_accepted", "withdrawn", "survey", "unverified", "closed"})
"""Messages that a citizen needs even if they never opened the receipt: a question to them, or the end of the case."""


@dataclass(frozen=True)
class MessagesSoFar:
    """What a citizen got by message so far. `confirmed`: a link or code of one of the messages was used.

    `cases`: those of the messages; `today`: receipts within a day; `last`: when the latest receipt was written.
    """

    confirmed: bool = False
    cases: frozenset[UUID] = frozenset()
    today: int = 0
    last: datetime | None = None


def may_tell(heard: MessagesSoFar, template: str, case_id: UUID, now: datetime, silence: timedelta) -> bool:
    """Whether a message about a request from the portal may be written.

    An unconfirmed number gets one receipt, and the outcome of that request; the next receipt after `silence`.
    """
    if template == "receipt":
        quiet_since = heard.last is None or now - heard.last >= silence
        return heard.today < RECEIPTS_A_DAY and (heard.confirmed or quiet_since)
    return heard.confirmed or (template in NEEDED_NEWS and case_id in heard.cases)
