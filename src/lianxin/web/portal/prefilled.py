"""What a link fills in: place, topic and kind of a request by the query of `/submit/what`, for posters and other sites;
and the published matter that it joins.

Nothing is stored before the citizen sends the form: its hidden fields carry the place.
"""

from collections.abc import Mapping
from uuid import UUID

from lianxin.city import Profile
from lianxin.web.portal.steps import LIMITS, FormDraft

PREFILLED = ("nature", "topic", "district", "street", "address", "joins")


def prefilled(query: Mapping[str, str], profile: Profile) -> FormDraft:
    """Returns the answers that a link gives; unknown codes and texts that are too long are left out.

    A street gives its district.
    """
    said = {name: query.get(name, "").strip() for name in PREFILLED}
    known = {
        "nature": said["nature"] in profile.natures,
        "topic": said["topic"] in profile.topic_codes,
        "district": said["district"] in profile.division_codes,
        "street": said["street"] in profile.division_codes,
        "joins": profile.public.joining and joined(said) is not None,
        "address": len(said["address"]) <= LIMITS["address"],
    }
    found = {name: value for name, value in said.items() if value and known[name]}
    if "street" in found:
        found["district"] = profile.district_of(found["street"]).code
    return found


def joined(said: Mapping[str, str]) -> UUID | None:
    """Returns the publication that the request joins, or None."""
    try:
        return UUID(said.get("joins", ""))
    except ValueError:
        return None
