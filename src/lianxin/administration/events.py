"""Events about the draft of the profile and the committees. The content itself is in the draft, not here."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from lianxin.kernel.events import Event


@dataclass(frozen=True)
class ProfileRowDrafted(Event):
    """A row was added, changed or removed in the draft; this has no effect on cases."""

    kind: ClassVar[str] = "administration.profile_row_drafted"
    section: str
    key: str
    change: str


@dataclass(frozen=True)
class ProfileDraftBegun(Event):
    """The draft was replaced as a whole: by files, by an old version, or carried over to a newer version."""

    kind: ClassVar[str] = "administration.profile_draft_begun"
    origin: str


@dataclass(frozen=True)
class ProfileDraftDiscarded(Event):
    """The draft was deleted; the version in force stays in force."""

    kind: ClassVar[str] = "administration.profile_draft_discarded"


@dataclass(frozen=True)
class ProfilePlanned(Event):
    """A version was published that takes effect on a later day (`effective_on`, ISO 8601)."""

    kind: ClassVar[str] = "administration.profile_planned"
    plan_id: UUID
    effective_on: str


@dataclass(frozen=True)
class ProfilePlanEnded(Event):
    """A planned version was `published` on its day, `cancelled`, or refused on its day with the code of an error."""

    kind: ClassVar[str] = "administration.profile_plan_ended"
    plan_id: UUID
    how: str


@dataclass(frozen=True)
class CommitteesReplaced(Event):
    """The table of committees was replaced; with the numbers of added, removed and renamed committees."""

    kind: ClassVar[str] = "administration.committees_replaced"
    note: str
    added: int
    removed: int
    renamed: int
