"""What somebody has set up for themselves: saved filters and the like. Words of their own, never a citizen's."""

from dataclasses import dataclass
from typing import Any, Final

import orjson
from psycopg.types.json import Jsonb

from lianxin.kernel.errors import Invalid, NotFound
from lianxin.kernel.ids import StaffId
from lianxin.kernel.work import UnitOfWork, dumps

NAMES: Final = frozenset({"filters", "notices", "topics"})
_LARGEST = 16_384  # bytes of one preference

_KEEP = """
INSERT INTO preferences (city_id, staff_id, name, value, changed_at)
VALUES (%(city)s, %(me)s, %(name)s, %(value)s, %(real)s)
ON CONFLICT (city_id, staff_id, name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at
"""


@dataclass(frozen=True)
class _Preference:
    """A row of `preferences`; `value` is the page's own document."""

    name: str
    value: Any


class NoSuchPreference(NotFound):
    """Nothing of this name can be set."""

    code = "people.no_such_preference"


class PreferenceTooLarge(Invalid):
    """More than anybody sets up by hand."""

    code = "people.preference_too_large"


async def preferences_of(work: UnitOfWork, me: StaffId) -> dict[str, Any]:
    """Everything somebody has set, by name."""
    found = await work.rows(
        _Preference, "SELECT name, value FROM preferences WHERE city_id = %(city)s AND staff_id = %(me)s", me=me
    )
    return {one.name: one.value for one in found}


async def keep_preference(work: UnitOfWork, me: StaffId, name: str, value: dict[str, Any]) -> None:
    """Sets one, in place of what it was; raises NoSuchPreference, PreferenceTooLarge."""
    if name not in NAMES:
        raise NoSuchPreference(name=name[:40])
    if len(orjson.dumps(value)) > _LARGEST:
        raise PreferenceTooLarge(limit=_LARGEST)
    await work.run(_KEEP, me=me, name=name, value=Jsonb(value, dumps))
