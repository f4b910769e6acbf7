"""The city and the database for which a process runs."""

from dataclasses import dataclass

from lianxin.kernel.database import Database
from lianxin.kernel.settings import Settings


@dataclass(frozen=True)
class Site:
    """A city, the database that holds it, and the settings of this process."""

    database: Database
    city_id: str
    settings: Settings
