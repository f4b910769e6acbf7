"""The schema of all packages in one metadata, for Alembic."""

from lianxin.administration import tables as _administration
from lianxin.calls import tables as _calls
from lianxin.calls.figures import tables as _call_figures
from lianxin.calls.media import tables as _media
from lianxin.calls.outgoing import tables as _outgoing
from lianxin.calls.seating import tables as _seating
from lianxin.calls.surge import tables as _surge
from lianxin.calls.transcript import tables as _transcript
from lianxin.cases.core import court_tables as _court
from lianxin.cases.core import side_tables as _beside
from lianxin.cases.core import tables as _cases
from lianxin.city import tables as _city
from lianxin.insight import tables as _insight
from lianxin.kernel.tables import metadata
from lianxin.knowledge import tables as _knowledge
from lianxin.looks import tables as _looks
from lianxin.notify import tables as _notify
from lianxin.people import tables as _people
from lianxin.places import tables as _places
from lianxin.web import tables as _web

FEATURES = (
    _city,
    _people,
    _places,
    _cases,
    _beside,
    _court,
    _calls,
    _media,
    _outgoing,
    _transcript,
    _call_figures,
    _surge,
    _seating,
    _knowledge,
    _looks,
    _notify,
    _insight,
    _administration,
    _web,
)

__all__ = ["FEATURES", "metadata"]
