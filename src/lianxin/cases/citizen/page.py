"""What a citizen sees of their own case: its state, next due time, steps and history, and the possible actions."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from lianxin.cases.citizen.progress import (
    OF_THE_LEAD,
    Entry,
    ProgressStep,
    StoryEntry,
    happenings,
    position,
    steps,
)
from lianxin.cases.citizen.shown_files import OWN_FILES, RESULT_FILES, OwnFile, ResultFile
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.citizen_rights import CitizenStanding, open_to_citizen, standing_of
from lianxin.cases.core.sight import Sight, check_seen
from lianxin.cases.core.words_mask import Mask, words_masks
from lianxin.cases.rules.states import CaseStatus
from lianxin.cases.rules.words import ClockKind, TextKind
from lianxin.kernel.decoding import EVENT_COLUMNS, EventRow, read_event
from lianxin.kernel.ids import CitizenId
from lianxin.kernel.masking import mask_persons, mask_text
from lianxin.kernel.work import UnitOfWork
from lianxin.people import masked_citizen, reach_of

_CITIZEN_TEXTS: LiteralString = (
    "SELECT id, kind, body, to_citizen FROM texts WHERE city_id = %(city)s AND case_id = %(case_id)s"
    " AND (to_citizen OR kind IN ('words', 'wish') OR author LIKE 'citizen%%') ORDER BY at, id"
)
CASE_STORY: LiteralString = (
    f"SELECT {EVENT_COLUMNS} FROM events e WHERE e.city_id = %(city)s AND e.case_id = %(case_id)s ORDER BY e.position"
)


@dataclass(frozen=True)
class Promise:
    """The next due time; `what` is answer, redo, review, callback, information (from the citizen) or plan."""

    what: str
    due_at: datetime


@dataclass(frozen=True)
class _TextRow:
    """A row of _CITIZEN_TEXTS."""

    id: UUID
    kind: str
    body: str
    to_citizen: bool


@dataclass(frozen=True)
class CitizenView:
    """Everything that the citizen's page shows, as codes; the page translates them to the citizen's language.

    `unit`, `district`, `street` are codes; `name` and `phone` are masked, `takes_text`: the phone can receive text
    messages. `may` names the possible actions, the most urgent first; `until` ends the right to re-open or object.
    `taken_up`: when the unit of a merged case's primary got or signed its order.
    `results` are the files that the unit marked for the citizen; `unit_due` is the lead order's own limit.
    """

    number: str
    title: str
    status: str
    round: int
    channel: str
    nature: str
    language: str
    words: str
    wish: str
    district: str
    street: str
    address: str
    name: str
    phone: str
    takes_text: bool
    confidential: bool
    submitted_at: datetime
    now: datetime
    unit: str
    taken_up: StoryEntry | None
    promise: Promise | None
    story: list[StoryEntry]
    steps: list[ProgressStep]
    step: int
    may: list[str]
    until: datetime | None
    question: str
    asks_back: bool
    survey_waits: bool
    files: list[OwnFile]
    results: list[ResultFile]
    unit_due: datetime | None


@dataclass(frozen=True)
class _PageMasks:
    """The masks of the page: `told` for texts written to the citizen, who may need to call the offices named there."""

    told: Mask = mask_persons
    other: Mask = mask_text


async def citizen_view(work: UnitOfWork, token: str, masks: _PageMasks = _PageMasks()) -> CitizenView:
    """Returns the case of a link, for its citizen; raises NoLink."""
    at = await standing_of(work, token)
    case, worked_on = at.file.case, at.worked_on.case
    first, story, files, results = await _written(work, case.id, masks)
    story = with_primary(story, elsewhere := await _at_primary(work, at.primary))
    way, may = steps(story, case.status, case.round), open_to_citizen(at)
    return CitizenView(
        number=case.number,
        title=case.title,
        status=case.status,
        round=case.round,
        channel=case.channel,
        nature=case.nature,
        language=case.language,
        district=case.district,
        street=case.street,
        address=masks.other(case.address),
        confidential=case.confidential,
        submitted_at=case.submitted_at,
        words=first.get(TextKind.WORDS, ""),
        wish=first.get(TextKind.WISH, ""),
        now=work.now,
        unit=worked_on.lead_unit or case.praised_unit or "",
        taken_up=_taken_up(elsewhere, worked_on.lead_unit),
        promise=_promise_of(at),
        story=story,
        steps=way,
        step=position(way),
        may=may,
        until=at.reopens.due_at if at.reopens else None,
        question=_question(story),
        asks_back=at.asks_back,
        survey_waits="answer_survey" in may,
        files=files,
        results=results,
        unit_due=next((clock.due_at for clock in at.worked_on.running((ClockKind.CLOSE,))), None),
        **vars(await _asker(work, case.citizen_id)),
    )


SHARED = OF_THE_LEAD | {"redo", "suspended", "ruling"}


def shared_happenings(entries: Iterable[Entry]) -> list[StoryEntry]:
    """Returns the part of a primary's history that the citizens of merged cases may read, without texts."""
    return [replace(one, text="") for one in happenings(entries, {}) if one.what in SHARED]


def with_primary(told: list[StoryEntry], elsewhere: Iterable[StoryEntry]) -> list[StoryEntry]:
    """Returns the history of a merged case with what has happened to its primary since the merge, oldest first."""
    since = next((one.at for one in reversed(told) if one.what == "merged"), None)
    if since is None:
        return told
    return sorted([*(one for one in elsewhere if one.at > since), *told], key=lambda one: one.at)


async def _at_primary(work: UnitOfWork, primary: CaseFile | None) -> list[StoryEntry]:
    """Returns the history of a primary as citizens of merged cases may read it: who works on it since when."""
    if primary is None:
        return []
    events = await work.rows(EventRow, CASE_STORY, case_id=primary.case.id)
    return shared_happenings(Entry(row.at, False, read_event(row.kind, row.data)) for row in events)


def _question(story: list[StoryEntry]) -> str:
    """Returns the latest question to the citizen, empty if there is none."""
    return next((h.text for h in reversed(story) if h.what == "asked"), "")


def _taken_up(elsewhere: list[StoryEntry], unit: str | None) -> StoryEntry | None:
    """Returns the latest entry of the unit at work on the primary."""
    return next((one for one in reversed(elsewhere) if one.what in OF_THE_LEAD and one.unit == unit), None)


async def _written(
    work: UnitOfWork, case_id: UUID, masks: _PageMasks
) -> tuple[dict[str, str], list[StoryEntry], list[OwnFile], list[ResultFile]]:
    """Returns the first text of each kind, the history, the citizen's own files, and those marked for them."""
    async with work.together() as ask:
        texts = ask.rows(_TextRow, _CITIZEN_TEXTS, case_id=case_id)
        events = ask.rows(EventRow, CASE_STORY, case_id=case_id)
        files = ask.rows(OwnFile, OWN_FILES, case_id=case_id)
        results = ask.rows(ResultFile, RESULT_FILES, case_id=case_id)
    bodies = {text.id: (masks.told if text.to_citizen else masks.other)(text.body) for text in texts}
    entries = [Entry(row.at, row.actor.startswith("citizen"), read_event(row.kind, row.data)) for row in events]
    files = [replace(file, name=masks.other(file.name)) for file in files]
    results = [replace(file, name=masks.other(file.name)) for file in results]
    return {text.kind: bodies[text.id] for text in reversed(texts)}, happenings(entries, bodies), files, results


@dataclass(frozen=True)
class _Link:
    """A case with the token of its link and its version."""

    id: UUID
    link_token: str
    version: int


async def view_of_number(work: UnitOfWork, sight: Sight, number: str) -> tuple[CitizenView, int]:
    """Returns the citizen's view for staff on the phone, masked like the case's page; the version; raises NoCase."""
    await check_seen(work, sight, number)
    statement = "SELECT id, link_token, version FROM cases WHERE city_id = %(city)s AND number = %(number)s"
    [link] = await work.rows(_Link, statement, number=number)
    mask = (await words_masks(work, [link.id])).of(link.id)
    return await citizen_view(work, link.link_token, _PageMasks(mask, mask)), link.version


@dataclass(frozen=True)
class _Asker:
    """The citizen, masked, because another person may see the screen."""

    name: str = ""
    phone: str = ""
    takes_text: bool = False


async def _asker(work: UnitOfWork, citizen_id: UUID | None) -> _Asker:
    found = await masked_citizen(work, CitizenId(citizen_id)) if citizen_id else None
    if found is None:
        return _Asker()
    reach = (await reach_of(work, [found.id]))[found.id]
    return _Asker(found.name, found.phone, reach.sms)


STANDS = {
    CaseStatus.NEEDS_INFORMATION: ("information", ClockKind.INFORMATION),
    CaseStatus.SUSPENDED: ("plan", ClockKind.SUSPENSION),
    CaseStatus.REVIEW: ("review", ClockKind.REVIEW),
    CaseStatus.CALLBACK_PENDING: ("callback", ClockKind.CALLBACK),
}
WORKED_ON = frozenset(
    {
        CaseStatus.SCREENING,
        CaseStatus.PENDING_DISPATCH,
        CaseStatus.HANDLING,
        CaseStatus.RESPONSIBILITY_REVIEW,
        CaseStatus.CHECKING,
        CaseStatus.MERGED,
    }
)


def _promise_of(at: CitizenStanding) -> Promise | None:
    """Returns the next due time that matters to the citizen, or None."""
    file = at.file
    if file.case.state in STANDS:
        what, kind = STANDS[file.case.state]
        running = file.running((kind,))
        return Promise(what, running[-1].due_at) if running else None
    if file.case.state not in WORKED_ON:
        return None
    again = file.running((ClockKind.CLOSE,), file.lead) if file.lead is not None and file.case.round > 1 else []
    running = (
        again or file.running((ClockKind.ANSWER,)) or (file.running((ClockKind.CLOSE,), file.lead) if file.lead else [])
    )
    return Promise("redo" if again else "answer", running[-1].due_at) if running else None
