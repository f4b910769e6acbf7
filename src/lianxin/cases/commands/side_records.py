"""Records beside the states: made, decided, never moving anything by themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.rows import Order
from lianxin.cases.events import RecordDetails, SideRecorded
from lianxin.cases.rules.words import SPOKEN_RECORDS, TextKind
from lianxin.kernel.decoding import read_details
from lianxin.kernel.errors import Conflict, NotFound


class NoRecord(NotFound):
    """No such record is waiting for a decision in this case."""

    code = "cases.no_record"


class NotWaiting(Conflict):
    """The record that was named waits for no decision, or is of another kind."""

    code = "cases.not_waiting"


class SeveralWait(Conflict):
    """Several of the kind wait and none was named: nobody guesses which is meant."""

    code = "cases.several_wait"


def side_record(
    file: CaseFile,
    kind: str,
    status: str,
    details: RecordDetails,
    words: str = "",
    order: Order | None = None,
    by: str = "",
) -> UUID:
    """Makes a record; its words are kept as a text. Returns the record's id. `by`: not whoever acts, but `system`."""
    record_id = file.new_id()
    text_id = file.write(TextKind.PLAN if kind == "suspension" else TextKind.NOTE, words, order) if words else None
    if kind in SPOKEN_RECORDS and words not in file.said:
        file.said.append(words)
    file.add(
        "side_records",
        {
            "id": record_id,
            "case_id": file.case.id,
            "order_id": order.id if order else None,
            "kind": kind,
            "status": status,
            "data": details,
            "text_id": text_id,
            "made_by": by or file.work.actor,
            "made_at": file.now,
        },
    )
    file.record(SideRecorded(record_id, kind, status, details), order)
    return record_id


def call_supervisor(file: CaseFile, why: str, times: int | None = None) -> None:
    """The system opens a supervision: the case lies on the desk of supervision until a supervisor takes a hand."""
    side_record(file, "supervision", "asked", RecordDetails(why=why, times=times), by="system")


@dataclass(frozen=True)
class RecordRow:
    """A record that somebody may decide now. `kind`, `status` and `data` as the row has them."""

    id: UUID
    order_id: UUID | None
    kind: str
    status: str
    data: Any
    text_id: UUID | None
    made_by: str

    @property
    def details(self) -> RecordDetails:
        """What the record adds."""
        return read_details(RecordDetails, self.data)


async def _waiting_records(file: CaseFile, kinds: Iterable[str], statuses: Iterable[str]) -> list[RecordRow]:
    """The case's records of these kinds and statuses, oldest first."""
    return await file.work.rows(
        RecordRow,
        "SELECT id, order_id, kind, status, data, text_id, made_by FROM side_records WHERE city_id = %(city)s"
        " AND case_id = %(case_id)s AND kind = ANY(%(kinds)s) AND status = ANY(%(statuses)s) ORDER BY made_at, id",
        case_id=file.case.id,
        kinds=list(kinds),
        statuses=list(statuses),
    )


async def records_of(file: CaseFile, kind: str, waiting: str = "asked") -> list[RecordRow]:
    """Returns the case's records of a kind that wait for a decision, oldest first."""
    return await _waiting_records(file, [kind], [waiting])


async def waiting_record(
    file: CaseFile, kind: str, record: UUID | None = None, statuses: Iterable[str] = ("asked",)
) -> RecordRow:
    """The record of this kind that waits: the one named, or else the only one.

    Raises NotWaiting when the one named does not wait or is of another kind, NoRecord when none waits, and SeveralWait
    when none is named and it is not clear which is meant.
    """
    found = [one for one in await _waiting_records(file, [kind], statuses) if record in {None, one.id}]
    match found:
        case [one]:
            return one
        case []:
            raise (NotWaiting if record else NoRecord)(kind=kind, number=file.case.number)
        case _:
            raise SeveralWait(kind=kind, number=file.case.number, count=len(found))


async def decide_record(
    file: CaseFile, kind: str, status: str, words: str, waiting: str = "asked", record: UUID | None = None
) -> RecordRow:
    """Decides the waiting record of a kind and returns it; raises NoRecord, NotWaiting, SeveralWait."""
    found = await waiting_record(file, kind, record, [waiting])
    settle(file, found, status, words)
    return found


async def words_of_record(file: CaseFile, record: RecordRow) -> str:
    """Returns the text with which a record was requested."""
    statement = "SELECT body FROM texts WHERE city_id = %(city)s AND id = %(text_id)s"
    return str(await file.work.value(statement, text_id=record.text_id) or "")


def settle(file: CaseFile, record: RecordRow, status: str, words: str = "") -> None:
    """A record gets its new status; words about it are a note of its order."""
    decided = {"status": status, "decided_by": file.work.actor, "decided_at": file.now}
    file.work.change("side_records", record.id, **decided)
    order = file.order(record.order_id) if record.order_id else None
    if words:
        file.write(TextKind.NOTE, words, order)
    file.record(SideRecorded(record.id, record.kind, status, record.details), order)


async def settle_records(file: CaseFile, kind: str, status: str, waiting: str = "asked") -> list[RecordDetails]:
    """Decides every waiting record of a kind, because the request was met in another way; returns their details."""
    records = await _waiting_records(file, [kind], [waiting])
    for record in records:
        settle(file, record, status)
    return [record.details for record in records]


async def drop_requests(file: CaseFile) -> None:
    """More time or a pause that was asked for an order which has just ended is asked for no more.

    What was asked about an order's figures still waits: figures outlive the order.
    """
    ended = {order.id for order in file.orders if order.ended_at == file.now}
    for record in await _waiting_records(file, ["extension", "suspension"], ["asked"]) if ended else ():
        if record.order_id in ended:
            settle(file, record, "dropped")
