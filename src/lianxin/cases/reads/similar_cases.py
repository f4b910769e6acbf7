"""Similar cases during intake: this citizen's earlier ones, and the many recent ones of the same topic and place."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, LiteralString

from lianxin.cases.core.sight import Sight
from lianxin.cases.reads.cards import CARD, CaseCard
from lianxin.city import Profile, current_profile
from lianxin.kernel.ids import CitizenId
from lianxin.kernel.work import UnitOfWork
from lianxin.language import tsquery
from lianxin.people import InvalidPhone, citizen_with_phone
from lianxin.places import place_names

_WEEK: Final = timedelta(days=7)
_SHOWN: Final = 3
MANY: Final = 3  # cases in a week; fewer are not worth the operator's attention

OPEN_FIRST: LiteralString = "(c.status IN ('archived', 'void', 'closed', 'withdrawn', 'answered')), c.opened_at DESC"
CASES_OF_CITIZEN: LiteralString = (
    "SELECT " + CARD + " FROM cases c WHERE c.city_id = %(city)s AND c.citizen_id = %(citizen_id)s"
    " AND c.opened_at > %(now)s - %(repeat)s AND c.status <> 'void'"
    " AND (c.topic = %(topic)s AND %(topic)s <> '' OR c.street = %(street)s AND %(street)s <> ''"
    " AND left(c.topic, 2) = left(%(topic)s, 2)) AND "
)
_CASES_NEARBY: LiteralString = (
    " FROM cases c LEFT JOIN case_search s ON s.city_id = c.city_id AND s.case_id = c.id WHERE c.city_id = %(city)s"
    " AND c.topic = %(topic)s AND c.district = %(district)s AND c.opened_at > %(now)s - 2 * %(week)s"
    " AND c.status <> 'void' AND (c.street = %(street)s AND %(street)s <> ''"
    " OR s.words @@ nullif(%(place)s, '')::tsquery) AND "
)
_REPEAT_COUNTS: LiteralString = (
    "count(*) FILTER (WHERE c.opened_at > %(now)s - %(week)s) AS week,"
    " count(*) FILTER (WHERE c.opened_at <= %(now)s - %(week)s) AS before,"
    " count(*) FILTER (WHERE c.status IN ('checking', 'callback_pending', 'answered', 'closed', 'archived'))"
    " AS answered,"
    " count(*) FILTER (WHERE c.status = 'suspended') AS planned,"
    " count(*) FILTER (WHERE c.outcome_citizen = 'unsolved') AS unsolved"
)


@dataclass(frozen=True)
class KnownMatter:
    """The facts of a matter entered so far; `phone` is the caller's."""

    topic: str
    district: str
    street: str
    address: str
    phone: str


@dataclass(frozen=True)
class _Counts:
    """A row of _REPEAT_COUNTS: cases of the last seven days and of the seven before, and of both by result."""

    week: int
    before: int
    answered: int
    planned: int
    unsolved: int


@dataclass(frozen=True)
class Many:
    """Cases of the same topic and place: of the last seven days, of the seven before, and of both by result."""

    week: int
    before: int
    answered: int
    planned: int
    unsolved: int
    latest: list[CaseCard]


@dataclass(frozen=True)
class Alike:
    """Similar cases: `same` are this citizen's own, `many` those of others, null if there are few."""

    same: list[CaseCard]
    many: Many | None


async def told_before(work: UnitOfWork, sight: Sight, facts: KnownMatter) -> Alike:
    """Returns this citizen's own earlier cases of the matter, and the cases of the same topic and place."""
    profile = await current_profile(work)
    citizen_id = await _caller_of(work, facts.phone)
    params: dict[str, Any] = {
        **sight.params,
        "citizen_id": citizen_id,
        "topic": facts.topic,
        "street": facts.street,
        "district": facts.district or district_of(profile, facts.street),
        "place": place_query(profile, facts.address),
        "repeat": timedelta(days=profile.indicators.repeat_days),
        "week": _WEEK,
    }
    near: LiteralString = _CASES_NEARBY + sight.where
    async with work.together() as ask:
        same = ask.rows(CaseCard, CASES_OF_CITIZEN + sight.where + " ORDER BY " + OPEN_FIRST + " LIMIT 3", **params)
        counts = ask.rows(_Counts, "SELECT " + _REPEAT_COUNTS + near, **params)
        latest = ask.rows(CaseCard, "SELECT " + CARD + near + " ORDER BY " + OPEN_FIRST + " LIMIT 3", **params)
    return Alike(
        same=same if citizen_id else [],
        many=many_of(counts[0], latest) if facts.topic else None,
    )


async def _caller_of(work: UnitOfWork, phone: str) -> CitizenId | None:
    """Returns the citizen with this phone; None if there is none, or the number is incomplete."""
    try:
        return await citizen_with_phone(work, phone) if phone else None
    except InvalidPhone:
        return None


def district_of(profile: Profile, street: str) -> str:
    """Returns the district of a street, empty if the city does not have the street."""
    return profile.district_of(street).code if street in profile.division_codes else ""


def place_query(profile: Profile, address: str) -> str:
    """Returns a tsquery for the last road or estate named in an address, empty if there is none."""
    found = place_names(address, frozenset(one.name for one in profile.divisions))
    return (tsquery(f"“{found[-1].name}”") or "") if found else ""


def many_of(counts: _Counts, latest: list[CaseCard]) -> Many | None:
    """Returns the counts and latest cases, or None for fewer than MANY in a week."""
    return Many(**vars(counts), latest=latest) if counts.week >= MANY else None
