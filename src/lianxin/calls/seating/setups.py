"""What an administrator sets for the seat of a member of staff, and by which telephones the seat can talk."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, LiteralString
from uuid import UUID

from lianxin.calls.edge.phones import phone_digest
from lianxin.calls.ending import CALL_AUDIENCE
from lianxin.calls.floor import NoSeat
from lianxin.calls.outgoing.ring_backs import pack_number, unpack_number
from lianxin.calls.outgoing.targets import check_number
from lianxin.calls.rules.words import SeatPlace, SeatVoice
from lianxin.calls.seating.events import SeatSetUp, SeatSkilled, SeatVoiceChosen
from lianxin.calls.seating.skills import HIGHEST_LEVEL, keep_levels, levels_of_seat, own_levels
from lianxin.city import current_profile
from lianxin.kernel.errors import BadField, Conflict
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.ids import StaffId
from lianxin.kernel.masking import mask_phone
from lianxin.kernel.privacy import Sealed
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, allow, one_time_password, read_phone, ref_of, seated_staff

_SECRET: Final = "ha1"
_PLACES: Final = tuple(SeatPlace)

_SETUP_OF_SEAT: LiteralString = (
    "SELECT place, account, secret_sealed, mobile_sealed FROM seat_setups"
    " WHERE city_id = %(city)s AND staff = %(staff)s"
)
_BEGIN_SETUP: LiteralString = (
    "INSERT INTO seat_setups (city_id, staff, changed_by, changed_at) VALUES (%(city)s, %(staff)s, %(me)s, %(now)s)"
    " ON CONFLICT (city_id, staff) DO UPDATE SET changed_by = excluded.changed_by, changed_at = excluded.changed_at"
)


class NoSuchVoice(Conflict):
    """The seat has no such telephone: an administrator has not set it up."""

    code: ClassVar[str] = "calls.no_such_voice"


@dataclass(frozen=True)
class SeatSkill:
    """A skill of a seat. `own`: an administrator set the level; otherwise it is the usual one."""

    code: str
    name: str
    name_en: str
    level: int
    own: bool


@dataclass(frozen=True)
class SeatSetup:
    """What is set for a seat. `account`: the user of its SIP phone; `mobile` is masked; both empty without one."""

    staff_id: UUID
    place: SeatPlace
    account: str
    mobile: str
    skills: list[SeatSkill]


@dataclass(frozen=True)
class SeatAccount:
    """The user and the new password of a SIP phone; the password is shown only once."""

    user: str
    password: str


@dataclass(frozen=True)
class SetupRow:
    """A row of `seat_setups`, without who changed it."""

    place: str = SeatPlace.CENTRE.value
    account: str | None = None
    secret_sealed: bytes | None = None
    mobile_sealed: bytes | None = None

    @property
    def voices(self) -> tuple[SeatVoice, ...]:
        """By what the seat can talk; always by the browser."""
        phone = (SeatVoice.PHONE,) if self.account else ()
        return (SeatVoice.BROWSER, *phone, *((SeatVoice.MOBILE,) if self.mobile_sealed else ()))

    @property
    def group(self) -> int:
        """The group of the seat for overflow."""
        return _PLACES.index(SeatPlace(self.place))

    def mobile(self, work: UnitOfWork) -> str:
        """Returns the number of the telephone behind the trunk, empty without one."""
        return unpack_number(work, self.mobile_sealed) if self.mobile_sealed else ""


async def setup_row(work: UnitOfWork, staff: str) -> SetupRow:
    """Returns what is set for the seat of a member of staff (`staff:<id>`)."""
    return await work.row(SetupRow, _SETUP_OF_SEAT, staff=staff) or SetupRow()


async def seat_setup(work: UnitOfWork, actor: Actor, staff_id: UUID) -> SeatSetup:
    """Returns what is set for a seat, for administrators; raises NoSeat."""
    staff = await _seat_of(work, actor, staff_id)
    row = await setup_row(work, staff)
    own, levels = await own_levels(work, staff), await levels_of_seat(work, staff)
    known = (await current_profile(work)).telephone.skills
    skills = [SeatSkill(one.code, one.name, one.name_en, levels.get(one.code, 0), one.code in own) for one in known]
    return SeatSetup(staff_id, SeatPlace(row.place), row.account or "", mask_phone(row.mobile(work)), skills)


async def change_setup(
    work: UnitOfWork, actor: Actor, staff_id: UUID, place: SeatPlace | None, mobile: str | None
) -> None:
    """Changes what is given; an empty `mobile` removes it. Raises NoSeat, InvalidPhone, NumberAbroad."""
    staff = await _seat_of(work, actor, staff_id)
    changed: dict[str, Any] = {}
    if place is not None:
        changed["place"] = place.value
    if mobile is not None:
        changed["mobile_sealed"] = _sealed_mobile(work, mobile) if mobile else None
    await _change(work, staff, [name.removesuffix("_sealed") for name in changed], **changed)


def _sealed_mobile(work: UnitOfWork, mobile: str) -> bytes:
    number = read_phone(mobile, field="mobile").number
    check_number(number)
    return pack_number(work, number)


async def give_account(work: UnitOfWork, actor: Actor, staff_id: UUID) -> SeatAccount:
    """Gives a seat an account for a SIP phone, or a new password; only its digest is kept. Raises NoSeat."""
    staff = await _seat_of(work, actor, staff_id)
    before = (await setup_row(work, staff)).account
    user = before or f"seat-{one_time_password().replace('-', '')[:8]}"
    password = one_time_password()
    sealed = work.vault.seal({_SECRET: phone_digest(user, password)}).packed()
    await _change(work, staff, ["password"] if before else ["account"], account=user, secret_sealed=sealed)
    return SeatAccount(user, password)


async def remove_account(work: UnitOfWork, actor: Actor, staff_id: UUID) -> None:
    """Removes the account of a SIP phone; raises NoSeat."""
    staff = await _seat_of(work, actor, staff_id)
    await _change(work, staff, ["account"], account=None, secret_sealed=None)


def opened_digest(work: UnitOfWork, sealed: bytes) -> str:
    """Returns the digest (HA1) that `give_account` sealed."""
    return work.vault.open(Sealed.unpacked(bytes(sealed)))[_SECRET]


async def set_seat_skills(work: UnitOfWork, actor: Actor, staff_id: UUID, levels: Mapping[str, int | None]) -> None:
    """Sets levels of a seat, None for the usual one; others stay. Raises NoSeat, BadField."""
    staff = await _seat_of(work, actor, staff_id)
    known = {one.code for one in (await current_profile(work)).telephone.skills}
    if not levels or not levels.keys() <= known:
        raise BadField(field="levels", problem="unknown" if levels else "empty")
    if any(level is not None and not 0 <= level <= HIGHEST_LEVEL for level in levels.values()):
        raise BadField(field="levels", problem="out_of_range")
    await keep_levels(work, staff, levels)
    skills = [code if level is None else f"{code}:{level}" for code, level in sorted(levels.items())]
    work.record(SeatSkilled(staff, skills), about=SubjectRef("seat", staff), audience=CALL_AUDIENCE)


async def choose_voice(work: UnitOfWork, staff: str, voice: SeatVoice) -> None:
    """Lets a seat talk by this telephone from its next call on; raises NoSuchVoice."""
    if voice not in (await setup_row(work, staff)).voices:
        raise NoSuchVoice(voice=voice.value)
    changed = await work.run(
        "UPDATE seats SET voice = %(voice)s WHERE city_id = %(city)s AND staff = %(staff)s AND voice <> %(voice)s",
        staff=staff,
        voice=voice.value,
    )
    if changed:
        work.record(SeatVoiceChosen(staff, voice), about=SubjectRef("seat", staff), audience=CALL_AUDIENCE)


async def _seat_of(work: UnitOfWork, actor: Actor, staff_id: UUID) -> str:
    allow(actor, Action.ADMINISTER)
    staff = ref_of(StaffId(staff_id))
    if staff not in {ref_of(one.id) for one in await seated_staff(work)}:
        raise NoSeat
    return staff


async def _change(work: UnitOfWork, staff: str, fields: list[str], **columns: Any) -> None:
    """Writes columns of a setup and records which fields changed; none is no change."""
    if not fields:
        return
    row = await setup_row(work, staff)
    values = {**vars(row), **columns}
    await work.run(_BEGIN_SETUP, staff=staff, me=work.actor)
    await work.run(
        "UPDATE seat_setups SET place = %(place)s, account = %(account)s, secret_sealed = %(secret_sealed)s,"
        " mobile_sealed = %(mobile_sealed)s WHERE city_id = %(city)s AND staff = %(staff)s",
        staff=staff,
        **values,
    )
    about = SubjectRef("seat", staff)
    work.record(SeatSetUp(staff, fields, values["place"]), about=about, audience=CALL_AUDIENCE)
