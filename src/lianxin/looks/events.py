"""Events of looks. They contain references and codes, never what was seen."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from lianxin.kernel.events import Event


@dataclass(frozen=True)
class LookRecorded(Event):
    """A member of staff opened a case, or the cases or the number of a caller, for the first time within an hour.

    `way`: page (of a confidential case), print, attachment, callers, or number (of a caller).
    """

    kind: ClassVar[str] = "looks.recorded"
    private: ClassVar[frozenset[str]] = frozenset({"citizen_id"})
    by: str
    way: str
    citizen_id: UUID | None = None
