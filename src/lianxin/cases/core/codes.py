"""Codes of a case are the city's: checked in one place, at intake and at every correction."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from lianxin.cases.rules.words import Channel, Nature, Urgency
from lianxin.city import Profile
from lianxin.kernel.errors import BadField
from lianxin.kernel.masking import mask_text

SHOWN = 40
EARLIEST, LATEST = 1900, 2200  # years


def check_codes(profile: Profile, told: Mapping[str, Any]) -> None:
    """Raises BadField for the first code the city does not have, or time without a zone; empty ones say nothing."""
    known: dict[str, Collection[str]] = {
        "channel": frozenset(Channel),
        "nature": frozenset(Nature),
        "urgency": frozenset(Urgency),
        "topic": profile.topic_codes,
        "district": profile.division_codes,
        "street": profile.division_codes,
    }
    for name, codes in known.items():
        if told.get(name) and told[name] not in codes:
            raise BadField(field=name, problem="unknown", value=told[name][:SHOWN])
    for unit in told.get("complained") or ():
        if unit not in profile.unit_codes:
            raise BadField(field="complained", problem="unknown", value=unit[:SHOWN])
    for name in ("submitted_at", "needed_by"):
        if told.get(name) is not None:
            check_moment(name, told[name])


def check_moment(field: str, moment: datetime) -> None:
    """Raises BadField for a time without a zone, or so far away that Python could not read it back."""
    if moment.tzinfo is None:
        raise BadField(field=field, problem="no_timezone")
    if not EARLIEST <= moment.year <= LATEST:
        raise BadField(field=field, problem="out_of_range")


def completed(profile: Profile, told: Mapping[str, Any], district: str, nature: str) -> dict[str, Any]:
    """Corrections to a case of a nature in a district, and what follows from them; raises BadField.

    A street lies in its district, another district has other streets, a tip-off is confidential whatever is said,
    a title is kept masked.
    """
    check_codes(profile, told)
    more: dict[str, Any] = {}
    if told.get("street"):
        more["district"] = profile.district_of(told["street"]).code
    elif told.get("district", district) != district:
        more["street"] = ""
    if told.get("nature", nature) == Nature.TIP_OFF:
        more["confidential"] = True
    if told.get("title"):
        more["title"] = mask_text(told["title"])
    return {**told, **more}
