"""Edits the profile: rows of a draft, then a publication with a reason. Used by the page and the command line."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import orjson

from lianxin.administration.checking import problems_in
from lianxin.administration.events import ProfileDraftBegun, ProfileDraftDiscarded, ProfileRowDrafted
from lianxin.administration.leaving import check_successors, leaving_units, move_work, with_retired
from lianxin.city import (
    NOTE,
    BothChanged,
    Document,
    Profile,
    ProfileInvalid,
    SectionRow,
    adopt_profile,
    carried,
    content_version,
    current_profile,
    document_of,
    files_of,
    follow_profile,
    kept_document,
    keyed,
    profile_differences,
    profile_version,
    put_row,
    rows_of,
    section_of,
)
from lianxin.kernel.errors import Conflict, Invalid, NotFound
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.ids import new_id
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, allow

DRAFT_AUDIENCE = frozenset({"desk"})
DRAFT_REF = SubjectRef("profile", "draft")
SHORTEST, LONGEST = 4, 400  # characters of a reason


class DraftMoved(Conflict):
    """The draft changed since it was read: another administrator changed, published or discarded it."""

    code = "administration.draft_moved"


class DraftOutdated(Conflict):
    """Another version came into force after the draft was begun; publishing the draft would silently undo it."""

    code = "administration.draft_outdated"


class NoDraft(NotFound):
    """There is no draft."""

    code = "administration.no_draft"


class NothingChanged(Conflict):
    """The content equals that in force."""

    code = "administration.nothing_changed"


class WrongCity(Conflict):
    """The files describe another city."""

    code = "administration.wrong_city"


class ReasonNeeded(Invalid):
    """A version needs a reason of at least some words."""

    code = "administration.reason_needed"


@dataclass(frozen=True)
class ProfileDraft:
    """A draft of the profile. `state` changes with every change; `base` was in force when the draft was begun."""

    state: UUID
    base: str
    document: Document
    changed_by: str
    changed_at: datetime


INSERT_DRAFT = """
INSERT INTO profile_drafts (city_id, state, base, document, changed_by, changed_at)
VALUES (%(city)s, %(state)s, %(base)s, %(document)s, %(by)s, %(now)s) ON CONFLICT (city_id) DO NOTHING
"""
_SELECT_DRAFT = "SELECT state, base, document, changed_by, changed_at FROM profile_drafts WHERE city_id = %(city)s"
_UPDATE_DRAFT = """
UPDATE profile_drafts SET state = %(state)s, document = %(document)s, changed_by = %(by)s, changed_at = %(now)s
WHERE city_id = %(city)s
"""
DELETE_DRAFT = "DELETE FROM profile_drafts WHERE city_id = %(city)s"


async def draft_of(work: UnitOfWork, *, lock: bool = False) -> ProfileDraft | None:
    """Returns the draft, or None; with `lock` its row is locked."""
    return await (
        work.row(ProfileDraft, _SELECT_DRAFT + " FOR UPDATE") if lock else work.row(ProfileDraft, _SELECT_DRAFT)
    )


async def put_draft_row(
    work: UnitOfWork,
    actor: Actor,
    section_name: str,
    *,
    was: SectionRow | None,
    row: SectionRow | None,
    place: int | None = None,
) -> str | None:
    """Adds (`was` None), changes or removes (`row` None) a row of the draft.

    Returns the row's key, or None if it was removed. Two administrators may change different rows at the same time; for
    the same row the second gets RowChanged.
    """
    allow(actor, Action.ADMINISTER)
    section = section_of(section_name)
    draft = await begun_draft(work)
    document = put_row(draft.document, section, was, row, place)
    await keep(work, document)
    change = "added" if was is None else "removed" if row is None else "changed"
    old, new = (keyed(section, rows_of(one, section)) for one in (draft.document, document))
    moved = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    key = next((key for key in moved if key in new), None) if row is not None else None
    work.record(
        ProfileRowDrafted(section_name, key or next(iter(moved), ""), change), about=DRAFT_REF, audience=DRAFT_AUDIENCE
    )
    return key


async def begin_from_files(work: UnitOfWork, actor: Actor, files: Mapping[str, bytes], *, over: UUID | None) -> None:
    """Replaces the draft by the content of these files.

    `over` is the state of the draft to replace, None if there is none. Raises ProfileInvalid with every problem,
    DraftMoved, WrongCity.
    """
    allow(actor, Action.ADMINISTER)
    await replace_draft(work, checked(files, (await current_profile(work)).code), over, "files")


async def begin_from_version(work: UnitOfWork, actor: Actor, document: Document, *, over: UUID | None) -> None:
    """Replaces the draft by an old content, to be checked and published like any other; raises DraftMoved."""
    allow(actor, Action.ADMINISTER)
    await replace_draft(work, document, over, "version")


async def discard_draft(work: UnitOfWork, actor: Actor, seen: UUID) -> None:
    """Deletes the draft; raises NoDraft, DraftMoved."""
    allow(actor, Action.ADMINISTER)
    await seen_draft(work, seen)
    await work.run(DELETE_DRAFT)
    work.record(ProfileDraftDiscarded(), about=DRAFT_REF, audience=DRAFT_AUDIENCE)


async def carry_over(work: UnitOfWork, actor: Actor, seen: UUID) -> list[BothChanged]:
    """Applies the draft to the version now in force; returns the rows that both changed.

    Raises NoDraft, DraftMoved.
    """
    allow(actor, Action.ADMINISTER)
    draft = await seen_draft(work, seen)
    await follow_profile(work)
    base = await profile_version(work, draft.base)
    document, both = carried(base.to_document(), draft.document, (await current_profile(work)).to_document())
    await work.run(DELETE_DRAFT)
    await begun_draft(work)
    await keep(work, document)
    work.record(ProfileDraftBegun("carried"), about=DRAFT_REF, audience=DRAFT_AUDIENCE)
    return both


async def adopt_files(work: UnitOfWork, actor: Actor, files: Mapping[str, bytes], reason: str) -> Profile:
    """Puts the content of files in force at once; a draft begun before is then outdated."""
    allow(actor, Action.ADMINISTER)
    await follow_profile(work)
    return await publish(work, actor, checked(files, (await current_profile(work)).code), reason)


async def publish(work: UnitOfWork, actor: Actor, document: Document, reason: str) -> Profile:
    """Publishes a content with a reason as a new version, and moves the work of units that it leaves out.

    Units and topics that it leaves out stay known under their names. Raises SuccessorNeeded.
    """
    words, before = said_reason(reason), await current_profile(work)
    leaving = await leaving_units(work, actor, document)
    check_successors(leaving)
    document = with_retired(document, before, work.now.astimezone(before.zone).date().isoformat())
    if not profile_differences(before.to_document(), document):
        raise NothingChanged
    files = files_of({**document, "city": {**document["city"], NOTE: words}})
    fresh = checked(files, before.code)
    profile = Profile.from_document({"version": content_version(files), **fresh})
    await adopt_profile(work, profile)
    leaving = [replace(one, successor=profile.heir(one.unit)) for one in leaving]
    await move_work(work, actor, leaving)
    return profile


def said_reason(reason: str) -> str:
    """Returns the reason on one line; raises ReasonNeeded."""
    words = " ".join(reason.split())
    if not SHORTEST <= len(words) <= LONGEST:
        raise ReasonNeeded(shortest=SHORTEST, longest=LONGEST)
    return words


def checked(files: Mapping[str, bytes], code: str) -> Document:
    """Returns the content of the files; raises ProfileInvalid, WrongCity."""
    sources, problems = problems_in(files)
    if problems or sources is None:
        raise ProfileInvalid(code, problems)
    if sources.city["code"] != code:
        raise WrongCity(code=sources.city["code"])
    return document_of(sources)


async def replace_draft(work: UnitOfWork, document: Document, over: UUID | None, origin: str) -> None:
    """Replaces the draft if its state is `over`, otherwise raises DraftMoved."""
    before = await draft_of(work, lock=True)
    if (before.state if before else None) != over:
        raise DraftMoved
    await work.run(DELETE_DRAFT)
    await begun_draft(work)
    await keep(work, document)
    work.record(ProfileDraftBegun(origin), about=DRAFT_REF, audience=DRAFT_AUDIENCE)


async def begun_draft(work: UnitOfWork) -> ProfileDraft:
    """Returns the draft and locks it; begins one from the version in force if there is none."""
    draft = await draft_of(work, lock=True)
    if draft is None:
        base = (await current_profile(work)).version
        document = orjson.dumps(await kept_document(work, base)).decode()
        await work.run(INSERT_DRAFT, state=new_id(), base=base, document=document, by=work.actor)
        draft = await draft_of(work, lock=True)
    if draft is None:
        raise NoDraft
    return draft


async def keep(work: UnitOfWork, document: Document) -> None:
    """Stores the draft; deletes it if it does not differ from the content in force."""
    if not profile_differences((await current_profile(work)).to_document(), document):
        await work.run(DELETE_DRAFT)
        return
    text = orjson.dumps({**document, "version": ""}).decode()
    await work.run(_UPDATE_DRAFT, state=new_id(), document=text, by=work.actor)


async def seen_draft(work: UnitOfWork, seen: UUID) -> ProfileDraft:
    """Returns the draft and locks it, if its state is still `seen`; raises NoDraft, DraftMoved."""
    draft = await draft_of(work, lock=True)
    if draft is None:
        raise NoDraft
    if draft.state != seen:
        raise DraftMoved(by=draft.changed_by)
    return draft
