"""Applies the dispatch rules to a case: collects their input from the profile and earlier rulings."""

from dataclasses import dataclass, replace
from typing import Final, LiteralString
from uuid import UUID

from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.praised import praised_unit
from lianxin.cases.core.rows import TextRow
from lianxin.cases.rules.dispatch import (
    Direction,
    Directory,
    DispatchQuestion,
    DutyAnswer,
    Place,
    Weighed,
    above_streets,
    bureau_instead_of,
    direct,
    weigh,
)
from lianxin.cases.rules.precedents import LIKE_ENOUGH, likeness
from lianxin.cases.rules.words import Nature, TextKind
from lianxin.city import Profile
from lianxin.kernel.errors import Conflict, Invalid
from lianxin.kernel.shared import CacheKey
from lianxin.kernel.work import UnitOfWork

RULED_TOPICS: Final = CacheKey[frozenset[str]]("ruled topics")
LOCAL_KINDS: Final = frozenset({"street", "team"})
_SPOKEN = (TextKind.WORDS, TextKind.WISH)


class UnknownUnit(Invalid):
    """The city has no unit with this code."""

    code = "cases.unknown_unit"


class PushedDown(Conflict):
    """What belongs to a function of a bureau is not pushed down to a street; that needs a ruling."""

    code = "cases.pushed_down"


def known_unit(file: CaseFile, code: str) -> str:
    """Returns the code; raises UnknownUnit."""
    if code not in file.profile.unit_codes:
        raise UnknownUnit(unit=code)
    return code


def directory_of(profile: Profile) -> Directory:
    """Returns the lookups of the profile's units for the dispatch rules."""

    def code(unit: object) -> str | None:
        return getattr(unit, "code", None)

    return Directory(
        office_in=lambda district, office: code(profile.bureau(district, office)),
        street_unit=lambda street: code(profile.unit_of_place(street)),
        district_unit=lambda district: code(profile.unit_of_place(district)),
        above=lambda unit: next(iter(profile.codes_above(unit)), None),
        supervisor=profile.duty_rules.supervisors.get,
        is_local=lambda unit: unit in profile.unit_codes and profile.unit(unit).kind in LOCAL_KINDS,
    )


def names_on_the_way(profile: Profile, unit: str) -> frozenset[str]:
    """Returns the names by which citizens may speak of a unit, of those above it, and of teams in the same place."""
    return frozenset(name for names in _names_by_unit(profile, unit).values() for name in names)


def units_named(profile: Profile, unit: str, words: str) -> list[str]:
    """Returns the units on the way to a unit that the words name, the unit itself first."""
    found = _names_by_unit(profile, unit).items()
    return [code for code, names in found if any(name in words for name in names)]


def _names_by_unit(profile: Profile, unit: str) -> dict[str, set[str]]:
    """Returns the names of a unit, of those above it, and of teams in the same place, by their codes."""
    if unit not in profile.unit_codes:
        return {}
    own = profile.unit(unit)
    near = [other for other in profile.units if own.division and other.division == own.division]
    way = {one.code: one for one in (own, *profile.ancestors(unit), *near)}
    spoken = profile.duty_rules.spoken_names
    return {code: {one.name} | spoken({one.kind}, {one.office or ""}) for code, one in way.items()}


async def direction_of(file: CaseFile) -> Direction:
    """Returns where the rules send this case."""
    return direct(await question_of(file), directory_of(file.profile))


async def check_not_pushed_down(file: CaseFile, unit: str) -> None:
    """Raises PushedDown if a street would get by hand what belongs to a bureau, and no rule sends it there."""
    directory = directory_of(file.profile)
    if not directory.is_local(unit):
        return
    asked = await question_of(file)
    bureau = bureau_instead_of(unit, asked, directory)
    if bureau is not None and direct(asked, directory).unit != unit:
        raise PushedDown(unit=unit, bureau=file.profile.unit_name(bureau))


async def weighed_of(file: CaseFile) -> list[Weighed]:
    """Returns the result of each rule for this case, in order of rank."""
    return list(weigh(await question_of(file), directory_of(file.profile)))


async def question_of(file: CaseFile) -> DispatchQuestion:
    """Returns the input of the rules for this case."""
    case, words = file.case, await spoken_words(file)
    returned = tuple(o.unit for o in file.orders if o.status == "returned")
    place = Place(case.district, case.street)
    ruled = await ruled_unit(file.work, case.topic, place, words)
    asked = question(file.profile, case.topic, place, case.complained, words, returned, ruled, fast_desk=case.fast_desk)
    return of_nature(asked, file.profile, case.nature, words)


def of_nature(asked: DispatchQuestion, profile: Profile, nature: str, words: str) -> DispatchQuestion:
    """Returns the input with what follows from the nature: whom praise is about, and that it is a tip-off."""
    if nature == Nature.PRAISE:
        return replace(asked, praised=praised_unit(profile, words, asked.place))
    return replace(asked, tip_off=nature == Nature.TIP_OFF)


def unit_again(file: CaseFile, unit: str) -> str | None:
    """Returns the unit that gets a case again without a person naming it; a tip-off stays above streets and teams."""
    return above_streets(unit, directory_of(file.profile)) if file.case.nature == Nature.TIP_OFF else unit


async def spoken_words(file: CaseFile) -> str:
    """Returns the title and the citizen's words for rules that match words; those of a new case are not stored yet."""
    held = [row.body for _table, row in file.rows if isinstance(row, TextRow) and row.kind in _SPOKEN]
    if not held:
        held = await file.work.column(
            str,
            "SELECT body FROM texts WHERE city_id = %(city)s AND case_id = %(case_id)s AND kind = ANY(%(kinds)s)",
            case_id=file.case.id,
            kinds=list(_SPOKEN),
        )
    return " ".join([file.case.title, *held])


def direction(
    profile: Profile,
    topic: str,
    place: Place,
    complained: list[str],
    words: str = "",
    returned: tuple[str, ...] = (),
    ruled: "Ruled | None" = None,
    *,
    nature: str = "",
) -> Direction:
    """Returns where the rules send a case that does not exist yet."""
    asked = question(profile, topic, place, complained, words, returned, ruled)
    return direct(of_nature(asked, profile, nature, words), directory_of(profile))


def question(
    profile: Profile,
    topic: str,
    place: Place,
    complained: list[str],
    words: str = "",
    returned: tuple[str, ...] = (),
    ruled: "Ruled | None" = None,
    *,
    fast_desk: bool = False,
) -> DispatchQuestion:
    """Returns the input of the rules. `fast_desk`: the words called for the fast desk at intake."""
    duty = duty_answer(profile, topic, place) if topic in profile.topic_codes else None
    rule_unit = next((rule.unit for rule in profile.rules_for(topic or None, words) if rule.unit), "")
    urgent = fast_desk or profile.is_for_fast_desk(topic or None, words)
    fast = profile.fast_desk.unit if profile.fast_desk and urgent else ""
    return DispatchQuestion(
        topic=topic,
        place=place,
        duty=duty,
        fast_desk=fast,
        topic_rule_unit=rule_unit or "",
        ruled_unit=(profile.heir(ruled.unit, topic, place.street, place.district) or "") if ruled else "",
        ruled_in=ruled.number if ruled else "",
        complained=profile.retired.with_successors(complained),
        returned=returned,
    )


def duty_answer(profile: Profile, topic: str, place: Place) -> DutyAnswer:
    """Returns the duty list's answer for a topic, with the company that serves this place if there is one."""
    duty, company = profile.duty(topic), profile.duty_rules.unit_at(topic, place.street, place.district)
    if company is not None:
        return DutyAnswer("company", company, duty.basis)
    return DutyAnswer(duty.level, duty.answers or "", duty.basis)


@dataclass(frozen=True)
class Ruled:
    """A ruling that is a dispatch rule: its unit, its case with number, the sentence, and the words of its matter."""

    unit: str
    case_id: UUID
    number: str
    sentence: str
    matter: str


RULINGS_OF_TOPIC: LiteralString = """
SELECT r.unit, c.id AS case_id, c.number, coalesce(q.body, t.body, '') AS sentence, concat_ws(' ', c.title, (
  SELECT string_agg(s.body, ' ' ORDER BY s.at, s.id) FROM texts s
  WHERE s.city_id = c.city_id AND s.case_id = c.id AND s.kind = ANY(%(spoken)s))) AS matter
FROM rulings r JOIN cases c ON c.city_id = r.city_id AND c.id = r.case_id
LEFT JOIN texts q ON q.city_id = r.city_id AND q.id = r.question_text
LEFT JOIN texts t ON t.city_id = r.city_id AND t.id = r.ruling_text
WHERE r.city_id = %(city)s AND r.topic = %(topic)s AND r.ruled_at IS NOT NULL AND r.withdrawn_at IS NULL
  AND (r.until IS NULL OR r.until > %(now)s)
  AND (r.reach = 'street' AND r.district = %(district)s AND r.street = %(street)s
       OR r.reach = 'district' AND r.district = %(district)s OR r.reach = 'city')
ORDER BY array_position(ARRAY['street', 'district', 'city'], r.reach), r.ruled_at DESC LIMIT 50
"""


async def ruled_unit(work: UnitOfWork, topic: str, place: Place, words: str) -> Ruled | None:
    """Returns the latest ruling in force on this topic and the same matter: the street's, the district's, the city's.

    The matter is the same from a likeness of LIKE_ENOUGH of the words on; the topic alone binds nothing.
    """
    ruled = ruled_topics(work)
    if not topic or (ruled is not None and topic not in ruled):
        return None
    where = {"topic": topic, "district": place.district, "street": place.street, "spoken": list(_SPOKEN)}
    found = await work.rows(Ruled, RULINGS_OF_TOPIC, **where)
    return next((one for one in found if likeness(one.matter, words) >= LIKE_ENOUGH), None)


def ruled_topics(work: UnitOfWork) -> frozenset[str] | None:
    """Returns the topics that have rulings; None unless `foresee_rulings` was called in this unit of work."""
    return work.memo.get(RULED_TOPICS)


async def foresee_rulings(work: UnitOfWork) -> None:
    """Reads which topics have rulings, so that cases of a batch on other topics need no query each."""
    statement: LiteralString = "SELECT DISTINCT topic FROM rulings WHERE city_id = %(city)s AND ruled_at IS NOT NULL"
    work.memo.put(RULED_TOPICS, frozenset(await work.column(str, statement)))
