"""The report of a simulation run, counted from the city's log and rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import LiteralString

from lianxin.cases import CASE_MOVES, ORDER_MOVES, CaseStatus, OrderStatus, whole_city
from lianxin.kernel.work import UnitOfWork
from lianxin.simulation.stage import Stage


@dataclass(frozen=True)
class SimulationReport:
    """The counts of a run, serializable as JSON. `accepted` and `by_status` count all cases of the city; `case_moves`,
    `order_moves`, `commands` (carried out) and `refused` (steps) count this run; `given_up` are cases that failed too
    often to be continued."""

    accepted: int
    by_status: dict[str, int]
    case_moves: dict[str, int]
    order_moves: dict[str, int]
    commands: dict[str, int]
    refused: dict[str, int]
    returns: int
    returns_refused: int
    rulings: int
    sub_orders: int
    co_orders: int
    extensions: int
    late: int
    missing_information: int
    dissatisfied: int
    second_rounds: int
    unverified: int
    events: int
    fired: int
    double_fired: int
    open_without_due: int
    illegal_moves: int
    given_up: int
    seconds: float
    cases_per_second: float


@dataclass(frozen=True)
class MoveCount:
    """A row of _MOVES_MADE: how often a move took cases or orders (`kind`) from one state to another."""

    kind: str
    before: str
    move: str
    after: str
    n: int


_MOVES_MADE: LiteralString = (
    "SELECT kind, data->>'before' AS before, data->>'move' AS move, data->>'after' AS after, count(*) AS n"
    " FROM events WHERE city_id = %(city)s"
    " AND position > %(start)s AND kind IN ('case.moved', 'order.moved') GROUP BY 1, 2, 3, 4"
)
_REPORT_COUNTS: Mapping[str, LiteralString] = {
    "dissatisfied": (
        "SELECT count(*) FROM events WHERE city_id = %(city)s AND position > %(start)s AND kind = 'callback.answered'"
        " AND data->>'satisfaction' = 'dissatisfied'"
    ),
    "events": "SELECT count(*) FROM events WHERE city_id = %(city)s AND position > %(start)s",
    "fired": ("SELECT count(*) FROM events WHERE city_id = %(city)s AND position > %(start)s AND kind = 'clock.fired'"),
    "double_fired": (
        "SELECT count(*) FROM (SELECT 1 FROM events WHERE city_id = %(city)s AND kind = 'clock.fired'"
        " GROUP BY data->>'clock_id' HAVING count(*) > 1) twice"
    ),
}


async def counted(work: UnitOfWork, stage: Stage, start: int, seconds: float) -> SimulationReport:
    """Returns the report of a run that began after position `start` and took `seconds`."""
    numbers = {name: await work.value(query, start=start) for name, query in _REPORT_COUNTS.items()}
    city = await whole_city.city_counts(work)
    moves = await work.rows(MoveCount, _MOVES_MADE, start=start)
    case_moves, order_moves = _summed(moves, "case.moved"), _summed(moves, "order.moved")
    driven = len(stage.status)
    return SimulationReport(
        **numbers,
        accepted=sum(city.by_status.values()),
        by_status=city.by_status,
        sub_orders=city.by_role.get("sub", 0),
        co_orders=city.by_role.get("co", 0),
        late=city.late,
        open_without_due=city.open_without_due,
        case_moves=case_moves,
        order_moves=order_moves,
        commands=dict(sorted(stage.carried.items())),
        refused=dict(sorted(stage.refused.items())),
        returns=order_moves.get("ask_return", 0),
        returns_refused=order_moves.get("refuse_return", 0),
        rulings=case_moves.get("rule", 0),
        extensions=stage.carried["grant_extension"],
        missing_information=case_moves.get("ask_information", 0),
        second_rounds=case_moves.get("redo", 0),
        unverified=case_moves.get("close_unverified", 0),
        illegal_moves=sum(one.n for one in moves if not _legal(one)),
        given_up=len(stage.given_up),
        seconds=round(seconds, 3),
        cases_per_second=round(driven / seconds, 1) if seconds else 0.0,
    )


def _summed(moves: list[MoveCount], kind: str) -> dict[str, int]:
    """Returns how often each move was made."""
    total: dict[str, int] = {}
    for one in moves:
        if one.kind == kind:
            total[one.move] = total.get(one.move, 0) + one.n
    return dict(sorted(total.items()))


def _legal(made: MoveCount) -> bool:
    """Returns whether the table of states allows this move."""
    of_case = made.kind == "case.moved"
    table = CASE_MOVES[CaseStatus(made.before)] if of_case else ORDER_MOVES[OrderStatus(made.before)]
    return {str(move): str(after) for move, after in table.items()}.get(made.move) == made.after
