"""What the citizens of merged cases said, masked, for whoever sees the primary; and the links between cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString, Protocol
from uuid import UUID

from lianxin.cases.core.case_attachments import Attachment
from lianxin.cases.core.sight import Sight
from lianxin.cases.core.words_mask import Mask, WordsMasks
from lianxin.kernel.rows import Together, from_fields

LINKED_CASES: LiteralString = (
    "SELECT c.id, c.number, c.title, c.status, coalesce(({sight}), false) AS opens, CASE"
    " WHEN c.id = %(linked_to)s THEN CASE WHEN %(nature)s = 'praise' THEN 'praises' ELSE 'follow_up' END"
    " WHEN c.id = %(split_from)s THEN 'split' WHEN c.id = %(merged_into)s THEN 'merged_into'"
    " WHEN c.merged_into = %(case_id)s THEN 'merged_here'"
    " WHEN c.linked_to = %(case_id)s THEN CASE WHEN c.nature = 'praise' THEN 'praised_by' ELSE 'followed_by' END"
    " ELSE 'split_off' END AS relation FROM cases c WHERE c.city_id = %(city)s"
    " AND c.id = ANY(ARRAY[%(linked_to)s, %(split_from)s, %(merged_into)s]::uuid[] || ARRAY("  # one index each
    "SELECT id FROM cases WHERE city_id = %(city)s AND merged_into = %(case_id)s"
    " UNION ALL SELECT id FROM cases WHERE city_id = %(city)s AND linked_to = %(case_id)s"
    " UNION ALL SELECT id FROM cases WHERE city_id = %(city)s AND split_from = %(case_id)s))"
    " AND (c.merged_into = %(case_id)s OR ({sight}))"
)
MERGED_HERE: LiteralString = (
    "SELECT m.id, m.number, m.title, m.status, m.submitted_at, m.confidential, m.citizen_id"
    " FROM cases m WHERE m.city_id = %(city)s AND m.merged_into = %(case_id)s ORDER BY m.submitted_at, m.id"
)
THEIR_TEXTS: LiteralString = (
    "SELECT t.id, t.case_id, t.kind, t.body, t.at FROM texts t"
    " JOIN cases m ON m.city_id = t.city_id AND m.id = t.case_id"
    " WHERE m.city_id = %(city)s AND m.merged_into = %(case_id)s AND (t.kind IN ('words', 'wish', 'addition',"
    " 'information') OR t.author LIKE 'citizen%%' OR t.id = ANY(SELECT s.text_id FROM side_records s"
    " WHERE s.city_id = t.city_id AND s.case_id = t.case_id AND s.kind = 'urge')) ORDER BY t.at, t.id"
)
THEIR_FILES: LiteralString = (
    "SELECT a.id, a.case_id, a.kind, a.media_type, a.name, a.size FROM attachments a"
    " JOIN cases m ON m.city_id = a.city_id AND m.id = a.case_id WHERE m.city_id = %(city)s"
    " AND m.merged_into = %(case_id)s AND NOT m.confidential AND a.order_id IS NULL ORDER BY a.added_at, a.id"
)


@dataclass(frozen=True)
class Link:
    """Another case that is linked to this one. `opens`: the viewer may open it."""

    id: UUID
    relation: str
    number: str
    title: str
    status: str
    opens: bool


@dataclass(frozen=True)
class CitizenSaid:
    """One text of a citizen, masked; `kind` is a kind of text."""

    kind: str
    at: datetime
    text: str


@dataclass(frozen=True)
class MergedFile(Attachment):
    """A file of a merged case with its URL."""

    url: str


@dataclass(frozen=True)
class MergedVoice:
    """A case merged into this one, with everything its citizen said, oldest first.

    `same_citizen`: the citizen of the primary, who gets one callback for both. A confidential case has no `files`.
    """

    number: str
    title: str
    status: str
    submitted_at: datetime
    confidential: bool
    same_citizen: bool
    said: list[CitizenSaid]
    files: list[MergedFile]


@dataclass(frozen=True)
class MergedRow:
    """A row of MERGED_HERE."""

    id: UUID
    number: str
    title: str
    status: str
    submitted_at: datetime
    confidential: bool
    citizen_id: UUID | None


@dataclass(frozen=True)
class TheirText:
    """A row of THEIR_TEXTS."""

    id: UUID
    case_id: UUID
    kind: str
    body: str
    at: datetime


@dataclass(frozen=True)
class TheirFile(Attachment):
    """A row of THEIR_FILES."""

    case_id: UUID


@dataclass(frozen=True)
class MergedRows:
    """The rows of all cases merged into one; `texts` are not masked until `merged_voices` has read them."""

    cases: Sequence[MergedRow]
    texts: Sequence[TheirText]
    files: Sequence[TheirFile]


class LinkingCase(Protocol):
    """The columns of a case that name other cases."""

    @property
    def id(self) -> UUID: ...
    @property
    def nature(self) -> str: ...
    @property
    def linked_to(self) -> UUID | None: ...
    @property
    def split_from(self) -> UUID | None: ...
    @property
    def merged_into(self) -> UUID | None: ...


def ask_links(ask: Together, sight: Sight, row: LinkingCase) -> list[Link]:
    """Adds the read of a case's links to a block of reads, and returns the list it will fill."""
    statement: LiteralString = LINKED_CASES.replace("{sight}", sight.where)
    related = {"linked_to": row.linked_to, "split_from": row.split_from, "merged_into": row.merged_into}
    return ask.rows(Link, statement, case_id=row.id, nature=row.nature, **related, **sight.params)


def ask_merged(ask: Together, case_id: UUID) -> MergedRows:
    """Adds the reads of the cases merged into one to a block of reads, and returns the rows it will fill."""
    return MergedRows(
        ask.rows(MergedRow, MERGED_HERE, case_id=case_id),
        ask.rows(TheirText, THEIR_TEXTS, case_id=case_id),
        ask.rows(TheirFile, THEIR_FILES, case_id=case_id),
    )


def masked_texts(rows: MergedRows, masks: WordsMasks) -> dict[UUID, str]:
    """Returns the texts of merged cases by id, each masked like the words of its own case."""
    return {text.id: masks.of(text.case_id)(text.body) for text in rows.texts}


def merged_voices(number: str, citizen_id: UUID | None, rows: MergedRows, masks: WordsMasks) -> list[MergedVoice]:
    """Returns the merged cases, masked; `number` and `citizen_id` are the primary's."""
    texts = masked_texts(rows, masks)
    return [
        MergedVoice(
            number=row.number,
            title=masks.of(row.id)(row.title),
            status=row.status,
            submitted_at=row.submitted_at,
            confidential=row.confidential,
            same_citizen=citizen_id is not None and row.citizen_id == citizen_id,
            said=[CitizenSaid(one.kind, one.at, texts[one.id]) for one in rows.texts if one.case_id == row.id],
            files=[_file(number, one, masks.of(row.id)) for one in rows.files if one.case_id == row.id],
        )
        for row in rows.cases
    ]


def _file(number: str, row: TheirFile, mask: Mask) -> MergedFile:
    """Returns a file with the URL under which viewers of the primary read it; its name is masked."""
    facts = {name: value for name, value in vars(row).items() if name != "case_id"} | {"name": mask(row.name)}
    return from_fields(MergedFile, **facts, url=f"/api/cases/{number}/attachments/{row.id}")


def citizens_waiting(citizen_id: UUID | None, rows: Sequence[MergedRow]) -> int:
    """Returns how many citizens wait for the answer; each case without a known citizen counts as one."""
    known = {one for one in (citizen_id, *(row.citizen_id for row in rows)) if one is not None}
    unknown = [one for one in (citizen_id, *(row.citizen_id for row in rows)) if one is None]
    return len(known) + len(unknown)
