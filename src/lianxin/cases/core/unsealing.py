"""A sealed tip-off that a keeper opens for everybody: what figures must know of it from then on."""

from collections.abc import Iterable

from lianxin.cases.core.rows import Case, ClockRow
from lianxin.cases.events import CaseUnsealed, ClockBegun
from lianxin.cases.rules.states import UNSEALS, CaseMove


def unsealed(case: Case, clocks: Iterable[ClockRow], move: CaseMove) -> CaseUnsealed | None:
    """Returns the event of the case as it is before a move that opens it for everybody, None for other moves."""
    if not (case.sealed and move in UNSEALS):
        return None
    return CaseUnsealed(
        case.number,
        case.channel,
        case.nature,
        case.urgency,
        case.topic,
        case.district,
        case.citizen_id,
        came_at=case.submitted_at,
        opened_at=case.opened_at,
        accepted_at=case.accepted_at,
        status=case.status,
        round=case.round,
        clocks=[ClockBegun(one.id, one.kind, one.started_at, one.due_at) for one in clocks if one.runs],
    )
