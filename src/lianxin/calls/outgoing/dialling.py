"""A person has a number dialled: from a seat's browser, or from the desk telephone of a unit, which rings first."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from lianxin.calls.ending import CALL_AUDIENCE
from lianxin.calls.media.case_calls import keep_call_case
from lianxin.calls.outgoing.dialled import NewDial, begin_dial, dials_made, has_telephone
from lianxin.calls.outgoing.events import DialRefused, DialsAlarmed
from lianxin.calls.outgoing.seat_dials import begin_seat_dial, check_seat_free
from lianxin.calls.outgoing.targets import DialUnclear, DialWish, target_of
from lianxin.calls.rules.dialling import DialBudget, DialPurpose, alarmed, used_up
from lianxin.calls.rules.words import CallReason
from lianxin.city import Profile, current_profile
from lianxin.kernel.database import Database
from lianxin.kernel.errors import Conflict, DomainError, TooMany
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.masking import mask_phone
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Actor, InvalidPhone, read_phone


class DialsUsedUp(TooMany):
    """The person, the case or the city has no outgoing call left; `whose` says which, `retry_after` is in seconds."""

    code: ClassVar[str] = "calls.dials_used_up"


class NoTelephone(Conflict):
    """No telephone is connected: its programs are not installed, or have not started."""

    code: ClassVar[str] = "calls.no_telephone"


class NoDeskTelephone(Conflict):
    """The unit has no telephone in the profile that could ring first."""

    code: ClassVar[str] = "calls.no_desk_telephone"


@dataclass(frozen=True)
class Dialling:
    """A call that is being placed. `phone` is masked.

    `desk`: the telephone that rings first, a masked number or the user of a SIP phone; empty for a browser.
    """

    call_id: UUID
    purpose: DialPurpose
    phone: str
    desk: str


async def dial_number(work: UnitOfWork, actor: Actor, wish: DialWish) -> Dialling:
    """Begins a call to the number that the wish names.

    Raises NoTelephone, NoDeskTelephone, SeatNotFree, DialsUsedUp, AlreadyDialled, and what `target_of` raises.
    """
    if not await has_telephone(work):
        raise NoTelephone
    profile = await current_profile(work)
    desk = desk_telephone(profile, actor) if actor.unit else ""
    first = mask_phone(desk) if desk else await check_seat_free(work, actor)
    target = await target_of(work, actor, wish)
    await count_dial(work, profile, actor, target.case.case_id if target.case else None)
    new = NewDial(
        wish.purpose,
        target.number,
        actor.ref,
        desk,
        target.call_id,
        target.case.case_id if target.case else None,
        target.citizen_id,
        target.order_id,
        attempt=target.attempt,
    )
    dial_id = await begin_dial(work, new)
    if target.case is not None:
        await keep_call_case(work, dial_id, target.case, CallReason(wish.purpose), actor.ref)
    if not desk:
        await begin_seat_dial(work, profile, actor, dial_id, new)
    return Dialling(dial_id, wish.purpose, mask_phone(target.number), first)


def desk_telephone(profile: Profile, actor: Actor) -> str:
    """Returns the telephone of the actor's unit: its duty room, else its public number; raises NoDeskTelephone."""
    rooms = [one.phone for one in profile.duty_rules.roster if one.unit == actor.unit and one.start is None]
    public = profile.unit(actor.unit).phone if actor.unit else ""
    for phone in (*rooms, public):
        try:
            return read_phone(phone).number
        except InvalidPhone:
            continue
    raise NoDeskTelephone


async def count_dial(work: UnitOfWork, profile: Profile, actor: Actor, case_id: UUID | None = None) -> None:
    """Raises DialsUsedUp, or alarms the leads once when most of a budget is used."""
    rule = profile.telephone.outgoing
    budget = DialBudget(rule.seat_hour, rule.case_day, rule.city_hour)
    made = await dials_made(work, actor.ref, case_id)
    if whose := used_up(made, budget):
        raise DialsUsedUp(whose=whose, retry_after=86_400 if whose == "case" else 3600)
    if whose := alarmed(made, budget):
        _alarm(work, actor, whose, budget.person if whose == "person" else budget.city)


def _alarm(work: UnitOfWork, actor: Actor, whose: str, most: int) -> None:
    about = SubjectRef("staff", actor.ref) if whose == "person" else SubjectRef("city", work.city_id)
    work.record(DialsAlarmed(whose, most), about=about, audience=frozenset({"oversight"}))


async def record_refusal(database: Database, city_id: str, actor: Actor, wish: DialWish, error: DomainError) -> None:
    """Records that a call was refused. A request that names nobody is not recorded."""
    if not isinstance(error, DialUnclear):
        await refuse_dial(database, city_id, actor, wish.purpose, error)


async def refuse_dial(database: Database, city_id: str, actor: Actor, purpose: DialPurpose, error: DomainError) -> None:
    """Records that a call was refused, in a transaction of its own, because the refused one leaves no trace."""
    async with database.begin(city_id, actor=actor.ref) as work:
        refused = DialRefused(purpose, error.code)
        work.record(refused, about=SubjectRef("staff", actor.ref), audience=CALL_AUDIENCE | {"oversight"})
        if isinstance(error, DialsUsedUp):
            rule = (await current_profile(work)).telephone.outgoing
            whose = str(error.facts["whose"])
            if whose != "case":
                _alarm(work, actor, whose, rule.seat_hour if whose == "person" else rule.city_hour)
