"""Insight's background part: the reader that keeps the facts."""

from lianxin.insight.keeping import READER, keep_facts
from lianxin.kernel.parts import Parts, Reader
from lianxin.kernel.site import Site


def background(_site: Site) -> Parts:
    """The reader that folds events into facts."""
    return Parts(readers=(Reader(READER, keep_facts),))
