"""What administrators look at: tables with what was drafted in them, versions, differences, the files."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Final, Literal
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from lianxin.administration.checking import troubles_of
from lianxin.administration.drafts import ProfileDraft, draft_of
from lianxin.city import (
    COMMITTEES_FILE,
    FILES,
    OPTIONAL_FILES,
    Difference,
    Document,
    SectionRow,
    Trouble,
    adoptions,
    committees_file,
    committees_of,
    current_profile,
    files_of,
    keyed,
    profile_differences,
    profile_version,
    rows_of,
    section_of,
)
from lianxin.kernel.errors import Invalid, TooLarge
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, allow, names_of

DRAFT: Final = "draft"
EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the same content gives the same archive, byte for byte
_LARGEST: Final = 16 << 20  # bytes of one file of an archive


class NotAnArchive(Invalid):
    """What was sent is no ZIP of a profile's files."""

    code = "administration.not_an_archive"


class ProfileFileTooLarge(TooLarge):
    """A file of the archive is larger than any profile's."""

    code = "administration.file_too_large"


@dataclass(frozen=True)
class ProfileStanding:
    """Where the profile stands: the version in force, and the draft with what it changes and what is wrong with it."""

    version: str
    draft: ProfileDraft | None
    changes: list[Difference]
    troubles: list[Trouble]
    changed_by: str


@dataclass(frozen=True)
class Publication:
    """One time a version came into force; `by` is a name."""

    version: str
    at: datetime
    by: str
    note: str


@dataclass(frozen=True)
class ProfileRow:
    """A row of the draft, and how it differs from what is in force."""

    key: str
    row: SectionRow
    change: Literal["added", "changed"] | None


@dataclass(frozen=True)
class RemovedRow:
    """A row in force that the draft does not have."""

    key: str
    row: SectionRow


@dataclass(frozen=True)
class ProfileTable:
    """One table as the draft has it."""

    section: str
    rows: list[ProfileRow]
    removed: list[RemovedRow]


async def standing(work: UnitOfWork, actor: Actor) -> ProfileStanding:
    """The version in force and the draft."""
    allow(actor, Action.ADMINISTER)
    profile = await current_profile(work)
    draft = await draft_of(work)
    if draft is None:
        return ProfileStanding(profile.version, None, [], [], "")
    changes = profile_differences(profile.to_document(), draft.document)
    who = await said_names(work, [draft.changed_by])
    return ProfileStanding(profile.version, draft, changes, troubles_of(draft.document), who[draft.changed_by])


async def table_of(work: UnitOfWork, actor: Actor, name: str) -> ProfileTable:
    """One table as the draft has it: rows by key in their order, and the keys of those that are new or changed."""
    allow(actor, Action.ADMINISTER)
    section = section_of(name)
    profile = await current_profile(work)
    draft = await draft_of(work)
    old = keyed(section, rows_of(profile.to_document(), section))
    new = keyed(section, rows_of(draft.document, section)) if draft else old
    return ProfileTable(
        section=name,
        rows=[ProfileRow(key, row, change_of(key, row, old)) for key, row in new.items()],
        removed=[RemovedRow(key, row) for key, row in old.items() if key not in new],
    )


def change_of(key: str, row: SectionRow, old: dict[str, SectionRow]) -> Literal["added", "changed"] | None:
    """How a row of the draft differs from what is in force."""
    if key not in old:
        return "added"
    return None if old[key] == row else "changed"


async def publications(work: UnitOfWork, actor: Actor) -> list[Publication]:
    """Every version that came into force, newest first."""
    allow(actor, Action.ADMINISTER)
    found = await adoptions(work)
    who = await said_names(work, [one.by for one in found])
    return [Publication(one.version, one.at, who[one.by], one.note) for one in found]


async def compared(work: UnitOfWork, actor: Actor, before: str, after: str) -> list[Difference]:
    """What is different between two versions; `draft` is one as well."""
    allow(actor, Action.ADMINISTER)
    return profile_differences(await content_of(work, before), await content_of(work, after))


async def archive_of(work: UnitOfWork, actor: Actor, version: str) -> bytes:
    """The files of a version or of the draft as a ZIP, for a city that keeps its profile in git.

    The committees are those of today: they have no versions.
    """
    allow(actor, Action.ADMINISTER)
    committees = await committees_of(work)
    beside = {COMMITTEES_FILE: committees_file(committees)} if committees else {}
    return packed({**files_of(await content_of(work, version)), **beside})


async def content_of(work: UnitOfWork, version: str) -> Document:
    """The content of a version or of the draft, which is the version in force when nobody drafted; raises NoProfile."""
    if version != DRAFT:
        return (await profile_version(work, version)).to_document()
    draft = await draft_of(work)
    return draft.document if draft else (await current_profile(work)).to_document()


async def said_names(work: UnitOfWork, refs: Collection[str]) -> dict[str, str]:
    """Names by reference; what is no member of staff is called as it is."""
    return {**{ref: ref for ref in refs}, **await names_of(work, refs)}


def packed(files: dict[str, bytes]) -> bytes:
    """A ZIP of files."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(ZipInfo(name, EPOCH), content, ZIP_DEFLATED)
    return buffer.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """The files of a profile in a ZIP, whatever folder they lie in; raises NotAnArchive, FileTooLarge."""
    known = {*FILES, *OPTIONAL_FILES, COMMITTEES_FILE}
    files: dict[str, bytes] = {}
    try:
        with ZipFile(BytesIO(content)) as archive:
            for entry in archive.infolist():
                name = entry.filename.rpartition("/")[2]
                if name not in known or entry.filename.startswith("__MACOSX"):
                    continue
                if entry.file_size > _LARGEST:
                    raise ProfileFileTooLarge(name=name, limit=_LARGEST)
                files[name] = archive.read(entry)
    except (BadZipFile, RuntimeError, NotImplementedError) as error:
        raise NotAnArchive from error
    if not files:
        raise NotAnArchive
    return files
