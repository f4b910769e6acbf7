"""Completes places: divisions and committees of the profile, and names of roads and estates learned from cases.

A learned place is a name, its street and a count, never an address or a door number. It is offered after FAMILIAR cases
contained it. All places are held in memory; a search takes a few milliseconds.
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

FAMILIAR: Final = 3  # number of cases that must contain a name before it is offered
_SHOWN: Final = 12
_FRESH: Final = 60.0  # seconds for which learned names are cached
SPELLINGS: Final = 6  # possible initials stored for one name
_KINDS: Final = ("district", "street", "estate", "road", "committee")
"""Of two places that fit equally well, the kind listed earlier comes first."""
_DIVISION_KINDS: Final = {"district": "district"}


@dataclass(frozen=True)
class FoundPlace:
    """A place with its district and street. `cases` contained its name; 0 for a place of the profile."""

    kind: str
    name: str
    district: str
    street: str
    cases: int


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A searchable place; `spelt` are its possible initials. `cases` contained its name; 0 for the profile's."""

    kind: str
    name: str
    district: str
    street: str
    cases: int
    spelt: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LearnedAddress:
    """The address and division codes of one case. Only names of roads and estates are stored from it."""

    address: str
    district: str
    street: str


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All places of a city; `read_at` is a `stopwatch` time."""

    places: tuple[KnownPlace, ...]
    version: str
    read_at: float

    def find(self, typed: str, district: str = "") -> list[KnownPlace]:
        """Returns the best matches by beginning, part or initials; with `district` only those in the district."""
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
    """Returns the sort key of a place and its fit."""
    rank, place = found
    return -rank, -place.cases, _KINDS.index(place.kind), len(place.name)


def fit(place: KnownPlace, wanted: str, letters: str) -> int:
    """Returns how well a place fits: 3 its beginning, 2 a part of it, 1 a part of its initials, 0 not at all."""
    if letters:
        return max((3 if spelt.startswith(letters) else 1 if letters in spelt else 0) for spelt in place.spelt)
    if place.name.startswith(wanted) or wanted.startswith(place.name):
        return 3
    return 2 if wanted in place.name else 0


def spellings(name: str) -> tuple[str, ...]:
    """Returns the possible initials of a name, at most SPELLINGS."""
    return tuple("".join(letters) for letters in islice(product(*initials(name)), SPELLINGS)) or ("",)


STORED: Final = CacheKey[Gazetteer]("gazetteer")
_GIVEN: Final = CacheKey[tuple[object, tuple[KnownPlace, ...]]]("places of the profile")


async def gazetteer(work: UnitOfWork) -> Gazetteer:
    """Returns the city's places: those of the profile cached by version, learned ones for a minute."""
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
    """Returns the divisions and committees of the profile."""
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
    """Returns the roads and estates that at least FAMILIAR cases contained."""
    learnt = await work.rows(
        FoundPlace,
        "SELECT kind, name, district, street, cases FROM place_names"
        " WHERE city_id = %(city)s AND cases >= %(familiar)s ORDER BY cases DESC LIMIT 20000",
        familiar=FAMILIAR,
    )
    return [KnownPlace(**vars(one), spelt=spellings(one.name)) for one in learnt]


async def complete_place(work: UnitOfWork, typed: str, district: str) -> list[FoundPlace]:
    """Returns places for the typed text, best first. A district name at its beginning limits the search."""
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
    """Returns the number of addresses that contain each (kind, name, district, street)."""
    return Counter(
        (found.kind, found.name, one.district, one.street)
        for one in addresses
        for found in place_names(one.address, names)
    )


async def keep_names(work: UnitOfWork, found: Counter[tuple[str, str, str, str]]) -> None:
    """Adds the counts to the stored ones."""
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
