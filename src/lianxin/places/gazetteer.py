"""Completion of places: divisions and committees of the profile, and names of roads and estates learnt from cases.

What is learnt is a name, its street and a count, never an address or a door number; it is offered once FAMILIAR cases
named it. All of it is held in memory, looked through in a few milliseconds.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice, product
from typing import Final

from lianxin.city import Profile, committees_of, committees_state, current_profile
from lianxin.kernel.clock import stopwatch
from lianxin.kernel.shared import CacheKey
from lianxin.kernel.work import UnitOfWork
from lianxin.language import initials
from lianxin.places.rules.place_names import place_names

FAMILIAR: Final = 3  # cases that named it, before a name is offered to others
_SHOWN: Final = 12
_FRESH: Final = 60.0  # seconds for which learnt names are remembered
SPELLINGS: Final = 6  # ways to read one name's initials that are kept
_KINDS: Final = ("district", "street", "estate", "road", "committee")
"""Of two that fit equally well, the earlier comes first."""
_DIVISION_KINDS: Final = {"district": "district"}


@dataclass(frozen=True)
class FoundPlace:
    """A place with the district and street that follow from it. `cases` taught its name; 0: the profile says it."""

    kind: str
    name: str
    district: str
    street: str
    cases: int


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """Something with a name. `cases` is how many taught it; 0 for what the profile says."""

    kind: str
    name: str
    district: str
    street: str
    cases: int
    spelt: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LearnedAddress:
    """The address of one case with its division codes. None of it is kept, only the names of roads and estates."""

    address: str
    district: str
    street: str


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Every place of a city; `read_at` by the stopwatch."""

    places: tuple[KnownPlace, ...]
    version: str
    read_at: float

    def find(self, typed: str, district: str = "") -> list[KnownPlace]:
        """What fits best: names that begin so, names that hold it, initials; in the district asked for, if any."""
        wanted = typed.strip().lower()
        if not wanted:
            return []
        letters = wanted if wanted.isascii() and wanted.isalnum() else ""
        ranked = [
            (rank, one)
            for one in self.places
            if (not district or one.district == district) and (rank := fit(one, wanted, letters))
        ]
        best = sorted(ranked, key=best_first)
        return [one for _, one in best[:_SHOWN]]


def best_first(found: tuple[int, KnownPlace]) -> tuple[int, int, int, int]:
    """What a place and how well it fits are sorted by."""
    rank, place = found
    return -rank, -place.cases, _KINDS.index(place.kind), len(place.name)


def fit(place: KnownPlace, wanted: str, letters: str) -> int:
    """How well a place answers to what was typed; 0 not at all."""
    if letters:
        return max((3 if spelt.startswith(letters) else 1 if letters in spelt else 0) for spelt in place.spelt)
    if place.name.startswith(wanted) or wanted.startswith(place.name):
        return 3
    return 2 if wanted in place.name else 0


def spellings(name: str) -> tuple[str, ...]:
    """The initials of a name, in every way it may be read up to a bound."""
    return tuple("".join(letters) for letters in islice(product(*initials(name)), SPELLINGS)) or ("",)


STORED: Final = CacheKey[Gazetteer]("gazetteer")
_GIVEN: Final = CacheKey[tuple[object, tuple[KnownPlace, ...]]]("places of the profile")


async def gazetteer(work: UnitOfWork) -> Gazetteer:
    """The city's: what the profile says as long as its version is in force, what was learnt for a minute."""
    profile = await current_profile(work)
    held = work.cache.get(STORED, work.city_id)
    if held is None or held.version != profile.version or stopwatch() - held.read_at > _FRESH:
        state = (profile.version, await committees_state(work))
        known, given = work.cache.get(_GIVEN, work.city_id) or (None, ())
        if known != state:
            given = tuple(await given_places(work, profile))
            work.cache.put(_GIVEN, (state, given), work.city_id)
        held = Gazetteer((*given, *await learnt_places(work)), profile.version, stopwatch())
        work.cache.put(STORED, held, work.city_id)
    return held


async def given_places(work: UnitOfWork, profile: Profile) -> list[KnownPlace]:
    """Divisions and committees."""
    found = [
        KnownPlace(
            _DIVISION_KINDS.get(one.kind, "street"),
            one.name,
            profile.district_of(one.code).code,
            one.code if one.parent else "",
            0,
            spellings(one.name),
        )
        for one in profile.divisions
    ]
    for one in await committees_of(work):
        if one.street in profile.division_codes:
            district = profile.district_of(one.street).code
            found.append(KnownPlace("committee", one.name, district, one.street, 0, spellings(one.name)))
    return found


async def learnt_places(work: UnitOfWork) -> list[KnownPlace]:
    """Roads and estates that enough cases named."""
    learnt = await work.rows(
        FoundPlace,
        "SELECT kind, name, district, street, cases FROM place_names"
        " WHERE city_id = %(city)s AND cases >= %(familiar)s ORDER BY cases DESC LIMIT 20000",
        familiar=FAMILIAR,
    )
    return [KnownPlace(**vars(one), spelt=spellings(one.name)) for one in learnt]


async def complete_place(work: UnitOfWork, typed: str, district: str) -> list[FoundPlace]:
    """Places for what was typed so far, best first. A district that the text begins with narrows the rest."""
    profile = await current_profile(work)
    for one in profile.divisions:
        if one.parent is None and typed.startswith(one.name) and len(typed) > len(one.name):
            typed, district = typed[len(one.name) :], one.code
    found = (await gazetteer(work)).find(typed, district)
    return [FoundPlace(one.kind, one.name, one.district, one.street, one.cases) for one in found]


async def learn_addresses(work: UnitOfWork, addresses: Iterable[LearnedAddress]) -> None:
    """Counts the road and estate names in addresses. Only one feed reader calls this, so no writer waits."""
    names = frozenset(one.name for one in (await current_profile(work)).divisions)
    await keep_names(work, _counted(addresses, names))


def _counted(addresses: Iterable[LearnedAddress], names: frozenset[str]) -> Counter[tuple[str, str, str, str]]:
    """The number of addresses that contain (kind, name, district, street)."""
    return Counter(
        (found.kind, found.name, one.district, one.street)
        for one in addresses
        for found in place_names(one.address, names)
    )


async def keep_names(work: UnitOfWork, found: Counter[tuple[str, str, str, str]]) -> None:
    """Adds to what is known."""
    if not found:
        return
    kinds, names, districts, streets = (list(column) for column in zip(*found, strict=True))
    await work.run(
        "INSERT INTO place_names (city_id, kind, name, district, street, cases)"
        " SELECT %(city)s, * FROM unnest(%(kinds)s::text[], %(names)s::text[], %(districts)s::text[],"
        " %(streets)s::text[], %(counts)s::int[])"
        " ON CONFLICT (city_id, name, district, street) DO UPDATE SET cases = place_names.cases + excluded.cases",
        kinds=kinds,
        names=names,
        districts=districts,
        streets=streets,
        counts=list(found.values()),
    )
