"""Events about people. They name staff by id and login, citizens by id only."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from lianxin.kernel.events import Event


@dataclass(frozen=True)
class StaffAdded(Event):
    """A member of staff was added and may sign in."""

    kind: ClassVar[str] = "people.staff_added"
    staff_id: UUID
    login: str
    roles: list[str]
    unit: str | None = None
    employer: str | None = None


@dataclass(frozen=True)
class StaffChanged(Event):
    """A member of staff was changed; `fields` lists the changed fields, the others are the new values."""

    kind: ClassVar[str] = "people.staff_changed"
    staff_id: UUID
    fields: list[str]
    roles: list[str]
    unit: str | None = None
    employer: str | None = None


@dataclass(frozen=True)
class StaffDeactivated(Event):
    """A member of staff may no longer sign in; their sessions were ended."""

    kind: ClassVar[str] = "people.staff_deactivated"
    staff_id: UUID


@dataclass(frozen=True)
class StaffReactivated(Event):
    """A member of staff may sign in again."""

    kind: ClassVar[str] = "people.staff_reactivated"
    staff_id: UUID


@dataclass(frozen=True)
class CitizenRevealed(Event):
    """A member of staff saw a citizen's data unmasked, for the work named by `basis` or a written reason.

    `note` is the id of the written reason.
    """

    kind: ClassVar[str] = "people.citizen_revealed"
    private: ClassVar[frozenset[str]] = frozenset({"citizen_id"})
    citizen_id: UUID
    by: str
    reason: str
    fields: list[str]
    note: UUID | None = None
    basis: str | None = None


@dataclass(frozen=True)
class LooksAlarmed(Event):
    """A member of staff has opened as many citizens' data within an hour as the city permits."""

    kind: ClassVar[str] = "people.looks_alarmed"
    by: str
    limit: int


@dataclass(frozen=True)
class BudgetUsedUp(Event):
    """The city reached a budget of this hour: `codes-city` of wrong codes, or `sends-city` of requests sent."""

    kind: ClassVar[str] = "people.budget_used_up"
    budget: str
    most: int


@dataclass(frozen=True)
class AccessGranted(Event):
    """A member of staff got roles that open citizens' data in the whole city; `roles` are only these."""

    kind: ClassVar[str] = "people.access_granted"
    staff_id: UUID
    login: str
    roles: list[str]


@dataclass(frozen=True)
class CitizenErased(Event):
    """A citizen's key was destroyed; the data can no longer be read."""

    kind: ClassVar[str] = "people.citizen_erased"
    private: ClassVar[frozenset[str]] = frozenset({"citizen_id"})
    citizen_id: UUID
