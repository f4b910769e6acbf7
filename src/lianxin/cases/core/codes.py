"""Checks the codes and times of a case against the profile, at intake and at every correction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from lianxin.cases.rules.dispatch import committee_street
from lianxin.cases.rules.intake_fields import bound_of
from lianxin.cases.rules.words import Channel, Nature, Urgency
from lianxin.city import Profile
from lianxin.kernel.errors import BadField

_SHOWN = 40
EARLIEST, LATEST = 1900, 2200  # years


@dataclass(frozen=True)
class CaseCodes:
    """The codes and times of an intake or a correction; empty ones and None are not checked."""

    channel: str | None = None
    nature: str | None = None
    urgency: str | None = None
    topic: str | None = None
    district: str | None = None
    street: str | None = None
    complained: Sequence[str] | None = None
    submitted_at: datetime | None = None
    needed_by: datetime | None = None


def check_codes(profile: Profile, given: CaseCodes) -> None:
    """Raises BadField for the first code that the city does not have, or a time that check_moment rejects."""
    known: list[tuple[str, str | None, Collection[str]]] = [
        ("channel", given.channel, frozenset(Channel)),
        ("nature", given.nature, frozenset(Nature)),
        ("urgency", given.urgency, frozenset(Urgency)),
        ("topic", given.topic, profile.topic_codes),
        ("district", given.district, profile.division_codes),
        ("street", given.street, profile.division_codes),
    ]
    for name, code, codes in known:
        if code and code not in codes:
            raise BadField(field=name, problem="unknown", value=code[:_SHOWN])
    for unit in given.complained or ():
        if unit not in profile.unit_codes and committee_street(unit) not in profile.division_codes:
            raise BadField(field="complained", problem="unknown", value=unit[:_SHOWN])
    for name, moment in (("submitted_at", given.submitted_at), ("needed_by", given.needed_by)):
        if moment is not None:
            check_moment(name, moment)


def check_moment(field: str, moment: datetime) -> None:
    """Raises BadField for a time without a zone, or one so far away that Python could not read it back."""
    if moment.tzinfo is None:
        raise BadField(field=field, problem="no_timezone")
    if not EARLIEST <= moment.year <= LATEST:
        raise BadField(field=field, problem="out_of_range")


def check_degrees(latitude: float | None, longitude: float | None) -> None:
    """Raises BadField for coordinates out of range, or for one without the other."""
    for name, degrees, other in (("latitude", latitude, longitude), ("longitude", longitude, latitude)):
        if degrees is None and other is not None:
            raise BadField(field=name, problem="empty")
        if degrees is not None and not abs(degrees) <= bound_of(name):
            raise BadField(field=name, problem="out_of_range")
