"""A case's history and steps as its citizen may read them.

They never contain names of staff, notes between offices, returns or checks; only texts to or from the citizen.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from lianxin.cases.events import (
    AttachmentAdded,
    CallbackAnswered,
    CallbackAttempted,
    CallbackPlanned,
    CallbackShared,
    CaseMoved,
    CaseOpened,
    CitizenContacted,
    ClockFired,
    ClocksChanged,
    OrderDispatched,
    OrderHandedOver,
    OrderMoved,
    SideRecorded,
    TextWritten,
    VerdictShared,
)
from lianxin.kernel.events import Event


@dataclass(frozen=True)
class Entry:
    """One event of the case's log. `by_citizen`: the citizen did it on the page."""

    at: datetime
    by_citizen: bool
    event: Event


@dataclass(frozen=True)
class _Words:
    """The texts that the citizen may read, by id, and by kind those held until the event of their move."""

    texts: Mapping[UUID, str]
    held: dict[str, str]


@dataclass(frozen=True)
class StoryEntry:
    """One entry of the history. `what` and `fact` are words of the page's dictionary, `unit` is a unit's code, `text`
    was written by a person, `until` is a new due time."""

    what: str
    at: datetime
    unit: str = ""
    text: str = ""
    fact: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class ProgressStep:
    """A step of the case. `state` is done, now or coming; `detail` is the latest entry of the step."""

    what: str
    state: str
    detail: StoryEntry | None = None


_MOVES: Mapping[str, tuple[str, str]] = {
    "answer": ("answered", "answer"),
    "refuse": ("refused", "answer"),
    "object": ("objected", ""),
    "transfer_emergency": ("emergency", ""),
    "inform": ("told", ""),
    "ask_information": ("asked", "question"),
    "call_ruling": ("ruling", ""),
    "suspend": ("suspended", "plan"),
    "merge": ("merged", ""),
    "withdraw": ("withdrawn", ""),
    "pass_check": ("replied", "reply"),
    "dissatisfied": ("review", ""),
    "redo": ("redo", "finding"),
    "close_satisfied": ("closed", ""),
    "close_unverified": ("closed_unverified", ""),
    "close_unasked": ("closed_unverified", ""),
    "close_with_reason": ("closed_with_reason", "finding"),
    "reopen": ("reopened", ""),
}
"""Move of the case → `what` of its entry, and the kind of text shown with it."""

_RESUMED = ("resumed", "")

_OWN = frozenset({"addition", "information", "note", "callback_note"})
_BY_PHONE = frozenset({"addition", "information"})
OF_THE_LEAD = frozenset({"sent", "signed"})
TAKES_OWN_WORDS = frozenset({"reopened", "objected", "urged", "asked_back", "said"})


def happenings(entries: Iterable[Entry], texts: Mapping[UUID, str]) -> list[StoryEntry]:
    """Returns the history, oldest first. `texts` are the texts that the citizen may read, by id."""
    told: list[StoryEntry] = []
    held: dict[str, str] = {}
    unit = ""
    for entry in entries:
        found = _READERS.get(type(entry.event), _nothing)(entry, entry.event, _Words(texts, held))
        if found is None:
            continue
        unit = found.unit if found.what in OF_THE_LEAD else unit  # not from a contact, which a co-unit may have made
        found = replace(found, unit=unit) if found.what == "replied" else found
        if found.what in TAKES_OWN_WORDS and told and told[-1].what == "added" and told[-1].at == found.at:
            found = replace(found, text=told.pop().text)
        told.append(found)
    return told


def _nothing(_entry: Entry, _event: Event, _words: _Words) -> StoryEntry | None:
    """Returns None for an event that the citizen does not see."""
    return None


def _opened(entry: Entry, event: CaseOpened, _words: _Words) -> StoryEntry | None:
    """Returns the entry of the opening, with the channel."""
    return StoryEntry("received", entry.at, fact=event.channel)


def _moved(entry: Entry, event: CaseMoved, words: _Words) -> StoryEntry | None:
    """Returns the entry of a move, with its text. A reply that fails the check is not shown."""
    if event.move == "fail_check":
        words.held.pop("reply", None)
    found = _RESUMED if _resumes(event) else _MOVES.get(event.move)
    if found is None:
        return None
    what, text = found
    if what == "withdrawn" and event.details and event.details.why == "staff":
        what = "withdrawn_for"
    return StoryEntry(what, entry.at, text=words.held.pop(text, ""))


def _resumes(event: CaseMoved) -> bool:
    """Returns whether the move ends a suspension. The end of a question to the citizen is no entry of its own."""
    return event.move == "resume_handling" and event.before == "suspended"


def _written(entry: Entry, event: TextWritten, words: _Words) -> StoryEntry | None:
    """Returns the entry of a text from the citizen; holds a text to the citizen until the event of its move."""
    kind, body = event.text_kind, words.texts.get(event.text_id, "")
    if entry.by_citizen:
        return StoryEntry("added", entry.at, text=body) if kind in _OWN else None
    if event.to_citizen:
        words.held[kind] = body
        return None
    return StoryEntry("told_us", entry.at) if kind in _BY_PHONE else None


def _dispatched(entry: Entry, event: OrderDispatched, _words: _Words) -> StoryEntry | None:
    """Returns the entry of a lead order."""
    return StoryEntry("sent", entry.at, unit=event.unit) if event.role == "lead" else None


def _handed_over(entry: Entry, event: OrderHandedOver, _words: _Words) -> StoryEntry | None:
    """Returns the entry of a lead order that another unit took over."""
    return StoryEntry("sent", entry.at, unit=event.unit) if event.role == "lead" else None


def ordered(entry: Entry, event: OrderMoved, _words: _Words) -> StoryEntry | None:
    """Returns the entry of the lead unit's signing, not of a signing by timeout."""
    by_hand = event.move == "sign" and event.role == "lead"
    return StoryEntry("signed", entry.at, unit=event.unit) if by_hand else None


def _contacted(entry: Entry, event: CitizenContacted, _words: _Words) -> StoryEntry | None:
    """Returns the entry of a unit's contact with the citizen."""
    return StoryEntry("contacted", entry.at, unit=event.unit)


def tried(entry: Entry, _event: CallbackAttempted, _words: _Words) -> StoryEntry | None:
    """Returns the entry of a failed callback attempt."""
    return StoryEntry("tried", entry.at)


def planned(entry: Entry, _event: CallbackPlanned | CallbackShared, words: _Words) -> StoryEntry | None:
    """Returns the entry of the primary's answer in a merged case."""
    return StoryEntry("replied", entry.at, text=words.held.pop("answer")) if "answer" in words.held else None


def judged(entry: Entry, event: CallbackAnswered | VerdictShared, _words: _Words) -> StoryEntry | None:
    """Returns the entry of the citizen's verdict, with the outcome."""
    return StoryEntry("said", entry.at, fact=event.outcome)


def fired(entry: Entry, event: ClockFired, _words: _Words) -> StoryEntry | None:
    """Returns an entry if the promise to the citizen is late."""
    return StoryEntry("late", entry.at) if event.clock == "answer" else None


def recorded(entry: Entry, event: SideRecorded, _words: _Words) -> StoryEntry | None:
    """Returns the entry of an urge or a request for withdrawal by the citizen, and of praise that its unit noted."""
    if (event.record, event.status) == ("praise", "noted"):
        return StoryEntry("praise_noted", entry.at)
    happened = {("urge", "done"): "urged", ("withdrawal", "asked"): "asked_back"}
    what = happened.get((event.record, event.status))
    return StoryEntry(what, entry.at) if what and entry.by_citizen else None


def _extended(entry: Entry, event: ClocksChanged, words: _Words) -> StoryEntry | None:
    """Returns the entry of the lead unit's extension, with its reason. A co-unit's extension has no text to show."""
    if event.why != "extension" or "extension" not in words.held:
        return None
    until = event.clocks[0].after
    return StoryEntry("extended", entry.at, text=words.held.pop("extension"), until=until)


def attached(entry: Entry, event: AttachmentAdded, _words: _Words) -> StoryEntry | None:
    """Returns the entry of a photo, recording or document from the citizen."""
    return StoryEntry("attached", entry.at, fact=event.media) if entry.by_citizen else None


_Reader = Callable[[Entry, Any, _Words], StoryEntry | None]  # each reader takes the class it is listed under
_READERS: Mapping[type[Event], _Reader] = {
    CaseOpened: _opened,
    CaseMoved: _moved,
    TextWritten: _written,
    OrderDispatched: _dispatched,
    OrderHandedOver: _handed_over,
    OrderMoved: ordered,
    CitizenContacted: _contacted,
    CallbackAttempted: tried,
    CallbackPlanned: planned,
    CallbackShared: planned,
    CallbackAnswered: judged,
    VerdictShared: judged,
    ClockFired: fired,
    SideRecorded: recorded,
    ClocksChanged: _extended,
    AttachmentAdded: attached,
}

SHORT_ENDS = frozenset({"answered", "refused", "emergency", "told", "withdrawn", "withdrawn_for"})
TURNS = SHORT_ENDS | {"sent", "objected", "reopened", "redo"}
CLOSINGS = frozenset({"closed", "closed_unverified", "closed_with_reason"})
IN_A_ROUND = frozenset(
    {"sent", "signed", "contacted", "asked", "suspended", "resumed", "extended", "ruling", "replied", "review"}
    | {"reopened", "late"}
)


def steps(told: list[StoryEntry], status: str, round_: int) -> list[ProgressStep]:
    """Returns the steps from first to last, with the finished rounds and the next step."""
    first = ProgressStep("received", "done", told[0] if told else None)
    turn = next((h for h in reversed(told) if h.what in TURNS), None)
    if turn is not None and turn.what in SHORT_ENDS:
        return [first, ProgressStep(turn.what, "done", turn)]
    if status == "merged":
        merged = next(h for h in reversed(told) if h.what == "merged")
        return [first, ProgressStep("merged", "now", merged), ProgressStep("ask", "coming")]
    return [first, *rounds(told, status, round_), last(told, status)]


def rounds(told: list[StoryEntry], status: str, round_: int) -> list[ProgressStep]:
    """Returns one step for each round, and one for an undecided review."""
    parts: list[list[StoryEntry]] = [[]]
    looked_again = False
    for happening in told:
        if happening.what == "redo" or (looked_again and happening.what == "ruling"):
            parts.append([])
        parts[-1].append(happening)
        looked_again = happening.what in {"review", "reopened"} or (looked_again and happening.what not in TURNS)
    over = status in {"callback_pending", "review", "closed", "archived"}
    found = [
        ProgressStep("redo" if nth else "work", "done" if over or nth + 1 < round_ else "now", latest(part))
        for nth, part in enumerate(parts[:round_])
    ]
    return [*found, ProgressStep("review", "now")] if status == "review" else found


def latest(part: list[StoryEntry]) -> StoryEntry | None:
    """Returns the latest entry of a round that a step shows, or None."""
    return next((h for h in reversed(part) if h.what in IN_A_ROUND), None)


def last(told: list[StoryEntry], status: str) -> ProgressStep:
    """Returns the last step: the callback, or the closing."""
    if status == "callback_pending":
        return ProgressStep("ask", "now")
    if status not in {"closed", "archived"}:
        return ProgressStep("ask", "coming")
    closing = next((h for h in reversed(told) if h.what in CLOSINGS), None)
    return ProgressStep(closing.what if closing else "closed", "done", closing)


def position(of: list[ProgressStep]) -> int:
    """Returns the number of the present step, from 1."""
    return next((nth for nth, step in enumerate(of, 1) if step.state == "now"), len(of))
