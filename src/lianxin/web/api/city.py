"""The city as pages need it, and its clock."""

import gzip
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request, Response

from lianxin.city import Profile, current_profile
from lianxin.web.requests import answer, reading, site_of
from lianxin.web.shapes import city as shapes_city

router = APIRouter(prefix="/api", tags=["city"])


@router.get("/clock", response_model=shapes_city.CityClock)
async def get_clock(request: Request) -> Response:
    """The city's present and how fast it runs (1 outside a demo)."""
    clock = site_of(request).database.clock
    return answer({"now": clock.now(), "speed": clock.speed})


@router.get("/profile", response_model=shapes_city.Profile)
async def get_profile(request: Request) -> Response:
    """Divisions, topics, units and words of the profile in force; unchanged until its version changes."""
    async with reading(request) as (work, _viewer):
        profile = await current_profile(work)
        tag = f'"{profile.version}"'
        headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return answer(view_of(profile), headers=headers)
    store, key = site_of(request).database.store, ("packed profile", profile.version)
    if key not in store:  # compressed once a version: it is large, and every browser asks for it
        store[key] = gzip.compress(bytes(answer(view_of(profile)).body))
    packed = {**headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(store[key], headers=packed, media_type="application/json")


def view_of(profile: Profile) -> dict[str, Any]:
    """The public part of a profile."""
    return {
        "code": profile.code,
        "name": profile.name,
        "name_en": profile.name_en,
        "version": profile.version,
        "timezone": str(profile.zone),
        "natures": profile.natures,
        "urgencies": ["critical", "urgent", "normal"],
        "divisions": [asdict(division) for division in profile.divisions],
        "topics": [asdict(topic) for topic in profile.topics],
        "units": [{"code": u.code, "name": u.name, "kind": u.kind, "parent": u.parent} for u in profile.units],
        "languages": [asdict(language) for language in profile.languages],
    }
