"""The statements of the router. `test_call_router.py` holds them to the rule of `calls.rules.routing`."""

from typing import LiteralString

# One router decides at a time; another one finds the lock taken and leaves its pass out.
ELECT_ROUTER: LiteralString = (
    "SELECT pg_try_advisory_xact_lock(hashtextextended('router of ' || c.city_id, 0))"
    " FROM cities c WHERE c.city_id = %(city)s"
)

IS_READY: LiteralString = "s.city_id = %(city)s AND s.state = 'ready' AND s.rested_at IS NOT NULL"

# All of them: the rule counts the ready seats.
SEATS_READY: LiteralString = (
    f"SELECT s.staff, s.seat_group, s.rested_at, s.queues, s.offers FROM seats s WHERE {IS_READY}"
)

# The same seats fit all calls of a demand, so only its first calls can be next. The recursive part jumps from demand to
# demand along the index: its cost does not depend on the number of waiting calls.
CALL_CANDIDATES: LiteralString = f"""
WITH RECURSIVE heads AS (
  (SELECT w.demand, w.queue, w.needs, w.reach, w.refused FROM waiting_calls w
   WHERE w.city_id = %(city)s AND w.seat IS NULL ORDER BY w.demand, w.priority, w.since, w.id LIMIT 1)
  UNION ALL
  SELECT following.* FROM heads, LATERAL (
    SELECT w.demand, w.queue, w.needs, w.reach, w.refused FROM waiting_calls w
    WHERE w.city_id = %(city)s AND w.seat IS NULL AND w.demand > heads.demand
    ORDER BY w.demand, w.priority, w.since, w.id LIMIT 1) following
)
SELECT first.id, first.priority, first.since, w.queue, w.needs, w.reach, w.refused FROM heads w CROSS JOIN LATERAL (
  SELECT c.id, c.priority, c.since FROM waiting_calls c
  WHERE c.city_id = %(city)s AND c.seat IS NULL AND c.demand = w.demand
  ORDER BY c.priority, c.since, c.id LIMIT %(most)s) first
WHERE EXISTS (SELECT FROM seats s WHERE {IS_READY} AND s.seat_group <= w.reach AND w.queue = ANY(s.queues)
  AND s.offers @> w.needs AND s.staff <> ALL(w.refused))
"""

# A seat that took a break or a citizen who hung up since the reading is left out.
RESERVE_SEATS: LiteralString = f"""
WITH free AS (
  SELECT s.staff FROM seats s WHERE {IS_READY} AND s.staff = ANY(%(seats)s) ORDER BY s.staff FOR UPDATE
), rings AS (
  UPDATE waiting_calls w SET seat = free.staff
  FROM unnest(%(calls)s::uuid[], %(seats)s::text[]) AS made (id, staff) JOIN free USING (staff)
  WHERE w.city_id = %(city)s AND w.id = made.id AND w.seat IS NULL RETURNING w.id, w.seat
)
UPDATE seats s SET state = 'reserved', since = %(now)s, call_id = rings.id, lease_until = %(until)s
FROM rings WHERE s.city_id = %(city)s AND s.staff = rings.seat RETURNING s.call_id
"""

RESERVATIONS_OVER: LiteralString = (
    "SELECT s.staff, s.call_id, s.unanswered FROM seats s WHERE s.city_id = %(city)s"
    " AND s.lease_until <= %(real)s ORDER BY s.staff FOR UPDATE"
)
RESERVATION_OF_SEAT: LiteralString = (
    "SELECT s.staff, s.call_id, s.unanswered FROM seats s WHERE s.city_id = %(city)s AND s.staff = %(staff)s"
    " AND s.call_id = %(id)s AND s.state = 'reserved' FOR UPDATE"
)
RELAXED_CALLS: LiteralString = (
    "SELECT w.id, w.priority, w.since, w.queue, w.demands, w.refused FROM waiting_calls w WHERE w.city_id = %(city)s"
    " AND w.seat IS NULL AND w.relaxes_at <= %(real)s ORDER BY w.id FOR UPDATE"
)
CALL_IN_QUEUE: LiteralString = (
    "SELECT w.id, w.priority, w.since, w.queue, w.demands, w.refused FROM waiting_calls w"
    " WHERE w.city_id = %(city)s AND w.id = %(id)s FOR UPDATE"
)
GET_SEAT_READY: LiteralString = (
    "INSERT INTO seats (city_id, staff, state, since, seat_group, queues, offers, rested_at)"
    " VALUES (%(city)s, %(staff)s, 'ready', %(now)s, %(group)s, %(queues)s, %(offers)s, %(rested_at)s)"
    " ON CONFLICT (city_id, staff) DO UPDATE SET state = 'ready', since = excluded.since,"
    " seat_group = excluded.seat_group, queues = excluded.queues, offers = excluded.offers,"
    " rested_at = excluded.rested_at, call_id = NULL, lease_until = NULL"
)
SEAT_SILENT: LiteralString = (
    "UPDATE seats s SET state = CASE s.state WHEN 'reserved' THEN %(state)s ELSE s.state END,"
    " since = %(now)s, unanswered = s.unanswered + 1, call_id = NULL,"
    " lease_until = NULL WHERE s.city_id = %(city)s AND s.staff = %(staff)s"
)
RELEASE_SEAT: LiteralString = (
    "UPDATE seats s SET state = CASE WHEN s.rested_at IS NULL THEN 'away' ELSE 'ready' END, since = %(now)s,"
    " call_id = NULL, lease_until = NULL"
    " WHERE s.city_id = %(city)s AND s.call_id = %(id)s AND s.state = 'reserved' RETURNING s.staff, s.state"
)
ANSWER_CALL: LiteralString = (
    "UPDATE seats s SET state = 'talking', since = %(now)s, unanswered = 0, lease_until = NULL"
    " WHERE s.city_id = %(city)s AND s.staff = %(staff)s AND s.state = 'reserved' AND s.lease_until > %(real)s"
    " RETURNING s.call_id"
)
LEAVE_QUEUE: LiteralString = "DELETE FROM waiting_calls w WHERE w.city_id = %(city)s AND w.id = %(id)s"
# The rows of `calls` follow those of `waiting_calls`: CALL_MOVES has these two moves.
CALLS_BACK: LiteralString = (
    "UPDATE calls c SET state = 'queued', seat = NULL FROM waiting_calls w WHERE c.city_id = %(city)s"
    " AND w.city_id = c.city_id AND w.id = c.id AND c.state = 'offered' AND w.seat IS DISTINCT FROM c.seat"
)
CALLS_OFFERED: LiteralString = (
    "UPDATE calls c SET state = 'offered', seat = w.seat FROM waiting_calls w WHERE c.city_id = %(city)s"
    " AND w.city_id = c.city_id AND w.id = c.id AND c.state = 'queued' AND w.seat IS NOT NULL"
)
