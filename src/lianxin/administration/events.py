"""Facts about the profile on its way to a new version. What was written is in the draft, not here."""

from dataclasses import dataclass
from typing import ClassVar

from lianxin.kernel.events import Event


@dataclass(frozen=True)
class ProfileRowDrafted(Event):
    """A row of a table was added, changed or removed in the draft; it holds for nobody yet."""

    kind: ClassVar[str] = "administration.profile_row_drafted"
    section: str
    key: str
    change: str


@dataclass(frozen=True)
class ProfileDraftBegun(Event):
    """The draft was replaced whole: by files somebody sent, by an old version, or carried over to a newer one."""

    kind: ClassVar[str] = "administration.profile_draft_begun"
    origin: str


@dataclass(frozen=True)
class ProfileDraftDiscarded(Event):
    """The draft was thrown away; what is in force stays in force."""

    kind: ClassVar[str] = "administration.profile_draft_discarded"


@dataclass(frozen=True)
class CommitteesReplaced(Event):
    """Another table of committees took the old one's place; how many came, went, and are called something else."""

    kind: ClassVar[str] = "administration.committees_replaced"
    note: str
    added: int
    removed: int
    renamed: int
