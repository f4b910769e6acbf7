"""Routes for the city's profile, as pages need it, and its clock."""

import gzip
import hashlib
from typing import Final

from fastapi import APIRouter, Request, Response

from lianxin.cases import intake_fields
from lianxin.city import EmergencyService, Profile, current_profile
from lianxin.kernel.shared import CacheKey
from lianxin.web.requests import answer, reading, site_of
from lianxin.web.shapes import city as shapes_city

PACKED_PROFILE: Final = CacheKey[bytes]("packed profile")

router = APIRouter(prefix="/api", tags=["city"])


@router.get("/clock", response_model=shapes_city.CityClock)
async def get_clock(request: Request) -> Response:
    """Returns the city's present time and the speed of its clock (1 outside a demo). It needs no session."""
    clock = site_of(request).database.clock
    return answer(shapes_city.CityClock(clock.now(), clock.speed))


@router.get("/profile", response_model=shapes_city.Profile)
async def get_profile(request: Request) -> Response:
    """Returns the public part of the profile in force: divisions, topics, units, languages, fields of the intake form.

    It returns 304 if the ETag in If-None-Match is still current.
    """
    async with reading(request) as (work, _viewer):
        profile = await current_profile(work)
    cache = site_of(request).database.cache
    packed = cache.get(PACKED_PROFILE, profile.version)
    if packed is None:  # compressed once for each version: it is large, and every browser reads it
        packed = cache.put(
            PACKED_PROFILE, gzip.compress(bytes(answer(_view_of(profile)).body), mtime=0), profile.version
        )
    tag = f'"{hashlib.sha256(packed).hexdigest()[:16]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(packed), headers=headers, media_type="application/json")
    return Response(packed, headers={**headers, "Content-Encoding": "gzip"}, media_type="application/json")


def _view_of(profile: Profile) -> shapes_city.Profile:
    """Returns the public part of a profile."""
    return shapes_city.Profile(
        code=profile.code,
        name=profile.name,
        name_en=profile.name_en,
        version=profile.version,
        timezone=str(profile.zone),
        natures=profile.natures,
        divisions=profile.divisions,
        topics=profile.topics,
        units=[shapes_city.Unit(one.code, one.name, one.kind, one.parent) for one in profile.units],
        retired_units=list(profile.retired.units.values()),
        retired_topics=list(profile.retired.topics.values()),
        languages=profile.languages,
        emergency=[shapes_city.EmergencyNumber(EmergencyService(one.service), one.number) for one in profile.emergency],
        refusals=list(profile.refusals.values()),
        intake_fields=tuple(intake_fields.INTAKE_FIELDS.values()),
    )
