"""Places that the citizen names: divisions, committees, and roads and estates that cases have named.

Without a script a button of the form lists them; the script fetches the same list while the citizen types.
"""

import re
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from lianxin.city import Profile
from lianxin.kernel.work import UnitOfWork
from lianxin.places import FoundPlace, complete_place
from lianxin.web.portal.forms import Sent, read_form
from lianxin.web.portal.page import PortalRoute, city_of, render
from lianxin.web.portal.steps import LIMITS, FormDraft
from lianxin.web.requests import site_of

router = APIRouter(route_class=PortalRoute, include_in_schema=False)

_PARTS, _SHORTEST, _MOST = 4, 2, 6  # parts of a text, characters of a part, places offered
_DIVISIONS = frozenset({"district", "street"})


@dataclass(frozen=True)
class NamedPlace:
    """A place to choose: `above` is its district and street in words, `value` the button's value."""

    name: str
    above: str
    value: str


@router.post("/submit/places")
async def post_places(request: Request) -> Response:
    """Returns the places that the typed text names, as a list of buttons for the script."""
    sent = await read_form(request)
    profile, site = await city_of(request), site_of(request)
    found: list[NamedPlace] = []
    if sent.genuine:
        async with site.database.read(site.city_id) as work:
            found = await named_places(work, profile, sent["address"], sent["district"], divisions=False)
    return await render(request, "places.html", visitor=sent.visitor, found=found)


async def named_places(
    work: UnitOfWork, profile: Profile, typed: str, district: str = "", *, divisions: bool = True
) -> list[NamedPlace]:
    """Returns the places that a text names, the whole text first and then its parts; `divisions` includes districts
    and streets."""
    typed = typed[: LIMITS["address"]]
    wanted = dict.fromkeys([typed.strip(), *re.split(r"[，,、。;；\s]+", typed)[-_PARTS:]])
    found: dict[tuple[str, str], FoundPlace] = {}
    for part in wanted:
        if len(part) < _SHORTEST:
            continue
        for one in await complete_place(work, part, district if district in profile.division_codes else ""):
            if divisions or one.kind not in _DIVISIONS:
                found.setdefault((one.name, one.street or one.district), one)
    return [_named(one, profile) for one in list(found.values())[:_MOST]]


def _named(place: FoundPlace, profile: Profile) -> NamedPlace:
    codes = [code for code in (place.district, place.street) if code in profile.division_codes]
    above = " ".join(profile.division(code).name for code in codes)
    return NamedPlace(place.name, above, f"{place.district}/{place.street}/{place.name}")


def chosen_place(draft: FormDraft, sent: Sent, profile: Profile) -> FormDraft:
    """Returns the draft with the district and street of the pressed place; its name is written unless the citizen has
    written more than a part of it."""
    district, street, name = [*sent["place"].split("/", 2), "", ""][:3]
    if district not in profile.division_codes or (street and street not in profile.division_codes):
        return draft
    if street:
        district = profile.district_of(street).code
    typed = draft.get("address", "")
    written = name if typed in name else typed
    return {**draft, "district": district, "street": street, "address": written[: LIMITS["address"]]}
