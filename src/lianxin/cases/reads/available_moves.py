"""The moves that a viewer may make, as forms in order, with a field to choose among several waiting records."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, LiteralString
from uuid import UUID

from lianxin.cases.commands.registry import Command, MoveField, open_commands
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.rows import Order
from lianxin.cases.core.words_mask import Mask
from lianxin.cases.reads.supervision import RECORD_WAITS
from lianxin.cases.rules.words import ClockKind
from lianxin.city import Profile
from lianxin.people import Actor

OPEN_REQUESTS: LiteralString = (
    "SELECT CASE WHEN s.kind = 'supervision' AND s.status = 'open' THEN 'open_supervision' ELSE s.kind END AS kind,"
    " s.id::text AS record, w.unit, t.body AS words FROM side_records s"
    " LEFT JOIN work_orders w ON w.city_id = s.city_id AND w.id = s.order_id"
    " LEFT JOIN texts t ON t.city_id = s.city_id AND t.id = s.text_id"
    " WHERE s.city_id = %(city)s AND s.case_id = %(case_id)s"
    " AND (s.status = 'told' OR s.kind = 'publication' AND s.status = 'approved' OR " + RECORD_WAITS + ")"
    " UNION ALL SELECT 'callback', NULL, NULL, NULL FROM callbacks"
    " WHERE city_id = %(city)s AND case_id = %(case_id)s AND status = 'waiting'"
    " UNION ALL SELECT 'precedent', NULL, NULL, NULL FROM rulings WHERE city_id = %(city)s AND case_id = %(case_id)s"
    " AND ruled_at IS NOT NULL AND withdrawn_at IS NULL ORDER BY 2"
)
"""The waiting items of a case: the kind, and for a side record its id, the unit that asks and the text."""

ENDED_BY = {
    ClockKind.SIGN: "sign_order",
    ClockKind.FIRST_CONTACT: "log_contact",
    ClockKind.CLOSE: "reply_order",
    ClockKind.CALLBACK: "answer_callback",
    ClockKind.EMERGENCY: "confirm_receipt",
}
"""The move that ends a clock, where several moves are possible."""

_SHORT = 40  # characters, enough to distinguish requests


@dataclass(frozen=True)
class AskedRow:
    """A row of OPEN_REQUESTS."""

    kind: str
    record: str | None
    unit: str | None
    words: str | None


@dataclass(frozen=True)
class Move:
    """A move that the viewer may make now; the first one of a case or an order is the usual one."""

    move: str
    about: Literal["case", "order"]
    order_id: UUID | None
    unit: str | None
    key: str | None
    files: Literal["none", "welcome", "demanded"]
    fields: list[MoveField]


def moves_of(file: CaseFile, actor: Actor, asked: Iterable[AskedRow], mask: Mask) -> list[Move]:
    """Returns this viewer's moves: first the one that ends the next clock, then those possible in fewest states."""
    awaited = ENDED_BY.get(ClockKind(file.case.next_clock)) if file.case.next_clock else None

    def step(found: tuple[Command, Order | None]) -> tuple[bool, int, int]:
        command, _order = found
        return command.name != awaited, len(command.states), command.place

    waiting: dict[str, list[AskedRow]] = {}
    for one in asked:
        waiting.setdefault(one.kind, []).append(one)
    found = sorted(open_commands(file, actor), key=step)
    return [
        move_view(file.profile, command, order, which_record(file.profile, waiting.get(command.decides, []), mask))
        for command, order in found
    ]


def move_view(profile: Profile, command: Command, order: Order | None, which: Sequence[MoveField]) -> Move:
    """Returns a move as a form. `files`: not accepted, accepted, or demanded by the city."""
    files: Literal["none", "welcome", "demanded"] = "none"
    if command.brings:
        files = "demanded" if command.brings(profile) else "welcome"
    return Move(
        move=command.name,
        about=command.about,
        order_id=order.id if order else None,
        unit=order.unit if order else None,
        key=command.key or None,
        files=files,
        fields=[*which, *command.form],
    )


def which_record(profile: Profile, waiting: Sequence[AskedRow], mask: Mask) -> list[MoveField]:
    """Returns a field to choose the record if several of the kind wait, with `labels` to distinguish them."""
    if len(waiting) < 2:
        return []
    labels = [label(profile, one.unit, mask(one.words or "")) for one in waiting]
    options = [one.record for one in waiting if one.record]
    return [MoveField("record", "choice", required=True, options=options, limit=0, labels=labels)]


def label(profile: Profile, unit: str | None, said: str) -> str:
    """Returns the unit that asks and the start of what it `said`."""
    short = f"{said[:_SHORT]}…" if len(said) > _SHORT else said
    return "：".join(filter(None, [profile.unit_name(unit) if unit else "", short]))
