"""The whole schema, gathered from every feature, for Alembic."""

from lianxin.administration import tables as _administration
from lianxin.calls import tables as _calls
from lianxin.cases import side_tables as _beside
from lianxin.cases import tables as _cases
from lianxin.cases import tables_court as _court
from lianxin.city import tables as _city
from lianxin.insight import tables as _insight
from lianxin.kernel.tables import metadata
from lianxin.notify import tables as _notify
from lianxin.people import tables as _people

FEATURES = (_city, _people, _cases, _beside, _court, _calls, _notify, _insight, _administration)

__all__ = ["FEATURES", "metadata"]
