"""The background part of administration: publishes planned versions of the profile on their day."""

from functools import partial
from typing import Final

from lianxin.administration.planned import publish_due
from lianxin.kernel.parts import Loop, Parts
from lianxin.kernel.site import Site

PLANS_EVERY: Final = 60.0  # seconds


def background(site: Site) -> Parts:
    """Returns the loop that publishes planned versions."""
    return Parts(loops=(Loop("plans", PLANS_EVERY, partial(publish_due, site.database, site.city_id)),))
