"""Personal settings of staff, such as saved filters. They contain no text of citizens."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import orjson
from psycopg.types.json import Jsonb

from lianxin.kernel.errors import Invalid, NotFound
from lianxin.kernel.ids import StaffId
from lianxin.kernel.json_values import JsonValue
from lianxin.kernel.work import UnitOfWork, dumps

NAMES: Final = frozenset({"filters", "notices", "topics"})
_LARGEST = 16_384  # bytes of one preference

_UPSERT_PREFERENCE = """
INSERT INTO preferences (city_id, staff_id, name, value, changed_at)
VALUES (%(city)s, %(me)s, %(name)s, %(value)s, %(real)s)
ON CONFLICT (city_id, staff_id, name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at
"""


@dataclass(frozen=True)
class _Preference:
    """A row of `preferences`; `value` is a document defined by the page."""

    name: str
    value: JsonValue


class NoSuchPreference(NotFound):
    """There is no preference of this name."""

    code = "people.no_such_preference"


class PreferenceTooLarge(Invalid):
    """The preference exceeds its size limit."""

    code = "people.preference_too_large"


async def preferences_of(work: UnitOfWork, me: StaffId) -> Mapping[str, JsonValue]:
    """All preferences of a member of staff, by name."""
    found = await work.rows(
        _Preference, "SELECT name, value FROM preferences WHERE city_id = %(city)s AND staff_id = %(me)s", me=me
    )
    return {one.name: one.value for one in found}


async def keep_preference(work: UnitOfWork, me: StaffId, name: str, value: Mapping[str, JsonValue]) -> None:
    """Stores a preference in place of the old value; raises NoSuchPreference, PreferenceTooLarge."""
    if name not in NAMES:
        raise NoSuchPreference(name=name[:40])
    if len(orjson.dumps(value)) > _LARGEST:
        raise PreferenceTooLarge(limit=_LARGEST)
    await work.run(_UPSERT_PREFERENCE, me=me, name=name, value=Jsonb(value, dumps))
