"""A whole list at once, to be taken away as a spreadsheet: masked like the list itself, bounded, and on record."""

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
    """A list to take away; `more`: there were more than one file takes."""

    items: list[CaseCard]
    more: bool


async def export_list(work: UnitOfWork, sight: Sight, desk: str, filters: str) -> Exported:
    """The list a viewer sees, recorded as taken away; raises NoSuchDesk, BadFilter."""
    page = await work_list(work, sight, desk, limit=_MOST, filters=filters)
    work.record(ListExported(desk, filters, len(page.items)), about=SubjectRef("list", desk), audience=_WHO_HEARS)
    return Exported(page.items, page.next_cursor is not None)
