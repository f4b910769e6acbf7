"""The whole schema, gathered from every feature, for Alembic."""

import lianxin.cases.tables
import lianxin.city.tables
import lianxin.notify.tables
import lianxin.people.tables
from lianxin.kernel.tables import metadata

__all__ = ["metadata"]
