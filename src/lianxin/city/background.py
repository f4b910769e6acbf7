"""The city's background part: reloads the profile after another process adopted a new one."""

from functools import partial
from typing import Final

from lianxin.city.adopted import follow_profile
from lianxin.kernel.parts import Loop, Parts
from lianxin.kernel.site import Site

PROFILE_EVERY: Final = 10.0


def background(site: Site) -> Parts:
    """The loop that follows the profile in force."""
    return Parts(loops=(Loop("profile", PROFILE_EVERY, partial(watch_profile, site)),))


async def watch_profile(site: Site) -> None:
    """Removes the cached profile if a newer one is in force."""
    async with site.database.read(site.city_id) as work:
        await follow_profile(work)
