"""Reads for administrators: tables with the draft's changes, versions, differences, the files."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Final, Literal
from uuid import UUID
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from lianxin.administration.checking import troubles_of
from lianxin.administration.drafts import ProfileDraft, draft_of
from lianxin.administration.leaving import LeavingUnit, leaving_units
from lianxin.administration.planned import future_days, today_of, waiting_plans
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
EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # a fixed time, so that the same content gives the same archive, byte for byte
_LARGEST: Final = 16 << 20  # bytes of one file in an archive


class NotAnArchive(Invalid):
    """The upload is not a ZIP of a profile's files."""

    code = "administration.not_an_archive"


class ProfileFileTooLarge(TooLarge):
    """A file in the archive exceeds the size limit."""

    code = "administration.file_too_large"


@dataclass(frozen=True)
class Plan:
    """A published version that takes effect on a later day. `failed`: it was refused on its day, with this error."""

    id: UUID
    effective_on: date
    reason: str
    by: str
    failed: str | None


@dataclass(frozen=True)
class ProfileStanding:
    """The version in force, the draft with its changes and problems, and the versions that take effect later.

    `effective_on`: the day from which the draft would apply, None for at once.
    """

    version: str
    draft: ProfileDraft | None
    changes: list[Difference]
    troubles: list[Trouble]
    changed_by: str
    leaving: list[LeavingUnit]
    plans: list[Plan]
    effective_on: date | None


@dataclass(frozen=True)
class Publication:
    """One time a version came into force; `by` is a name."""

    version: str
    at: datetime
    by: str
    note: str


@dataclass(frozen=True)
class ProfileRow:
    """A row of the draft, and how it differs from the version in force."""

    key: str
    row: SectionRow
    change: Literal["added", "changed"] | None


@dataclass(frozen=True)
class RemovedRow:
    """A row of the version in force that the draft has removed."""

    key: str
    row: SectionRow


@dataclass(frozen=True)
class ProfileTable:
    """One table of the draft."""

    section: str
    rows: list[ProfileRow]
    removed: list[RemovedRow]


async def standing(work: UnitOfWork, actor: Actor) -> ProfileStanding:
    """Returns the version in force and the draft with its changes and problems."""
    allow(actor, Action.ADMINISTER)
    profile = await current_profile(work)
    draft, waiting = await draft_of(work), await waiting_plans(work)
    names = await said_names(work, {one.planned_by for one in waiting})
    plans = [Plan(one.id, one.effective_on, one.reason, names[one.planned_by], one.failed) for one in waiting]
    if draft is None:
        return ProfileStanding(profile.version, None, [], [], "", [], plans, None)
    changes = profile_differences(profile.to_document(), draft.document)
    who = await said_names(work, [draft.changed_by])
    leaving = await leaving_units(work, actor, draft.document)
    troubles = troubles_of(draft.document)
    days = future_days(draft.document, profile, today_of(work, profile))
    by, effective_on = who[draft.changed_by], max(days, default=None)
    return ProfileStanding(profile.version, draft, changes, troubles, by, leaving, plans, effective_on)


async def table_of(work: UnitOfWork, actor: Actor, name: str) -> ProfileTable:
    """Returns one table of the draft: rows in their order with their keys and changes, and removed rows."""
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
    """Returns how a row of the draft differs from the version in force; None if it does not."""
    if key not in old:
        return "added"
    return None if old[key] == row else "changed"


async def publications(work: UnitOfWork, actor: Actor) -> list[Publication]:
    """Returns every time a version came into force, newest first."""
    allow(actor, Action.ADMINISTER)
    found = await adoptions(work)
    who = await said_names(work, [one.by for one in found])
    return [Publication(one.version, one.at, who[one.by], one.note) for one in found]


async def compared(work: UnitOfWork, actor: Actor, before: str, after: str) -> list[Difference]:
    """Returns the differences of two versions; `draft` is allowed as a version."""
    allow(actor, Action.ADMINISTER)
    return profile_differences(await content_of(work, before), await content_of(work, after))


async def archive_of(work: UnitOfWork, actor: Actor, version: str) -> bytes:
    """Returns a ZIP of the files of a version or the draft, for a city that keeps its profile in git.

    The committees are today's, because they have no versions.
    """
    allow(actor, Action.ADMINISTER)
    committees = await committees_of(work)
    beside = {COMMITTEES_FILE: committees_file(committees)} if committees else {}
    return packed({**files_of(await content_of(work, version)), **beside})


async def content_of(work: UnitOfWork, version: str) -> Document:
    """Returns the content of a version, or of the draft (without one, of the version in force); raises NoProfile."""
    if version != DRAFT:
        return (await profile_version(work, version)).to_document()
    draft = await draft_of(work)
    return draft.document if draft else (await current_profile(work)).to_document()


async def said_names(work: UnitOfWork, refs: Collection[str]) -> dict[str, str]:
    """Returns names by reference; references that are not of staff stay as they are."""
    return {**{ref: ref for ref in refs}, **await names_of(work, refs)}


def packed(files: dict[str, bytes]) -> bytes:
    """Returns a ZIP of the files."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(ZipInfo(name, EPOCH), content, ZIP_DEFLATED)
    return buffer.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """Returns the profile's files in a ZIP, from any folder in it; raises NotAnArchive, ProfileFileTooLarge."""
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
