"""Answers to administrators: the draft of the profile, published versions, staff accounts."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from lianxin import administration, city
from lianxin.notify import Wording
from lianxin.people import StaffEvent
from lianxin.web.shapes.people import StaffWelcomed


@dataclass(frozen=True)
class Sections:
    """All tables of a profile with their columns."""

    items: list[city.Section]


@dataclass(frozen=True)
class Trouble:
    """A problem that the check found: in a field, in a row (`field` is empty) or in a table (`key` is null)."""

    section: str
    key: str | None
    field: str
    words: str


@dataclass(frozen=True)
class ProfileDraft:
    """The draft of the profile. It is `outdated` if a version came into force after the draft was begun."""

    state: UUID
    outdated: bool
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True)
class Standing:
    """The version in force, the draft, and the problems in it. `changes` counts changed rows by table.

    `leaving`: units in force that the draft leaves out. `plans`: versions that take effect on a later day.
    `effective_on`: the day on which the draft would take effect, null for at once.
    """

    version: str
    draft: ProfileDraft | None
    changes: dict[str, int]
    troubles: list[Trouble]
    leaving: list[administration.LeavingUnit]
    plans: list[administration.Plan]
    effective_on: date | None


@dataclass(frozen=True)
class RowKept:
    """The row's key after the change, null if the row was removed; and the draft as it is now."""

    key: str | None
    standing: Standing


@dataclass(frozen=True)
class Published:
    """The version that is now in force; `effective_on` is the day on which the published one takes effect if later."""

    version: str
    effective_on: date | None


@dataclass(frozen=True)
class Publications:
    """All published versions, newest first."""

    items: list[administration.Publication]


@dataclass(frozen=True)
class Differences:
    """The differences between the versions `before` and `after`."""

    before: str
    after: str
    items: list[city.Difference]


@dataclass(frozen=True)
class MessageForm:
    """One kind of message: the facts its text may use, and the program's default wordings by language."""

    template: str
    facts: list[str]
    wordings: dict[str, Wording]


@dataclass(frozen=True)
class MessageForms:
    """All kinds of messages to citizens, and sample facts for a preview."""

    items: list[MessageForm]
    sample: dict[str, str]


@dataclass(frozen=True)
class OneTimePassword:
    """A password that is shown only here. It works for one sign-in, at which the person must choose a new one."""

    password: str


@dataclass(frozen=True)
class StaffHistory:
    """All changes to one account, newest first."""

    items: list[StaffEvent]


@dataclass(frozen=True)
class NotAdded:
    """The reason why a person on a list was not added: an error code and its sentence."""

    code: str
    words: str


@dataclass(frozen=True)
class ListedStaff:
    """One person on a list: either `added`, with a one-time password, or `problem`, with the reason why not."""

    login: str
    added: StaffWelcomed | None
    problem: NotAdded | None


@dataclass(frozen=True)
class StaffListed:
    """The result for each person, in the order of the request."""

    items: list[ListedStaff]


@dataclass(frozen=True)
class CarriedOver:
    """The draft after it was carried over. For rows in `both`, which both versions changed, the draft's row is kept."""

    standing: Standing
    both: list[city.BothChanged]
