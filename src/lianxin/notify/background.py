"""Notify's background parts: the reader that writes messages and the job that sends them."""

from lianxin.kernel.parts import Parts, Reader
from lianxin.kernel.site import Site
from lianxin.notify.opening import open_outbox
from lianxin.notify.outbox import READER


def background(site: Site) -> Parts:
    """Returns the reader and the job of the outbox, with the gateways in the site's settings."""
    outbox = open_outbox(site.settings)
    return Parts(readers=(Reader(READER, outbox.react),), jobs=(outbox.sending,))
