"""The history of a case as its page shows it: events in order, with the texts written in them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString, cast
from uuid import UUID

from lianxin.cases.core.rows import TextRow
from lianxin.cases.core.words_mask import Mask
from lianxin.cases.events import CaseMoved, MergedCitizenSpoke, TextWritten
from lianxin.cases.reads.actor_names import named
from lianxin.cases.rules.words import TextKind
from lianxin.kernel.decoding import EVENT_COLUMNS, EventRow, read_event
from lianxin.kernel.events import Event, public_json
from lianxin.kernel.json_values import JsonValue
from lianxin.people import Actor
from lianxin.people.events import CitizenRevealed

CASE_TEXTS: LiteralString = (
    "SELECT id, case_id, order_id, kind, body, author, to_citizen, at FROM texts"
    " WHERE city_id = %(city)s AND case_id = %(case_id)s ORDER BY at, id"
)
EVENTS_SHOWN: LiteralString = (
    f"SELECT {EVENT_COLUMNS} FROM events e"
    " WHERE e.city_id = %(city)s AND e.case_id = %(case_id)s AND e.kind <> ALL(%(quiet)s) ORDER BY e.position"
)
QUIET = ["clock.started", "clock.stopped", "callback.planned", "looks.recorded"]
HIDDEN_FROM_UNITS = frozenset({TextKind.OPINION, TextKind.INVITATION})


@dataclass(frozen=True)
class HistoryEntry:
    """An entry of a case's history; `text` is the text written in it, masked."""

    position: int
    at: datetime
    kind: str
    actor: str
    actor_kind: str
    order_id: UUID | None
    round: int
    text: str | None
    data: Mapping[str, JsonValue]


def history(
    actor: Actor,
    events: Sequence[EventRow],
    texts: Sequence[TextRow],
    names: Mapping[str, str],
    mask: Mask,
    voices: Mapping[UUID, str],
) -> list[HistoryEntry]:
    """Returns the events that this viewer may see, each with its round and text.

    `voices` are the masked texts of merged cases by id.
    """
    hidden = hidden_from(actor)
    bodies: dict[UUID, str] = {text.id: mask(text.body) for text in texts}
    decoded = [(row, read_event(row.kind, row.data)) for row in events]
    notes = {event.note for _row, event in decoded if isinstance(event, CitizenRevealed)}
    shown: list[HistoryEntry] = []
    round_ = 1
    for row, event in seen_by(actor, decoded, notes):
        round_ = event.round if isinstance(event, CaseMoved) else round_
        if isinstance(event, TextWritten) and (event.text_kind in hidden or event.text_id in notes):
            continue
        shown.append(
            HistoryEntry(
                position=row.position,
                at=row.at,
                kind=event.kind,
                actor=named(row.actor, names),
                actor_kind=row.actor.split(":")[0],
                order_id=row.order_id,
                round=round_,
                text=_text_of(event, bodies, voices),
                data=cast("Mapping[str, JsonValue]", public_json(event)),  # decoded JSON, which orjson writes unchanged
            )
        )
    return shown


def _text_of(event: Event, bodies: Mapping[UUID, str], voices: Mapping[UUID, str]) -> str | None:
    """Returns the masked text written in an event, None if there is none or it was erased."""
    match event:
        case TextWritten(text_id=text_id):
            return bodies.get(text_id)
        case CitizenRevealed(note=UUID() as note):
            return bodies.get(note)
        case MergedCitizenSpoke(text_id=UUID() as text_id):
            return voices.get(text_id)
        case _:
            return None


def hidden_from(actor: Actor) -> frozenset[str]:
    """Returns the kinds of text that this viewer may not read."""
    return HIDDEN_FROM_UNITS if actor.unit and not actor.everything else frozenset()


_Decoded = tuple[EventRow, Event]


def seen_by(actor: Actor, events: Sequence[_Decoded], notes: Collection[UUID | None]) -> Sequence[_Decoded]:
    """Returns the events; for a unit without reveals of the citizen and their reasons.

    `notes` are the texts with these reasons, which only the hotline reads.
    """
    if not actor.unit or actor.everything:
        return events
    return [
        (row, event)
        for row, event in events
        if not isinstance(event, CitizenRevealed) and not (isinstance(event, TextWritten) and event.text_id in notes)
    ]
