"""Rings people of the staff who are called in: an announcement is played, and a key acknowledges it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from lianxin.calls.outgoing.dialled import NewDial, begin_dial
from lianxin.calls.rules.dialling import DialPurpose
from lianxin.kernel.work import UnitOfWork
from lianxin.people import read_phone


@dataclass(frozen=True)
class StaffToRing:
    """A member of staff (`staff:<id>`) and the telephone that rings."""

    staff: str
    phone: str


async def ring_staff(work: UnitOfWork, made_by: str, people: Iterable[StaffToRing]) -> dict[str, UUID]:
    """Begins a call to each of these people; returns the calls by member of staff. Raises InvalidPhone.

    `call.dial_over` with the result `answered` and `acknowledged` says who comes.
    """
    return {
        one.staff: await begin_dial(
            work, NewDial(DialPurpose.CALL_IN, read_phone(one.phone).number, made_by, name=one.staff)
        )
        for one in people
    }
