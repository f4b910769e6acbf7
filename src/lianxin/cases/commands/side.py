"""Records beside the states: made, decided, never moving anything by themselves."""

from typing import Any
from uuid import UUID

from lianxin.cases.case_file import CaseFile
from lianxin.cases.events import SideRecorded
from lianxin.cases.rows import Order
from lianxin.cases.rules.words import TextKind
from lianxin.kernel.errors import NotFound


class NoRecord(NotFound):
    """No such record is waiting for a decision in this case."""

    code = "cases.no_record"


def side_record(
    file: CaseFile,
    kind: str,
    status: str,
    data: dict[str, Any],
    words: str = "",
    order: Order | None = None,
    by: str = "",
) -> UUID:
    """Makes a record; its words are kept as a text. Returns the record's id. `by`: not whoever acts, but `system`."""
    record_id = file.new_id()
    text_id = file.write(TextKind.PLAN if kind == "suspension" else TextKind.NOTE, words, order) if words else None
    file.add(
        "side_records",
        {
            "id": record_id,
            "case_id": file.case.id,
            "order_id": order.id if order else None,
            "kind": kind,
            "status": status,
            "data": data,
            "text_id": text_id,
            "made_by": by or file.work.actor,
            "made_at": file.now,
        },
    )
    file.record(SideRecorded(record_id, kind, status, data), order)
    return record_id


def call_supervisor(file: CaseFile, why: str, **facts: Any) -> None:
    """The system opens a supervision: the case lies on the desk of supervision until a supervisor takes a hand."""
    side_record(file, "supervision", "asked", {"why": why, **facts}, by="system")


async def decide_record(
    file: CaseFile, kind: str, status: str, words: str, waiting: str = "asked"
) -> tuple[UUID | None, dict[str, Any]]:
    """Decides the oldest waiting record of a kind; returns its order's id and data. Raises NoRecord."""
    found = await file.work.tuples(
        "SELECT id, order_id, data FROM side_records WHERE city_id = %(city)s AND case_id = %(case_id)s"
        " AND kind = %(kind)s AND status = %(waiting)s ORDER BY made_at, id LIMIT 1",
        case_id=file.case.id,
        kind=kind,
        waiting=waiting,
    )
    if not found:
        raise NoRecord(kind=kind, number=file.case.number)
    record_id, order_id, data = found[0]
    file.work.change(
        "side_records", record_id, {"status": status, "decided_by": file.work.actor, "decided_at": file.now}
    )
    order = file.order(order_id) if order_id else None
    if words:
        file.write(TextKind.NOTE, words, order)
    file.record(SideRecorded(record_id, kind, status, data), order)
    return order_id, data


async def settle_records(file: CaseFile, kind: str, status: str, waiting: str = "asked") -> None:
    """Decides every waiting record of a kind, if there are any: what they asked for happened in another way."""
    found = await file.work.tuples(
        "SELECT id FROM side_records WHERE city_id = %(city)s AND case_id = %(case_id)s"
        " AND kind = %(kind)s AND status = %(waiting)s ORDER BY made_at, id",
        case_id=file.case.id,
        kind=kind,
        waiting=waiting,
    )
    for (record_id,) in found:
        decided = {"status": status, "decided_by": file.work.actor, "decided_at": file.now}
        file.work.change("side_records", record_id, decided)
        file.record(SideRecorded(record_id, kind, status, {}))
