"""While an operator types: what this citizen told before about the same, and what many tell of the same place now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, LiteralString

from lianxin.cases.core.sight import Sight
from lianxin.cases.reads.cards import CARD, CardRow, CaseCard, card_of
from lianxin.city import Profile, current_profile
from lianxin.kernel.ids import CitizenId
from lianxin.kernel.work import UnitOfWork
from lianxin.language import tsquery
from lianxin.people import InvalidPhone, citizen_with_phone
from lianxin.places import place_names

_WEEK: Final = timedelta(days=7)
_SHOWN: Final = 3
MANY: Final = 3  # so many in a week are worth a word

OPEN_FIRST: LiteralString = "(c.status IN ('archived', 'void', 'closed', 'withdrawn', 'answered')), c.opened_at DESC"
SAME: LiteralString = (
    "SELECT " + CARD + " FROM cases c WHERE c.city_id = %(city)s AND c.citizen_id = %(citizen_id)s"
    " AND c.opened_at > %(now)s - %(repeat)s AND c.status <> 'void'"
    " AND (c.topic = %(topic)s AND %(topic)s <> '' OR c.street = %(street)s AND %(street)s <> ''"
    " AND left(c.topic, 2) = left(%(topic)s, 2)) AND "
)
_NEAR: LiteralString = (
    " FROM cases c LEFT JOIN case_search s ON s.city_id = c.city_id AND s.case_id = c.id WHERE c.city_id = %(city)s"
    " AND c.topic = %(topic)s AND c.district = %(district)s AND c.opened_at > %(now)s - 2 * %(week)s"
    " AND c.status <> 'void' AND (c.street = %(street)s AND %(street)s <> ''"
    " OR s.words @@ nullif(%(place)s, '')::tsquery) AND "
)
_COUNTS: LiteralString = (
    "count(*) FILTER (WHERE c.opened_at > %(now)s - %(week)s) AS week,"
    " count(*) FILTER (WHERE c.opened_at <= %(now)s - %(week)s) AS before,"
    " count(*) FILTER (WHERE c.status IN ('checking', 'callback_pending', 'answered', 'closed', 'archived'))"
    " AS answered,"
    " count(*) FILTER (WHERE c.status = 'suspended') AS planned,"
    " count(*) FILTER (WHERE c.outcome_citizen = 'unsolved') AS unsolved"
)


@dataclass(frozen=True)
class KnownMatter:
    """What is known of the matter so far; `citizen_id` of a caller who is known."""

    topic: str
    district: str
    street: str
    address: str
    phone: str


@dataclass(frozen=True)
class _Counts:
    """A row of COUNTS: cases of the last seven days and of the seven before, and what became of them."""

    week: int
    before: int
    answered: int
    planned: int
    unsolved: int


@dataclass(frozen=True)
class Many:
    """The same topic in the same place: cases of the last seven days and of the seven before."""

    week: int
    before: int
    answered: int
    planned: int
    unsolved: int
    latest: list[CaseCard]


@dataclass(frozen=True)
class Alike:
    """What was told before: by this citizen, and by many; `many` is null for few."""

    same: list[CaseCard]
    many: Many | None


async def told_before(work: UnitOfWork, sight: Sight, facts: KnownMatter) -> Alike:
    """`same`: this citizen's own earlier cases of the matter; `many`: the same topic in the same place. Reads only."""
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
    near: LiteralString = _NEAR + sight.where
    async with work.together() as ask:
        same = ask.rows(CardRow, SAME + sight.where + " ORDER BY " + OPEN_FIRST + " LIMIT 3", **params)
        counts = ask.rows(_Counts, "SELECT " + _COUNTS + near, **params)
        latest = ask.rows(CardRow, "SELECT " + CARD + near + " ORDER BY " + OPEN_FIRST + " LIMIT 3", **params)
    return Alike(
        same=[card_of(row) for row in same] if citizen_id else [],
        many=many_of(counts[0], latest) if facts.topic else None,
    )


async def _caller_of(work: UnitOfWork, phone: str) -> CitizenId | None:
    """The citizen with this phone; None for a number that is none yet."""
    try:
        return await citizen_with_phone(work, phone) if phone else None
    except InvalidPhone:
        return None


def district_of(profile: Profile, street: str) -> str:
    """The district of a street, if the city has it."""
    return profile.district_of(street).code if street in profile.division_codes else ""


def place_query(profile: Profile, address: str) -> str:
    """A question to the search index for the first road or estate an address names."""
    found = place_names(address, frozenset(one.name for one in profile.divisions))
    return (tsquery(f"“{found[-1].name}”") or "") if found else ""


def many_of(counts: _Counts, latest: Sequence[CardRow]) -> Many | None:
    """The same matter in the same place: how many this week and the week before, answered, planned; None for few."""
    return Many(**vars(counts), latest=[card_of(row) for row in latest]) if counts.week >= MANY else None
