"""Calls to the outside contacts of the city, which a seat brings into its call. No other telephone can be dialled."""

from typing import ClassVar
from uuid import UUID

from lianxin.calls.outgoing.dialled import NewDial, begin_dial, has_telephone
from lianxin.calls.outgoing.dialling import NoTelephone, count_dial
from lianxin.calls.rules.dialling import DialPurpose
from lianxin.city import OutsideContact, Profile, current_profile, duty_phone
from lianxin.kernel.errors import NotFound
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Actor


class NoOutsideContact(NotFound):
    """The city's list of outside contacts has none with this code."""

    code: ClassVar[str] = "calls.no_contact"


def outside_contact(profile: Profile, code: str) -> OutsideContact:
    """Returns an outside contact of the city; raises NoOutsideContact."""
    for one in profile.telephone.contacts:
        if one.code == code:
            return one
    raise NoOutsideContact


async def dial_contact(work: UnitOfWork, actor: Actor, call_id: UUID, code: str) -> UUID:
    """Begins a call to an outside contact, counted in the budget of the seat and of the city; returns its id.

    Raises NoOutsideContact, NoTelephone, DialsUsedUp.
    """
    profile = await current_profile(work)
    contact = outside_contact(profile, code)
    if not await has_telephone(work):
        raise NoTelephone
    await count_dial(work, profile, actor)
    number = contact.number or duty_phone(profile.duty_rules, contact.unit)
    return await begin_dial(work, NewDial(DialPurpose.THIRD, number, actor.ref, call_id=call_id, name=code))


async def leave_contact(work: UnitOfWork, dial_id: UUID) -> UUID | None:
    """Has the telephone of a contact hung up if it still rings; returns its SIP leg, None if it has none yet."""
    await work.run(
        "UPDATE dialled_calls SET given_up_at = %(real)s WHERE city_id = %(city)s AND id = %(id)s AND ended_at IS NULL",
        id=dial_id,
    )
    return await work.value(
        "SELECT called_line FROM dialled_calls WHERE city_id = %(city)s AND id = %(id)s", id=dial_id
    )
