"""What a citizen sees of the own case: where it stands, until when, the steps, the story, and what can be done now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from lianxin.cases.citizen.progress import Entry, Happening, Step, happenings, position, steps
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.citizen_rights import Standing, open_to_citizen, standing_of
from lianxin.cases.core.sight import Sight, check_seen
from lianxin.cases.rules.states import CaseStatus
from lianxin.cases.rules.words import Clock, TextKind
from lianxin.kernel.decoding import read_event
from lianxin.kernel.ids import CitizenId
from lianxin.kernel.masking import mask_persons, mask_text
from lianxin.kernel.work import UnitOfWork
from lianxin.people import masked_citizen, reach_of

C = CaseStatus
TEXTS: LiteralString = (
    "SELECT id, kind, body, to_citizen FROM texts WHERE city_id = %(city)s AND case_id = %(case_id)s"
    " AND (to_citizen OR kind IN ('words', 'wish') OR author LIKE 'citizen%%') ORDER BY at, id"
)
STORY: LiteralString = (
    "SELECT at, kind, actor, data FROM events WHERE city_id = %(city)s AND case_id = %(case_id)s ORDER BY position"
)
OWN_FILES: LiteralString = (
    "SELECT id, kind, name, size FROM attachments WHERE city_id = %(city)s AND case_id = %(case_id)s"
    " AND added_by LIKE 'citizen%%' ORDER BY added_at, id"
)


@dataclass(frozen=True)
class Promise:
    """Until when who does what: answer, redo, review, callback, information (from the citizen) or plan."""

    what: str
    due_at: datetime


@dataclass(frozen=True)
class OwnFile:
    """A photo, recording or document the citizen sent; `size` in bytes."""

    id: UUID
    kind: str
    name: str
    size: int


@dataclass(frozen=True)
class CitizenView:
    """Everything the citizen's page shows, in words of the domain; the page says them in the citizen's language.

    `unit`, `district`, `street` are codes; `name` and `phone` are masked, `takes_text`: a message reaches it. `may`
    is what can be done now, the most pressing first; `until` ends the right to come back or to object.
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
    promise: Promise | None
    story: list[Happening]
    steps: list[Step]
    step: int
    may: list[str]
    until: datetime | None
    question: str
    asks_back: bool
    survey_waits: bool
    files: list[OwnFile]


async def citizen_view(work: UnitOfWork, token: str, mask_told: Callable[[str], str] = mask_persons) -> CitizenView:
    """The case behind a link, for its citizen; raises NoLink. `mask_told` masks what was written to the citizen: there
    an office's number to call is often the point.
    """
    at = await standing_of(work, token)
    case = at.file.case
    params = {"case_id": case.id}
    texts, events, files = await work.many((TEXTS, params), (STORY, params), (OWN_FILES, params))
    bodies = {text: mask_told(body) if told else mask_text(body) for text, _kind, body, told in texts}
    first = {row[1]: bodies[row[0]] for row in reversed(texts)}
    story = happenings(
        [Entry(when, actor.startswith("citizen"), read_event(kind, data)) for when, kind, actor, data in events], bodies
    )
    way = steps(story, case.status, case.round)
    may = open_to_citizen(at)
    return CitizenView(
        **plain(at.file),
        **await person(work, case.citizen_id),
        words=first.get(TextKind.WORDS, ""),
        wish=first.get(TextKind.WISH, ""),
        now=work.now,
        unit=case.lead_unit or "",
        promise=promise_of(at),
        story=story,
        steps=way,
        step=position(way),
        may=may,
        until=at.reopens.due_at if at.reopens else None,
        question=next((h.text for h in reversed(story) if h.what == "asked"), ""),
        asks_back=at.asks_back,
        survey_waits="answer_survey" in may,
        files=[OwnFile(*row) for row in files],
    )


@dataclass(frozen=True)
class _Link:
    """The token of a case's link, and the case's version."""

    link_token: str
    version: int


async def view_of_number(work: UnitOfWork, sight: Sight, number: str) -> tuple[CitizenView, int]:
    """The same, every number masked, and the case's version, for staff who tell the citizen on the phone.

    Raises NoCase.
    """
    await check_seen(work, sight, number)
    statement = "SELECT link_token, version FROM cases WHERE city_id = %(city)s AND number = %(number)s"
    [link] = await work.rows(_Link, statement, number=number)
    return await citizen_view(work, link.link_token, mask_text), link.version


def plain(file: CaseFile) -> dict[str, Any]:
    """The facts of the case that are shown as they are."""
    case = file.case
    names = (
        "number",
        "status",
        "round",
        "channel",
        "nature",
        "language",
        "district",
        "street",
        "confidential",
        "submitted_at",
    )
    return {
        **{name: getattr(case, name) for name in names},
        "title": case.title,
        "address": mask_text(case.address),
    }


async def person(work: UnitOfWork, citizen_id: UUID | None) -> dict[str, Any]:
    """Who asked, masked: a link may lie open on somebody else's screen."""
    found = await masked_citizen(work, CitizenId(citizen_id)) if citizen_id else None
    if found is None:
        return {"name": "", "phone": "", "takes_text": False}
    reach = (await reach_of(work, [found.id]))[found.id]
    return {"name": found.name, "phone": found.phone, "takes_text": reach.sms}


STANDS = {
    C.NEEDS_INFORMATION: ("information", Clock.INFORMATION),
    C.SUSPENDED: ("plan", Clock.SUSPENSION),
    C.REVIEW: ("review", Clock.REVIEW),
    C.CALLBACK_PENDING: ("callback", Clock.CALLBACK),
}
WORKED_ON = frozenset({C.PENDING_DISPATCH, C.HANDLING, C.RESPONSIBILITY_REVIEW, C.CHECKING, C.MERGED})


def promise_of(at: Standing) -> Promise | None:
    """The one date that matters to the citizen now, or None when nothing is owed."""
    file = at.file
    if file.case.state in STANDS:
        what, kind = STANDS[file.case.state]
        running = file.running((kind,))
        return Promise(what, running[-1].due_at) if running else None
    if file.case.state not in WORKED_ON:
        return None
    again = file.running((Clock.CLOSE,), file.lead) if file.lead is not None and file.case.round > 1 else []
    running = again or file.running((Clock.ANSWER,)) or (file.running((Clock.CLOSE,), file.lead) if file.lead else [])
    return Promise("redo" if again else "answer", running[-1].due_at) if running else None


async def own_file(work: UnitOfWork, token: str, file_id: UUID) -> tuple[str, str, str] | None:
    """(sha256, media type, name) of a file the citizen sent; raises NoLink."""
    at = await standing_of(work, token)
    found = await work.tuples(
        "SELECT sha256, media_type, name FROM attachments WHERE city_id = %(city)s AND case_id = %(case_id)s"
        " AND id = %(file_id)s AND added_by LIKE 'citizen%%'",
        case_id=at.file.case.id,
        file_id=file_id,
    )
    return found[0] if found else None
