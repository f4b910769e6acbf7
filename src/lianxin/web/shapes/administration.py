"""What the answers to administrators look like; see shapes.py."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from lianxin.people import StaffEvent
from lianxin.web.shapes.people import StaffWelcomed


@dataclass(frozen=True)
class SectionField:
    """A column: what kind of value, the words it may be, the table it must be found in."""

    name: str
    kind: Literal["text", "number", "share", "flag"]
    needed: bool
    many: bool
    words: list[str]
    refers: str | None
    span: list[float] | None


@dataclass(frozen=True)
class Section:
    """A table of the profile. `keys` tell its rows apart; without them their place does, and decides."""

    name: str
    file: str
    shape: Literal["csv", "list", "single", "messages"]
    keys: list[str]
    fields: list[SectionField]


@dataclass(frozen=True)
class Sections:
    """All of them."""

    items: list[Section]


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
class ProfileRow:
    """A row of the draft, and how it differs from what is in force."""

    key: str
    row: dict[str, Any]
    change: Literal["added", "changed"] | None


@dataclass(frozen=True)
class RemovedRow:
    """A row in force that the draft does not have."""

    key: str
    row: dict[str, Any]


@dataclass(frozen=True)
class ProfileTable:
    """One table as the draft has it."""

    section: str
    rows: list[ProfileRow]
    removed: list[RemovedRow]


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
class Publication:
    """One time a version came into force."""

    version: str
    at: datetime
    by: str
    note: str


@dataclass(frozen=True)
class Publications:
    """All of them, newest first."""

    items: list[Publication]


@dataclass(frozen=True)
class Difference:
    """A row that came, went or says something else in `fields`."""

    section: str
    key: str
    kind: Literal["added", "changed", "removed"]
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    fields: list[str]


@dataclass(frozen=True)
class Differences:
    """What is different between two versions."""

    before: str
    after: str
    items: list[Difference]


@dataclass(frozen=True)
class MessageWording:
    """A message in one language; `subject` is for mail."""

    subject: str
    text: str


@dataclass(frozen=True)
class MessageForm:
    """One message: the facts it may name, and the program's own wordings by language."""

    template: str
    facts: list[str]
    wordings: dict[str, MessageWording]


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
class Examples:
    """The first names of each kind; of those renamed both."""

    added: list[str]
    removed: list[str]
    renamed: list[str]


@dataclass(frozen=True)
class CommitteeChanges:
    """What a table of committees changes."""

    added: int
    removed: int
    renamed: int
    examples: Examples


@dataclass(frozen=True)
class CommitteeReplacement:
    """One time the table was replaced; `by` is a name."""

    at: datetime
    by: str
    note: str
    added: int
    removed: int
    renamed: int


@dataclass(frozen=True)
class Committees:
    """How many there are, and every replacement, newest first."""

    count: int
    history: list[CommitteeReplacement]


@dataclass(frozen=True)
class BothChanged:
    """A row the draft and the newer version changed, each in its own way; `key` is empty for a table without keys."""

    section: str
    key: str


@dataclass(frozen=True)
class CarriedOver:
    """Where the profile stands after a draft was carried over; of the rows both changed the draft's stand."""

    standing: Standing
    both: list[BothChanged]
