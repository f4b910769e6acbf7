"""The statements that count the figures of calls, by a part: the whole centre, queue, skill, seat or five minutes."""

from enum import StrEnum
from typing import LiteralString


class FiguresBy(StrEnum):
    """How figures of calls are divided."""

    QUEUE = "queue"
    SKILL = "skill"
    SEAT = "seat"
    SLOT = "slot"


_SLOT: LiteralString = (
    "to_char(date_bin('5 minutes', {}, %(since)s) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
)
_PARTS: dict[FiguresBy | None, LiteralString] = {
    None: "''",
    FiguresBy.QUEUE: "v.queue",
    FiguresBy.SKILL: "skill",
    FiguresBy.SEAT: "coalesce(v.staff, '')",
    FiguresBy.SLOT: _SLOT.replace("{}", "v.came_at"),
}

_COUNT_VISITS: LiteralString = """
WITH counted AS (
  SELECT {part} AS part, v.*, coalesce(c.caller_hash, v.call_id::text) AS caller,
    v.direction = 'in' AND v.queue <> '' AND NOT v.rung_back AND NOT v.handed {once} AS offered,
    v.outcome = 'answered' AND v.ended_at IS NOT NULL AS handled
  FROM call_visits v {join} LEFT JOIN calls c ON c.city_id = v.city_id AND c.id = v.call_id
  WHERE v.city_id = %(city)s AND v.came_at >= %(since)s AND v.came_at < %(until)s AND v.outcome IS NOT NULL
)
SELECT part, count(*) FILTER (WHERE nth = 0 AND direction = 'in') AS arrived,
  count(*) FILTER (WHERE offered) AS offered,
  count(DISTINCT caller) FILTER (WHERE offered) AS unique_callers,
  count(*) FILTER (WHERE offered AND outcome = 'answered') AS answered,
  count(*) FILTER (WHERE offered AND outcome = 'abandoned') AS abandoned,
  count(*) FILTER (WHERE offered AND outcome = 'promised') AS promised,
  count(*) FILTER (WHERE offered AND outcome = 'lost') AS lost,
  count(*) FILTER (WHERE rung_back AND outcome = 'answered') AS rung_back,
  count(*) FILTER (WHERE offered AND outcome = 'answered' AND wait <= %(service)s) AS in_time,
  avg(wait) FILTER (WHERE offered AND outcome = 'answered') AS average_wait,
  percentile_disc(0.9) WITHIN GROUP (ORDER BY wait) FILTER (WHERE offered AND outcome = 'answered') AS p90_wait,
  max(wait) FILTER (WHERE offered) AS longest_wait,
  avg(talk) FILTER (WHERE handled) AS talk, avg(hold) FILTER (WHERE handled) AS hold,
  avg(wrap_up) FILTER (WHERE handled) AS wrap_up, avg(form_time) AS form_time
FROM counted GROUP BY part ORDER BY part
"""

_TIME_OF_SEATS: LiteralString = """
SELECT part, coalesce(sum(seconds) FILTER (WHERE state IN ('talking', 'hold', 'wrap_up')), 0) AS busy,
  sum(seconds) AS signed_in, coalesce(sum(seconds) FILTER (WHERE state = 'break'), 0) AS breaks
FROM (
  SELECT {part} AS part, s.state,
    extract(epoch FROM least(coalesce(s.until, %(until)s), {end}) - greatest(s.since, {begin}))::float8 AS seconds
  FROM seat_spans s {join}
  WHERE s.city_id = %(city)s AND s.since < {end} AND (s.until IS NULL OR s.until > {begin})
) spans GROUP BY part ORDER BY part
"""

# A browser is a citizen without a SIP leg: it does not come through the trunks.
TRUNK_COUNTS: LiteralString = """
SELECT sum(t.attempts)::int8 AS attempts, sum(t.answered)::int8 AS answered, sum(t.refused)::int8 AS refused,
  sum(t.abandoned)::int8 AS abandoned,
  (SELECT count(*) FROM call_visits v WHERE v.city_id = %(city)s AND v.came_at >= %(since)s AND v.came_at < %(until)s
    AND v.nth = 0 AND v.direction = 'in' AND NOT EXISTS (SELECT 1 FROM call_parties p WHERE p.city_id = v.city_id
      AND p.call_id = v.call_id AND p.kind = 'citizen' AND p.line IS NULL)) AS arrived
FROM trunk_counts t WHERE t.city_id = %(city)s AND t.since >= %(since)s AND t.since < %(until)s
HAVING count(*) > 0
"""


def count_calls(by: FiguresBy | None) -> LiteralString:
    """Returns the statement for CallCounts by part; `service` is the limit of the service level in seconds.

    In a queue or of a skill, a call that was passed on counts again.
    """
    joins: LiteralString = "CROSS JOIN unnest(v.skills) AS skill" if by is FiguresBy.SKILL else ""
    again: LiteralString = "" if by in (FiguresBy.QUEUE, FiguresBy.SKILL) else "AND v.nth = 0"
    statement = _COUNT_VISITS.replace("{part}", _PARTS[by]).replace("{join}", joins)
    return statement.replace("{once}", again)


def count_time(by: FiguresBy | None) -> LiteralString:
    """Returns the statement for SeatTime by part; only for the whole centre, seats and five minutes."""
    slots: LiteralString = "CROSS JOIN generate_series(%(since)s, %(until)s - interval '1 s', '5 minutes') AS slot"
    if by is FiguresBy.SLOT:
        statement = _TIME_OF_SEATS.replace("{part}", _SLOT.replace("{}", "slot")).replace("{join}", slots)
        return statement.replace("{begin}", "slot").replace("{end}", "least(slot + interval '5 minutes', %(until)s)")
    part: LiteralString = "s.staff" if by is FiguresBy.SEAT else "''"
    statement = _TIME_OF_SEATS.replace("{part}", part).replace("{join}", "")
    return statement.replace("{begin}", "%(since)s").replace("{end}", "%(until)s")
