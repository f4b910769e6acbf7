"""What the answers to administrators look like; see shapes.py."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lianxin import administration, city
from lianxin.notify import Wording
from lianxin.people import StaffEvent
from lianxin.web.shapes.people import StaffWelcomed


@dataclass(frozen=True)
class Sections:
    """All of them."""

    items: list[city.Section]


@dataclass(frozen=True)
class Trouble:
    """What the check says: of a column, of a row (`field` empty), of a table (`key` null)."""

    section: str
    key: str | None
    field: str
    words: str


@dataclass(frozen=True)
class ProfileDraft:
    """What is about to be published; `outdated` when a version came into force after it was begun."""

    state: UUID
    outdated: bool
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True)
class Standing:
    """The version in force and the draft; `changes` counts changed rows by table."""

    version: str
    draft: ProfileDraft | None
    changes: dict[str, int]
    troubles: list[Trouble]


@dataclass(frozen=True)
class RowKept:
    """The row's key after the change; null when it is gone."""

    key: str | None
    standing: Standing


@dataclass(frozen=True)
class Published:
    """The version now in force."""

    version: str


@dataclass(frozen=True)
class Publications:
    """All of them, newest first."""

    items: list[administration.Publication]


@dataclass(frozen=True)
class Differences:
    """What is different between two versions."""

    before: str
    after: str
    items: list[city.Difference]


@dataclass(frozen=True)
class MessageForm:
    """One message: the facts it may name, and the program's own wordings by language."""

    template: str
    facts: list[str]
    wordings: dict[str, Wording]


@dataclass(frozen=True)
class MessageForms:
    """All of them, and facts to try them with."""

    items: list[MessageForm]
    sample: dict[str, str]


@dataclass(frozen=True)
class OneTimePassword:
    """Told once; it opens once, to a password of their own."""

    password: str


@dataclass(frozen=True)
class StaffHistory:
    """All of them, newest first."""

    items: list[StaffEvent]


@dataclass(frozen=True)
class NotAdded:
    """Why somebody of a list was not let in."""

    code: str
    words: str


@dataclass(frozen=True)
class ListedStaff:
    """One of a list: let in with a password that opens once, or the reason why not."""

    login: str
    added: StaffWelcomed | None
    problem: NotAdded | None


@dataclass(frozen=True)
class StaffListed:
    """What became of each, in the order they came."""

    items: list[ListedStaff]


@dataclass(frozen=True)
class CarriedOver:
    """Where the profile stands after a draft was carried over; of the rows both changed the draft's stand."""

    standing: Standing
    both: list[city.BothChanged]
