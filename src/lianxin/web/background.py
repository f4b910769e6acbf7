"""The background part of the web package: deletes stored answers of old POSTs."""

from functools import partial
from typing import Final

from lianxin.kernel.parts import Loop, Parts
from lianxin.kernel.site import Site
from lianxin.web.requests import forget_requests

_FORGET_EVERY: Final = 600.0


def background(site: Site) -> Parts:
    """Returns the loop that deletes stored answers after REMEMBERED_DAYS."""
    return Parts(loops=(Loop("requests", _FORGET_EVERY, partial(forget_requests, site.database, site.city_id)),))
