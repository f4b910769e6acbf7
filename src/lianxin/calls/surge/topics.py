"""Temporary topics of surge mode: a script to say and a form to fill; each has an end, the surge's at the latest."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final, LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb

from lianxin.calls.ending import CALL_AUDIENCE
from lianxin.calls.rules.surge_forms import SurgeField, SurgeFieldKind, check_surge_fields, read_surge_answers
from lianxin.calls.surge.calling_in import NoSurge
from lianxin.calls.surge.events import SurgeFormFilled, SurgeTopicAdded, SurgeTopicEnded
from lianxin.calls.surge.switching import latest_surge
from lianxin.kernel.errors import BadField, NotFound
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.ids import new_id
from lianxin.kernel.masking import mask_text
from lianxin.kernel.privacy import Sealed
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, allow

LONGEST_TITLE: Final = 40
LONGEST_SCRIPT: Final = 1000
MOST_HOURS: Final = 24 * 14
FORMS_SHOWN: Final = 200

_TOPICS_ON: LiteralString = (
    "SELECT t.id, t.title, t.script, t.fields, t.made_at, t.until_at, (SELECT count(*) FROM surge_forms f"
    " WHERE f.city_id = t.city_id AND f.topic_id = t.id)::int AS filled FROM surge_topics t"
    " JOIN surges s ON s.city_id = t.city_id AND s.id = t.surge_id"
    " WHERE t.city_id = %(city)s AND s.ended_at IS NULL AND t.ended_at IS NULL AND t.until_at > %(now)s"
    " AND (%(id)s::uuid IS NULL OR t.id = %(id)s) ORDER BY t.made_at, t.id"
)
_CALL_AT_SEAT: LiteralString = "SELECT call_id FROM seats WHERE city_id = %(city)s AND staff = %(me)s"
_FORMS_OF_TOPIC: LiteralString = (
    "SELECT id, sealed, filled_at FROM surge_forms WHERE city_id = %(city)s AND topic_id = %(topic)s"
    " ORDER BY filled_at DESC, id DESC LIMIT %(most)s"
)


class NoSurgeTopic(NotFound):
    """There is no such topic of surge mode, or it has ended."""

    code: ClassVar[str] = "calls.no_surge_topic"


@dataclass(frozen=True)
class NewSurgeTopic:
    """A topic for the surge that is on, for so many hours. `script`: what to say to the citizen; `fields`: its form."""

    title: str
    hours: int
    script: str = ""
    fields: list[SurgeField] = field(default_factory=list[SurgeField])


@dataclass(frozen=True)
class SurgeTopic:
    """A topic of the surge that is on. `filled`: how many forms were filled."""

    id: UUID
    title: str
    script: str
    fields: list[SurgeField]
    made_at: datetime
    until_at: datetime
    filled: int


@dataclass(frozen=True)
class FilledForm:
    """A form that was filled; numbers in the answers are masked."""

    id: UUID
    filled_at: datetime
    answers: dict[str, str]


@dataclass(frozen=True)
class _TopicRow:
    """A row of _TOPICS_ON."""

    id: UUID
    title: str
    script: str
    fields: list[dict[str, Any]]
    made_at: datetime
    until_at: datetime
    filled: int


@dataclass(frozen=True)
class _FormRow:
    """A row of _FORMS_OF_TOPIC."""

    id: UUID
    sealed: bytes
    filled_at: datetime


async def topics_on(work: UnitOfWork, topic_id: UUID | None = None) -> list[SurgeTopic]:
    """Returns the topics of the surge that is on and have not ended, the oldest first; with an id only that one."""
    rows = await work.rows(_TopicRow, _TOPICS_ON, id=topic_id)
    return [_shown(row) for row in rows]


def _shown(row: _TopicRow) -> SurgeTopic:
    fields = [_field(one) for one in row.fields]
    return SurgeTopic(row.id, row.title, row.script, fields, row.made_at, row.until_at, row.filled)


def _field(stored: Mapping[str, Any]) -> SurgeField:
    return SurgeField(stored["label"], SurgeFieldKind(stored["kind"]), stored["options"], stored["required"])


async def add_surge_topic(work: UnitOfWork, actor: Actor, new: NewSurgeTopic) -> UUID:
    """Adds a topic to the surge that is on; returns its id. Raises NoSurge, BadField."""
    allow(actor, Action.LEAD_FLOOR)
    surge = await latest_surge(work)
    if surge is None or surge.ended_at is not None:
        raise NoSurge
    _check(new)
    topic_id = new_id()
    until = work.now + timedelta(hours=new.hours)
    row = {"id": topic_id, "surge_id": surge.id, "title": new.title.strip(), "script": new.script.strip()}
    fields = Jsonb([asdict(one) for one in new.fields])
    work.add("surge_topics", {**row, "fields": fields, "made_by": actor.ref, "made_at": work.now, "until_at": until})
    added = SurgeTopicAdded(surge.id, topic_id, until)
    work.record(added, about=SubjectRef("surge", str(surge.id)), audience=CALL_AUDIENCE)
    return topic_id


def _check(new: NewSurgeTopic) -> None:
    """Raises BadField."""
    for name, text, least, most in (
        ("title", new.title, 1, LONGEST_TITLE),
        ("script", new.script, 0, LONGEST_SCRIPT),
    ):
        if not least <= len(text.strip()) <= most:
            raise BadField(field=name, problem="empty" if not text.strip() else "too_long")
    if not 1 <= new.hours <= MOST_HOURS:
        raise BadField(field="hours", problem="out_of_range")
    check_surge_fields(new.fields)


async def end_surge_topic(work: UnitOfWork, actor: Actor, topic_id: UUID) -> None:
    """Ends a topic before its time; raises NoSurgeTopic."""
    allow(actor, Action.LEAD_FLOOR)
    await _topic(work, topic_id)
    work.change("surge_topics", topic_id, ended_at=work.now, ended_by=actor.ref)
    work.record(SurgeTopicEnded(topic_id), about=SubjectRef("surge", str(topic_id)), audience=CALL_AUDIENCE)


async def fill_surge_form(work: UnitOfWork, actor: Actor, topic_id: UUID, answers: Mapping[str, str]) -> UUID:
    """Keeps the answers of a citizen, sealed; returns the id of the form. Raises NoSurgeTopic, BadField."""
    allow(actor, Action.RECORD_CALL)
    topic = await _topic(work, topic_id)
    read = read_surge_answers(topic.fields, answers)
    if not read:
        raise BadField(field="answers", problem="empty")
    form_id = new_id()
    sealed = work.vault.seal(read).packed()
    call_id: UUID | None = await work.value(_CALL_AT_SEAT, me=actor.ref)
    row = {"id": form_id, "topic_id": topic_id, "call_id": call_id, "sealed": sealed}
    work.add("surge_forms", {**row, "filled_by": actor.ref, "filled_at": work.now})
    work.record(SurgeFormFilled(topic_id), about=SubjectRef("surge", str(topic_id)), audience=CALL_AUDIENCE)
    return form_id


async def filled_forms(work: UnitOfWork, actor: Actor, topic_id: UUID) -> list[FilledForm]:
    """Returns the latest forms of a topic, at most FORMS_SHOWN, for those who lead the floor."""
    allow(actor, Action.LEAD_FLOOR)
    rows: Sequence[_FormRow] = await work.rows(_FormRow, _FORMS_OF_TOPIC, topic=topic_id, most=FORMS_SHOWN)
    return [FilledForm(row.id, row.filled_at, _opened(work, row.sealed)) for row in rows]


def _opened(work: UnitOfWork, sealed: bytes) -> dict[str, str]:
    opened = work.vault.open(Sealed.unpacked(bytes(sealed)))
    return {label: mask_text(answer) for label, answer in opened.items()}


async def _topic(work: UnitOfWork, topic_id: UUID) -> SurgeTopic:
    found = await topics_on(work, topic_id)
    if not found:
        raise NoSurgeTopic
    return found[0]
