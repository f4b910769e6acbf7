"""Erases filled forms of surge mode that are older than the profile keeps them; runs every night."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final, LiteralString
from uuid import UUID

from lianxin.calls.media.legal_holds import holds_of
from lianxin.calls.surge.events import SurgeFormsErased
from lianxin.city import current_profile
from lianxin.kernel.database import Database
from lianxin.kernel.events import SubjectRef

_AUDIENCE: Final = frozenset({"oversight"})
_AGED_FORMS: LiteralString = (
    "SELECT id, topic_id, call_id FROM surge_forms WHERE city_id = %(city)s"
    " AND filled_at < %(now)s - make_interval(days => %(days)s) FOR UPDATE"
)
_DELETE_FORMS: LiteralString = "DELETE FROM surge_forms WHERE city_id = %(city)s AND id = ANY(%(ids)s)"


@dataclass(frozen=True)
class _AgedForm:
    """A row of _AGED_FORMS."""

    id: UUID
    topic_id: UUID
    call_id: UUID | None


async def erase_aged_forms(database: Database, city_id: str) -> int:
    """Erases the forms that are due, except those of calls under a legal hold; returns how many."""
    async with database.begin(city_id) as work:
        days = (await current_profile(work)).telephone.surge.form_days
        aged = await work.rows(_AgedForm, _AGED_FORMS, days=days)
        held = await holds_of(work, {one.call_id for one in aged if one.call_id})
        due = defaultdict[UUID, list[UUID]](list)
        for one in aged:
            if one.call_id not in held:
                due[one.topic_id].append(one.id)
        for topic_id, ids in due.items():
            await work.run(_DELETE_FORMS, ids=ids)
            erased = SurgeFormsErased(topic_id, len(ids), days)
            work.record(erased, about=SubjectRef("surge", str(topic_id)), audience=_AUDIENCE)
        return sum(map(len, due.values()))
