"""Parties that will not come or are gone: a seat that does not answer, a contact whose call ended, a citizen alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from lianxin.kernel.work import UnitOfWork

# The leg of a contact who answered is written when it begins to come in; after a crash it does not arrive.
_LOST_PARTIES: LiteralString = """
SELECT p.call_id, p.id AS party_id, p.state FROM call_parties p
JOIN calls c ON c.city_id = p.city_id AND c.id = p.call_id
LEFT JOIN seats s ON s.city_id = p.city_id AND s.staff = p.staff
LEFT JOIN dialled_calls d ON d.city_id = p.city_id AND d.id = p.id
WHERE p.city_id = %(city)s AND c.owner = %(owner)s AND c.state IN ('talking', 'on_hold') AND (
  p.kind = 'seat' AND p.state = 'waiting' AND (s.call_id IS DISTINCT FROM p.call_id OR s.lease_until <= %(real)s)
  OR p.kind = 'third' AND p.state = 'waiting'
    AND d.ended_at IS NOT NULL AND (p.line IS NULL OR p.line <> ALL(%(legs)s::uuid[])
      OR d.ended_at < %(real)s - interval '30 seconds')
  OR p.kind = 'third' AND p.state = 'talking' AND p.line <> ALL(%(legs)s::uuid[]))
UNION ALL
SELECT c.id, NULL, '' FROM calls c WHERE c.city_id = %(city)s AND c.owner = %(owner)s
  AND c.state IN ('talking', 'on_hold') AND NOT EXISTS (SELECT FROM call_parties p WHERE p.city_id = c.city_id
    AND p.call_id = c.id AND p.kind IN ('seat', 'third') AND p.state <> 'left')
"""
_OF_LEG: LiteralString = (
    "SELECT call_id, id AS party_id, state FROM call_parties"
    " WHERE city_id = %(city)s AND kind = 'third' AND line = %(line)s AND state <> 'left'"
)


@dataclass(frozen=True)
class LostParty:
    """A party that is lost in this state; without `party_id` nobody but the citizen is on the call."""

    call_id: UUID
    party_id: UUID | None
    state: str


async def lost_parties(work: UnitOfWork, owner: str, legs: Sequence[UUID] | None) -> list[LostParty]:
    """Returns the lost parties of a controller's calls. `legs`: the SIP legs that it has, None without an agent."""
    return await work.rows(LostParty, _LOST_PARTIES, owner=owner, legs=None if legs is None else list(legs))


async def party_of_leg(work: UnitOfWork, line: UUID) -> LostParty | None:
    """Returns the outside party whose SIP leg is over, or None."""
    return await work.row(LostParty, _OF_LEG, line=line)
