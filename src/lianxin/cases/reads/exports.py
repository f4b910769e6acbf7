"""Exports a whole list for a spreadsheet: masked like the list itself, limited in length, and recorded as an event."""

from dataclasses import dataclass

from lianxin.cases.core.sight import Sight
from lianxin.cases.events import ListExported
from lianxin.cases.reads.cards import CaseCard
from lianxin.cases.reads.lists import work_list
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.work import UnitOfWork

_MOST = 10_000  # cases in one file
_WHO_HEARS = frozenset({"secret"})


@dataclass(frozen=True)
class Exported:
    """An exported list; `more`: the list is longer than one file may be."""

    items: list[CaseCard]
    more: bool


async def export_list(work: UnitOfWork, sight: Sight, desk: str, filters: str) -> Exported:
    """Returns the list that the viewer sees and records the export; raises NoSuchDesk, BadFilter."""
    page = await work_list(work, sight, desk, limit=_MOST, filters=filters)
    work.record(ListExported(desk, filters, len(page.items)), about=SubjectRef("list", desk), audience=_WHO_HEARS)
    return Exported(page.items, page.next_cursor is not None)
