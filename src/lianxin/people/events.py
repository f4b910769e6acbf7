"""Facts about people. Staff are named by id and login; citizens by id alone."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from lianxin.kernel.events import Event


@dataclass(frozen=True)
class StaffAdded(Event):
    """Somebody may sign in from now on."""

    kind: ClassVar[str] = "people.staff_added"
    staff_id: UUID
    login: str
    roles: list[str]
    unit: str | None = None


@dataclass(frozen=True)
class StaffChanged(Event):
    """Something about a member of staff was changed; `fields` names what, `roles` and `unit` are those after."""

    kind: ClassVar[str] = "people.staff_changed"
    staff_id: UUID
    fields: list[str]
    roles: list[str]
    unit: str | None = None


@dataclass(frozen=True)
class StaffDeactivated(Event):
    """Somebody may no longer sign in; their sessions ended."""

    kind: ClassVar[str] = "people.staff_deactivated"
    staff_id: UUID


@dataclass(frozen=True)
class StaffReactivated(Event):
    """Somebody may sign in again."""

    kind: ClassVar[str] = "people.staff_reactivated"
    staff_id: UUID


@dataclass(frozen=True)
class CitizenRevealed(Event):
    """Somebody looked at a citizen's data unmasked. `note` points at the written reason."""

    kind: ClassVar[str] = "people.citizen_revealed"
    private: ClassVar[frozenset[str]] = frozenset({"citizen_id"})
    citizen_id: UUID
    by: str
    reason: str
    fields: list[str]
    note: UUID | None = None


@dataclass(frozen=True)
class CitizenErased(Event):
    """A citizen's key was destroyed; nobody can read the data again."""

    kind: ClassVar[str] = "people.citizen_erased"
    private: ClassVar[frozenset[str]] = frozenset({"citizen_id"})
    citizen_id: UUID
