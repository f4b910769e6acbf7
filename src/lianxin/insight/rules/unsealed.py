"""The facts of a tip-off that was sealed: figures count it from the moment a keeper opens it for everybody."""

from uuid import UUID

from lianxin.cases.events import CaseUnsealed
from lianxin.insight.rules.facts import CaseFact, ClockFact, FactSet


def facts_of_unsealed(facts: FactSet, case_id: UUID, event: CaseUnsealed, counted: frozenset[str]) -> None:
    """Adds the case as the event has it, with its running clocks of the kinds `counted`."""
    facts.cases[case_id] = CaseFact(
        case_id,
        event.number,
        event.channel,
        event.nature,
        event.urgency,
        event.topic,
        event.district,
        event.citizen_id,
        event.came_at,
        event.opened_at,
        status=event.status,
        round=event.round,
        accepted_at=event.accepted_at,
    )
    for one in event.clocks:
        if one.kind in counted:
            facts.clocks[one.id] = ClockFact(
                one.id, case_id, None, None, None, one.kind, one.started_at, one.due_at, response=False
            )
