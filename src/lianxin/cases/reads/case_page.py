"""One case as its page shows it: words, orders, clocks, history, and the moves this viewer may make."""

from collections.abc import Iterator
from typing import Any, LiteralString
from uuid import UUID

from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.locking import CLOCK_COLUMNS, ORDER_COLUMNS, NoCase
from lianxin.cases.core.rows import Case, ClockRow, Order
from lianxin.cases.core.sight import Sight
from lianxin.cases.events import CaseMoved, TextWritten
from lianxin.cases.reads.available_moves import ASKED, moves_of
from lianxin.cases.reads.lists import CARD, NAMES, card_of
from lianxin.cases.rules.words import TextKind
from lianxin.city import Profile
from lianxin.kernel.decoding import read_event
from lianxin.kernel.events import public_json
from lianxin.kernel.masking import mask_text
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, masked_citizens, names_of, permitted
from lianxin.people.events import CitizenRevealed

PAGE_CASE: LiteralString = (
    "SELECT p.position, " + CARD + ", c.address, c.channel, c.language, c.citizen_id, c.opened_by, c.submitted_at,"
    " c.accepted_at, c.happened, c.happened_at,"
    " c.needed_by, c.complained, c.fast_desk, c.resume_to, c.outcome_unit, c.outcome_citizen,"
    " c.outcome_verified, c.satisfaction, c.verified, c.closed_at, c.reopenings, c.praised_unit,"
    " c.linked_to, c.split_from, c.merged_into,"
    " c.profile_version"
    " FROM cases c JOIN cities p ON p.city_id = c.city_id WHERE c.city_id = %(city)s AND c.number = %(number)s AND "
)
MORE = [
    "address",
    "channel",
    "language",
    "citizen_id",
    "opened_by",
    "submitted_at",
    "accepted_at",
    "happened",
    "happened_at",
    "needed_by",
    "complained",
    "fast_desk",
    "resume_to",
    "outcome_unit",
    "outcome_citizen",
    "outcome_verified",
    "satisfaction",
    "verified",
    "closed_at",
    "reopenings",
    "praised_unit",
    "linked_to",
    "split_from",
    "merged_into",
    "profile_version",
]
ORDERS: LiteralString = (
    f"SELECT {ORDER_COLUMNS} FROM work_orders WHERE city_id = %(city)s AND case_id = %(case_id)s"  # pyright: ignore
    " ORDER BY dispatched_at, id"
)
CLOCKS: LiteralString = (
    f"SELECT {CLOCK_COLUMNS} FROM clocks WHERE city_id = %(city)s AND case_id = %(case_id)s"  # pyright: ignore
    " ORDER BY started_at, id"
)
TEXTS: LiteralString = (
    "SELECT id, order_id, kind, body, author, to_citizen, at FROM texts"
    " WHERE city_id = %(city)s AND case_id = %(case_id)s ORDER BY at, id"
)
HISTORY: LiteralString = (
    "SELECT position, at, kind, actor, order_id, data FROM events"
    " WHERE city_id = %(city)s AND case_id = %(case_id)s AND kind <> ALL(%(quiet)s) ORDER BY position"
)
FILES: LiteralString = (
    "SELECT id, order_id, kind, media_type, name, size, added_by, added_at FROM attachments"
    " WHERE city_id = %(city)s AND case_id = %(case_id)s ORDER BY added_at, id"
)
LINKS: LiteralString = (
    "SELECT c.id, c.number, c.title, c.status, CASE"
    " WHEN c.id = %(linked_to)s THEN CASE WHEN %(nature)s = 'praise' THEN 'praises' ELSE 'follow_up' END"
    " WHEN c.id = %(split_from)s THEN 'split' WHEN c.id = %(merged_into)s THEN 'merged_into'"
    " WHEN c.merged_into = %(case_id)s THEN 'merged_here'"
    " WHEN c.linked_to = %(case_id)s THEN CASE WHEN c.nature = 'praise' THEN 'praised_by' ELSE 'followed_by' END"
    " ELSE 'split_off' END FROM cases c WHERE c.city_id = %(city)s"
    " AND c.id = ANY(ARRAY[%(linked_to)s, %(split_from)s, %(merged_into)s]::uuid[] || ARRAY("  # each by its own index
    "SELECT id FROM cases WHERE city_id = %(city)s AND merged_into = %(case_id)s"
    " UNION ALL SELECT id FROM cases WHERE city_id = %(city)s AND linked_to = %(case_id)s"
    " UNION ALL SELECT id FROM cases WHERE city_id = %(city)s AND split_from = %(case_id)s)) AND "
)
APART = frozenset({"citizen_id", "opened_by"})
RELATED = ("linked_to", "split_from", "merged_into")
QUIET = ["clock.started", "clock.stopped", "callback.planned"]
HIDDEN_FROM_UNITS = frozenset({TextKind.OPINION, TextKind.INVITATION})


async def case_page(work: UnitOfWork, actor: Actor, profile: Profile, sight: Sight, number: str) -> dict[str, Any]:
    """Everything the page shows, JSON-able; raises NoCase when there is none for this viewer."""
    found = await work.tuples(PAGE_CASE + sight.where, number=number, **sight.params)
    if not found:
        raise NoCase(number=number)
    position, *cells = found[0]
    card = card_of(tuple(cells[: len(NAMES)]))
    facts = dict(zip(MORE, cells[len(NAMES) :], strict=True))
    case_id: UUID = card["id"]
    related = {"case_id": case_id, "nature": card["nature"], **{name: facts[name] for name in RELATED}}
    orders, clocks, texts, events, files, asked, links = await work.many(
        (ORDERS, {"case_id": case_id}),
        (CLOCKS, {"case_id": case_id}),
        (TEXTS, {"case_id": case_id}),
        (HISTORY, {"case_id": case_id, "quiet": QUIET}),
        (FILES, {"case_id": case_id}),
        (ASKED, {"case_id": case_id}),
        (LINKS + sight.where, related | sight.params),
    )
    events = [(row[0], row[1], read_event(row[2], row[5]), row[3], row[4]) for row in events]
    file = file_of(work, profile, card, facts, orders, clocks)
    file.asked, file.acting_unit = frozenset(row[0] for row in asked), actor.unit
    names = await names_of(work, {facts["opened_by"]}.union(*people_in((texts, 4), (events, 3), (files, 6))))
    return {
        "position": position,
        "version": card["version"],
        "case": {**card, **{n: v for n, v in facts.items() if n not in APART}, "address": mask_text(facts["address"])},
        "opened_by": named(facts["opened_by"], names),
        "citizen": await citizen_view(work, actor, file, facts),
        "words": body_of(texts, TextKind.WORDS),
        "wish": body_of(texts, TextKind.WISH),
        "praised": body_of(texts[::-1], TextKind.PRAISED),  # the desk may know the name better
        "supervision_asked": "supervision" in file.asked,
        "orders": [order_view(profile, order) for order in file.orders],
        "clocks": [clock_view(clock) for clock in file.clocks],
        "history": history(seen_by(actor, events), texts, names, hidden=hidden_from(actor)),
        "moves": moves_of(file, actor, asked),
        "links": [link_view(row) for row in links],
        "attachments": [attachment_view(number, row, names) for row in files],
    }


def people_in(*rows_at: tuple[list[Any], int]) -> Iterator[set[str]]:
    """Who is named in rows, each kind of row with the column that names them."""
    for rows, at in rows_at:
        yield {row[at] for row in rows}


def file_of(
    work: UnitOfWork,
    profile: Profile,
    card: dict[str, Any],
    facts: dict[str, Any],
    orders: list[Any],
    clocks: list[Any],
) -> CaseFile:
    """A file for asking what may be done; never written."""
    clock: dict[str, Any] = card["clock"] or {}
    plain = {n: card[n] for n in NAMES if n in card}
    case = Case(
        **plain,
        **facts,
        link_token="",
        next_clock=clock.get("kind"),
        next_due_at=clock.get("due_at"),
    )
    return CaseFile(work, profile, case, [Order(*row) for row in orders], [ClockRow(*row) for row in clocks])


async def citizen_view(work: UnitOfWork, actor: Actor, file: CaseFile, facts: dict[str, Any]) -> dict[str, Any] | None:
    """The citizen, masked; None where this viewer may not know there is one (confidential, for a unit)."""
    if facts["citizen_id"] is None or not permitted(actor, Action.SEE_CITIZEN, file.subject):
        return None
    masked = (await masked_citizens(work, [facts["citizen_id"]]))[facts["citizen_id"]]
    return {"name_masked": masked.name, "phone_masked": masked.phone, "language": masked.language}


def hidden_from(actor: Actor) -> frozenset[str]:
    """Kinds of text this viewer does not read."""
    return HIDDEN_FROM_UNITS if actor.unit and not actor.everything else frozenset()


def body_of(texts: list[Any], kind: TextKind) -> str:
    """The first text of a kind, numbers in it masked."""
    return next((mask_text(row[3]) for row in texts if row[2] == kind), "")


def named(ref: str, names: dict[str, str]) -> str:
    """A person's name for a reference; what is not staff stays as it is (`system`, `citizen`)."""
    return names.get(ref, ref.split(":", maxsplit=1)[0])


def order_view(profile: Profile, order: Order) -> dict[str, Any]:
    """An order, with its unit's name."""
    return {**{n: v for n, v in vars(order).items() if n != "case_id"}, "unit_name": profile.unit_name(order.unit)}


def link_view(row: Any) -> dict[str, Any]:
    """Another case that belongs to this one."""
    case_id, number, title, status, relation = row
    return {"id": case_id, "number": number, "title": title, "status": status, "relation": relation}


def clock_view(clock: ClockRow) -> dict[str, Any]:
    """A clock and how it stands; its explanation is asked for apart."""
    state = "paused" if clock.paused_at and clock.runs else ("running" if clock.runs else clock.ended)
    return {
        "id": clock.id,
        "kind": clock.kind,
        "order_id": clock.order_id,
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "state": state,
        "ended_at": clock.stopped_at,
        "fired_at": clock.fired_at,
        "provisional": clock.provisional,
    }


def attachment_view(number: str, row: Any, names: dict[str, str]) -> dict[str, Any]:
    """An attachment and where to get it."""
    columns = ("id", "order_id", "kind", "media_type", "name", "size", "added_by", "added_at")
    shown = dict(zip(columns, row, strict=True))
    shown |= {"name": mask_text(shown["name"]), "added_by": named(shown["added_by"], names)}
    return {**shown, "url": f"/api/cases/{number}/attachments/{shown['id']}"}


def seen_by(actor: Actor, events: list[Any]) -> list[Any]:
    """The events without who looked at the citizen and why, for a unit: that is the hotline's own business."""
    if not actor.unit or actor.everything:
        return events
    looks = [one for one in events if isinstance(one[2], CitizenRevealed)]
    notes = {one[2].note for one in looks}
    return [
        one for one in events if one not in looks and not (isinstance(one[2], TextWritten) and one[2].text_id in notes)
    ]


def history(
    events: list[Any], texts: list[Any], names: dict[str, str], *, hidden: frozenset[str]
) -> list[dict[str, Any]]:
    """Events in order, each text where it was written, each with its round."""
    bodies = {row[0]: row for row in texts}
    shown: list[dict[str, Any]] = []
    round_ = 1
    for position, at, event, actor, order_id in events:
        round_ = event.round if isinstance(event, CaseMoved) else round_
        text = None
        if isinstance(event, TextWritten):
            row = bodies.get(event.text_id)
            if event.text_kind in hidden:
                continue
            text = mask_text(row[3]) if row else None
        entry = {"position": position, "at": at, "kind": event.kind, "actor": named(actor, names), "text": text}
        entry |= {"actor_kind": actor.split(":")[0], "order_id": order_id, "round": round_}
        shown.append({**entry, "data": public_json(event)})
    return shown
