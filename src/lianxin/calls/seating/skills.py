"""The skills of a seat: the usual ones of the city and of the languages a person speaks, and those set for the seat."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, LiteralString

from lianxin.calls.rules.routing import levels_with, offers_of
from lianxin.city import Profile, current_profile
from lianxin.kernel.work import UnitOfWork
from lianxin.people import staff_of

USUAL_LEVEL: Final = 2
HIGHEST_LEVEL: Final = 5

_OWN_SKILLS: LiteralString = "SELECT skill, level FROM seat_skills WHERE city_id = %(city)s AND staff = %(staff)s"
_SET_SKILL: LiteralString = (
    "INSERT INTO seat_skills (city_id, staff, skill, level) VALUES (%(city)s, %(staff)s, %(skill)s, %(level)s)"
    " ON CONFLICT (city_id, staff, skill) DO UPDATE SET level = excluded.level"
)
_UNSET_SKILL: LiteralString = (
    "DELETE FROM seat_skills WHERE city_id = %(city)s AND staff = %(staff)s AND skill = %(skill)s"
)


@dataclass(frozen=True)
class _SkillRow:
    """A row of `seat_skills`."""

    skill: str
    level: int


def usual_levels(profile: Profile, languages: tuple[str, ...]) -> dict[str, int]:
    """Returns the levels of a seat for which nothing is set.

    A language's skill is the one that a key of the menus asks for with it.
    """
    telephone = profile.telephone
    foreign = {name: one.language for one in telephone.choices if one.language for name in one.needs}
    spoken = {one.partition("-")[0] for one in languages}
    return {
        one.code: USUAL_LEVEL
        for one in telephone.skills
        if one.kind != "language" or foreign.get(one.code, "-").partition("-")[0] in spoken
    }


async def own_levels(work: UnitOfWork, staff: str) -> dict[str, int]:
    """Returns the levels that an administrator set for the seat of a member of staff (`staff:<id>`)."""
    return {row.skill: row.level for row in await work.rows(_SkillRow, _OWN_SKILLS, staff=staff)}


async def levels_of_seat(work: UnitOfWork, staff: str) -> dict[str, int]:
    """Returns the levels of a seat that are in force."""
    person = (await staff_of(work, [staff])).get(staff)
    usual = usual_levels(await current_profile(work), person.languages if person else ())
    return levels_with(usual, await own_levels(work, staff))


async def keep_levels(work: UnitOfWork, staff: str, levels: Mapping[str, int | None]) -> None:
    """Sets levels of a seat, None for the usual one; a seat that gets calls has them at once."""
    for skill, level in levels.items():
        if level is None:
            await work.run(_UNSET_SKILL, staff=staff, skill=skill)
        else:
            await work.run(_SET_SKILL, staff=staff, skill=skill, level=level)
    offers = sorted(offers_of(await levels_of_seat(work, staff)))
    await work.run(
        "UPDATE seats SET offers = %(offers)s WHERE city_id = %(city)s AND staff = %(staff)s AND rested_at IS NOT NULL",
        staff=staff,
        offers=offers,
    )
