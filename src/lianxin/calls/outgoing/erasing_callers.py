"""Erases what the telephone keeps of the number of a citizen whose data was erased.

The keyed fingerprint is replaced by a random value, the same one in all rows, so that figures of unique callers stay.
"""

import secrets
from typing import Final, LiteralString
from uuid import UUID

from lianxin.calls.outgoing.ring_backs import strike_off_number
from lianxin.calls.rules.dialling import StrikeReason
from lianxin.kernel.events import Recorded
from lianxin.kernel.work import UnitOfWork
from lianxin.people import CitizenErased

ERASED_CALLERS_READER: Final = "erased_callers"
_RANDOM_BYTES: Final = 32
_HASHES_OF_CITIZEN: LiteralString = (
    "SELECT caller_hash FROM calls"
    " WHERE city_id = %(city)s AND (citizen_id = %(citizen)s OR caller_owner = %(citizen)s) AND caller_hash IS NOT NULL"
    " UNION SELECT number_hash FROM dialled_calls WHERE city_id = %(city)s AND citizen_id = %(citizen)s"
)
_ROTATE_HASH: tuple[LiteralString, ...] = (
    "UPDATE calls SET caller_hash = %(new)s, caller_sealed = NULL WHERE city_id = %(city)s AND caller_hash = %(old)s",
    """UPDATE ring_backs SET number_hash = %(new)s
    WHERE city_id = %(city)s AND number_hash = %(old)s AND closed_at IS NOT NULL""",
    """UPDATE dialled_calls SET number_hash = %(new)s
    WHERE city_id = %(city)s AND number_hash = %(old)s AND ended_at IS NOT NULL""",
)


async def follow_erasures(work: UnitOfWork, events: list[Recorded]) -> None:
    """Erases the numbers of erased citizens, as feed reader ERASED_CALLERS_READER."""
    for recorded in events:
        if isinstance(recorded.event, CitizenErased):
            await forget_caller(work, recorded.event.citizen_id)


async def forget_caller(work: UnitOfWork, citizen_id: UUID) -> None:
    """Deletes the number of a citizen's calls and replaces its fingerprint; nobody rings them back any more."""
    for old in await work.column(str, _HASHES_OF_CITIZEN, citizen=citizen_id):
        await strike_off_number(work, old, StrikeReason.DECLINED)
        await work.flush()
        new = secrets.token_hex(_RANDOM_BYTES)
        for statement in _ROTATE_HASH:
            await work.run(statement, old=old, new=new)
