"""The staff of a demonstration city, with invented names: at least one person for every role to try."""

from collections.abc import Iterator
from dataclasses import dataclass

from lianxin.city import Profile, Unit
from lianxin.kernel.work import UnitOfWork
from lianxin.people import SYSTEM, Employer, Role, add_staff
from lianxin.simulation.cast import invented

_SEATS: tuple[tuple[Role, tuple[str, ...]], ...] = (
    (Role.OPERATOR, ("zh-CN",)),
    (Role.OPERATOR, ("zh-CN", "en")),
    (Role.OPERATOR, ("zh-CN", "ja", "ko")),
    (Role.OPERATOR, ("zh-CN", "csl")),
    (Role.SHIFT_LEAD, ("zh-CN",)),
    (Role.SHIFT_LEAD, ("zh-CN", "en")),
    (Role.DISPATCHER, ("zh-CN",)),
    (Role.DISPATCHER, ("zh-CN",)),
    (Role.RETURN_OFFICER, ("zh-CN",)),
    (Role.RETURN_OFFICER, ("zh-CN",)),
    (Role.CHECKER, ("zh-CN",)),
    (Role.CHECKER, ("zh-CN",)),
    (Role.CALLBACK_AGENT, ("zh-CN",)),
    (Role.CALLBACK_AGENT, ("zh-CN", "en")),
    (Role.CALLBACK_AGENT, ("zh-CN", "csl")),
    (Role.REVIEW_OFFICER, ("zh-CN",)),
    (Role.REVIEW_OFFICER, ("zh-CN",)),
    (Role.SUPERVISOR, ("zh-CN",)),
    (Role.SUPERVISOR, ("zh-CN",)),
    (Role.HOTLINE_OFFICE, ("zh-CN",)),
    (Role.HOTLINE_OFFICE, ("zh-CN",)),
    (Role.ADMINISTRATOR, ("zh-CN", "en")),
    (Role.ANALYST, ("zh-CN",)),
    (Role.QUALITY_INSPECTOR, ("zh-CN",)),
    (Role.SEALED_KEEPER, ("zh-CN",)),
    (Role.SEALED_KEEPER, ("zh-CN",)),
    (Role.VOLUNTEER, ("zh-CN",)),
)
_OF_THE_PROVIDER = frozenset({Role.OPERATOR, Role.SHIFT_LEAD, Role.CALLBACK_AGENT, Role.QUALITY_INSPECTOR})
SHOWN_DISTRICTS = 2  # districts of which bureaus and streets have staff too
BUREAUS = (
    "chengguan",
    "fangguan",
    "shichang",
    "huanbao",
    "jianshe",
    "lvrong",
    "gongan",
    "jiaojing",
    "weisheng",
    "jiaoyu",
    "renshe",
    "minzheng",
)
STREETS = 4
PREFERRED = ("pudong", "xuhui")


@dataclass(frozen=True)
class Seat:
    """A member of staff to add."""

    login: str
    name: str
    role: Role
    unit: str | None
    languages: tuple[str, ...] = ("zh-CN",)


def _seats(profile: Profile) -> Iterator[Seat]:
    """Yields all staff, those of the hotline first."""
    for nth, (role, languages) in enumerate(_SEATS):
        name, login = invented(nth)
        yield Seat(login, name, role, None, languages)
    for nth, unit in enumerate(staffed_units(profile), len(_SEATS)):
        yield Seat(unit.code, invented(nth)[0], Role.UNIT_HANDLER, unit.code)


def staffed_units(profile: Profile) -> list[Unit]:
    """Returns all districts, some bureaus and streets of two districts, and the city-wide units of the duty list."""
    districts = [unit for unit in profile.units if unit.kind == "district"]
    shown = [unit for unit in districts if unit.code in PREFERRED] or districts[:SHOWN_DISTRICTS]
    found = {unit.code: unit for unit in districts}
    for district in shown:
        below = [unit for unit in profile.units_under(district.code) if unit.code not in found]
        found |= {unit.code: unit for unit in below if unit.kind == "district_bureau" and unit.office in BUREAUS}
        found |= {unit.code: unit for unit in [u for u in below if u.kind == "street"][:STREETS]}
    named = sorted({duty.answers for duty in profile.duties if duty.level in ("city", "company") and duty.answers})
    return [*found.values(), *(profile.unit(code) for code in named if code not in found)]


async def add_seats(work: UnitOfWork, profile: Profile) -> int:
    """Adds all staff to the city; returns how many."""
    people = list(_seats(profile))
    for seat in people:
        await add_staff(
            work,
            SYSTEM,
            login=seat.login,
            name=seat.name,
            roles=[seat.role],
            unit=seat.unit,
            languages=seat.languages,
            employer=Employer.PROVIDER if seat.role in _OF_THE_PROVIDER else None,
        )
    return len(people)
