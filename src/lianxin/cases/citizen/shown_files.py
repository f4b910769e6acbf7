"""Finds the files of a case that its citizen sees: their own, and results that the unit marked for them."""

from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from lianxin.cases.core.citizen_rights import standing_of
from lianxin.kernel.work import UnitOfWork

OWN_FILES: LiteralString = (
    "SELECT id, kind, name, size FROM attachments WHERE city_id = %(city)s AND case_id = %(case_id)s"
    " AND added_by LIKE 'citizen%%' ORDER BY added_at, id"
)
_MARKED_FOR_CITIZEN: LiteralString = (  # such an order is done when its reply has passed the check
    "a.to_citizen AND w.status = 'done' AND w.role <> 'sub' AND a.case_id IN (%(case_id)s,"
    " (SELECT merged_into FROM cases WHERE city_id = %(city)s AND id = %(case_id)s))"
)
RESULT_FILES: LiteralString = (
    "SELECT a.id, a.kind, a.name, a.size, w.round FROM attachments a"
    " JOIN work_orders w ON w.city_id = a.city_id AND w.id = a.order_id"
    f" WHERE a.city_id = %(city)s AND {_MARKED_FOR_CITIZEN} ORDER BY w.round, a.added_at, a.id"
)
_FILE_FOR_CITIZEN: LiteralString = (
    "SELECT a.sha256, a.media_type, a.name FROM attachments a"
    " LEFT JOIN work_orders w ON w.city_id = a.city_id AND w.id = a.order_id"
    " WHERE a.city_id = %(city)s AND a.id = %(file_id)s"
    f" AND (a.case_id = %(case_id)s AND a.added_by LIKE 'citizen%%' OR {_MARKED_FOR_CITIZEN})"
)


@dataclass(frozen=True)
class OwnFile:
    """A photo, recording or document from the citizen; `size` is in bytes."""

    id: UUID
    kind: str
    name: str
    size: int


@dataclass(frozen=True)
class ResultFile(OwnFile):
    """A file of the unit that is marked for the citizen, from the reply of a round that passed the check."""

    round: int


@dataclass(frozen=True)
class SentFile:
    """The digest under which the bytes are stored, with their type and file name."""

    sha256: str
    media_type: str
    name: str


async def own_file(work: UnitOfWork, token: str, file_id: UUID) -> SentFile | None:
    """Returns a file that the citizen may see, or None if there is none with this id; raises NoLink."""
    at = await standing_of(work, token)
    return await work.row(SentFile, _FILE_FOR_CITIZEN, case_id=at.file.case.id, file_id=file_id)
