"""The background part of insight: the feed reader that updates the facts."""

from lianxin.insight.keeping import READER, keep_facts
from lianxin.kernel.parts import Parts, Reader
from lianxin.kernel.site import Site


def background(_site: Site) -> Parts:
    """Returns the feed reader that folds events into facts."""
    return Parts(readers=(Reader(READER, keep_facts),))
