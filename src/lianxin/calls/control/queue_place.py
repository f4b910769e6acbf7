"""The place of a waiting caller: how many are ahead, how many seats take these calls, how long a call lasts."""

from dataclasses import dataclass
from typing import Final, LiteralString
from uuid import UUID

from lianxin.calls.rules.expected_wait import SaidPlace, expected_wait, said_place
from lianxin.kernel.work import UnitOfWork

_LEAST_TALKS: Final = 5  # with fewer talks in the last day nothing is said about the wait

_PLACE_IN_QUEUE: LiteralString = """
SELECT c.state, w.id IS NOT NULL AS waits,
  (SELECT count(*) FROM waiting_calls o WHERE o.city_id = w.city_id AND o.queue = w.queue
    AND (o.priority, o.since, o.id) < (w.priority, w.since, w.id)) AS ahead,
  (SELECT count(*) FROM seats s WHERE s.city_id = c.city_id AND c.queue = ANY(s.queues)
    AND s.state IN ('ready', 'reserved', 'talking', 'hold', 'wrap_up')) AS seats,
  v.talks, v.handling
FROM calls c LEFT JOIN waiting_calls w ON w.city_id = c.city_id AND w.id = c.id
CROSS JOIN LATERAL (
  SELECT count(*) AS talks, coalesce(avg(latest.seconds), 0)::float8 AS handling FROM (
    SELECT talk + hold + wrap_up AS seconds FROM call_visits
    WHERE city_id = c.city_id AND queue = c.queue AND talk IS NOT NULL AND came_at > %(now)s - interval '1 day'
    ORDER BY came_at DESC LIMIT 50
  ) latest
) v
WHERE c.city_id = %(city)s AND c.id = %(id)s
"""


@dataclass(frozen=True)
class QueuePlace:
    """The place of a call. `waits`: whether it still waits; `handling`: mean seconds of the latest `talks`."""

    state: str
    waits: bool
    ahead: int
    seats: int
    talks: int
    handling: float

    @property
    def said(self) -> SaidPlace:
        """What the caller hears."""
        known = self.talks >= _LEAST_TALKS
        return said_place(self.ahead, expected_wait(self.ahead, self.seats, self.handling) if known else None)


async def queue_place(work: UnitOfWork, call_id: UUID) -> QueuePlace | None:
    """Returns the place of a call, None if there is no such call."""
    return await work.row(QueuePlace, _PLACE_IN_QUEUE, id=call_id)
