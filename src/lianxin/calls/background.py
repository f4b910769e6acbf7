"""The background parts of calls: the cases of each call and the figures, from the log."""

from lianxin.calls.figures.keeping import CALL_FIGURES_READER, keep_call_figures
from lianxin.calls.media.hearing import CALL_CASES_READER, follow_cases
from lianxin.calls.outgoing.duty_rings import DUTY_READER, follow_orders
from lianxin.kernel.parts import Parts, Reader
from lianxin.kernel.site import Site


def background(_site: Site) -> Parts:
    """Returns the readers of calls."""
    return Parts(
        readers=(
            Reader(CALL_CASES_READER, follow_cases),
            Reader(CALL_FIGURES_READER, keep_call_figures),
            Reader(DUTY_READER, follow_orders),
        )
    )
