"""The table of what can be done to a case or an order, and the one way it is carried out: lock, allow, decide, record.

A command is a function that decides and records. Its third parameter is a frozen dataclass: what must be said, which is
the body of the HTTP request, the form on the page and the line of the simulated city alike.
"""

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from functools import cache, cached_property
from typing import Any, Literal, TypeVar, overload

from lianxin.cases.commands.side_records import drop_requests, settle_records
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.codes import check_moment
from lianxin.cases.core.dangers import read_later_words
from lianxin.cases.core.locking import check_sight, lock_case, lock_order
from lianxin.cases.core.merged import tell_primary
from lianxin.cases.core.rows import Order
from lianxin.cases.rules.states import BEFORE_REPLY, CaseStatus, IllegalMove, OrderStatus
from lianxin.city import Profile
from lianxin.kernel.errors import BadField
from lianxin.kernel.ids import CaseId, OrderId
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, allow, permitted, roles_that_may

CaseRun = Callable[[CaseFile, Actor, Any], Awaitable[None]]
OrderRun = Callable[[CaseFile, Order, Any], Awaitable[None]]

PROSE_LIMIT = 4000
_MOST = 1000  # of anything that is counted
LONGEST_LIST = 50


_Kind = Literal[
    "prose", "line", "choice", "choices", "unit", "units", "unit_below", "division", "topic", "moment", "case", "count",
    "flag", "facts", "refusal",
]  # fmt: skip
T = TypeVar("T")


@overload
def said(kind: _Kind, *, options: type[StrEnum] | None = None, limit: int = PROSE_LIMIT) -> Any: ...


@overload
def said(kind: _Kind, default: T, *, options: type[StrEnum] | None = None, limit: int = PROSE_LIMIT) -> T: ...


def said(
    kind: _Kind, default: object = MISSING, *, options: type[StrEnum] | None = None, limit: int = PROSE_LIMIT
) -> Any:
    """A dataclass field that a command asks for; required unless there is a default.

    `kind` decides how a form asks for it; "facts" are sent by a desk's page itself and no form asks for them.
    """
    metadata = {"kind": kind, "options": [o.value for o in options] if options else None, "limit": limit}
    if isinstance(default, list):
        return field(default_factory=list[Any], metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Nothing:
    """A command that needs no words."""


@dataclass(frozen=True)
class MoveField:
    """One thing to be said for a move. `limit` is in characters; `labels` say the options where these are ids."""

    name: str
    kind: str
    required: bool
    options: list[str] | None
    limit: int
    labels: list[str] | None


@dataclass(frozen=True)
class Command:
    """One row: what it is called, on what and in which states, who may, what must be said.

    Where `fits` does not hold it is an illegal move; where `offered` does not hold the command says why it refuses.
    `place` is its line in the table; `brings`: files of the order go with it, and whether the city demands some.
    `decides`: the kind of waiting record it decides, offered only where one waits; its `record` says which.
    """

    name: str
    about: Literal["case", "order"]
    place: int
    action: Action
    states: frozenset[str]
    asks: type
    run: Callable[..., Awaitable[None]]
    fits: Callable[[CaseFile, Order | None], bool]
    key: str
    offered: Callable[[CaseFile, Order | None], bool]
    brings: Callable[[Profile], bool] | None = None
    decides: str = ""

    @cached_property
    def fields(self) -> list[MoveField]:
        """All that is said."""
        return [_described(f) for f in fields(self.asks)]

    @cached_property
    def form(self) -> list[MoveField]:
        """The fields that a person fills in."""
        return [field for field in self.fields if field.kind != "facts"]


COMMANDS: dict[str, Command] = {}


def _described(f: Field[Any]) -> MoveField:
    """One field for a form."""
    required = f.default is MISSING and f.default_factory is MISSING
    return MoveField(f.name, required=required, labels=None, **f.metadata)


def always(_file: CaseFile, _order: Order | None) -> bool:
    """Fits every case in the named states."""
    return True


def waiting(kind: str) -> Callable[[CaseFile, Order | None], bool]:
    """A side record of this kind (or a `callback`) waits in the case, or nobody has looked."""
    return lambda file, _order: file.asked is None or kind in file.asked


def case_command(
    action: Action,
    *states: CaseStatus,
    asks: type = Nothing,
    fits: Callable[[CaseFile, Order | None], bool] = always,
    key: str = "",
    offered: Callable[[CaseFile, Order | None], bool] = always,
    decides: str = "",
) -> Callable[[CaseRun], CaseRun]:
    """Enters a function as a command on cases in these states."""
    offered = waiting(decides) if decides else offered

    def enter(run: CaseRun) -> CaseRun:
        name = run.__name__
        place, at = len(COMMANDS), frozenset(states)
        COMMANDS[name] = Command(name, "case", place, action, at, asks, run, fits, key, offered, decides=decides)
        return run

    return enter


def order_command(
    action: Action,
    *states: OrderStatus,
    asks: type = Nothing,
    fits: Callable[[CaseFile, Order | None], bool] = always,
    key: str = "",
    offered: Callable[[CaseFile, Order | None], bool] = always,
    brings: Callable[[Profile], bool] | None = None,
) -> Callable[[OrderRun], OrderRun]:
    """Enters a function as a command on work orders in these states."""

    def enter(run: OrderRun) -> OrderRun:
        name = run.__name__
        place = len(COMMANDS)
        COMMANDS[name] = Command(name, "order", place, action, frozenset(states), asks, run, fits, key, offered, brings)
        return run

    return enter


async def carry_out(
    work: UnitOfWork, actor: Actor, name: str, target: CaseId | OrderId, ask: object, version: int | None = None
) -> CaseFile:
    """Locks the case, checks who and when, lets the command decide and record, and returns the file.

    `target` is a case's id for commands about cases, an order's for those about orders. Raises NotPermitted,
    IllegalMove, Stale (when `version` is not the case's), NotFound, BadField, or what the command itself refuses with.
    """
    command = COMMANDS[name]
    if command.about == "case":
        file, order = await lock_case(work, target, version), None
    else:
        file, order = await lock_order(work, target, version)
    file.acting_unit = actor.unit
    check_sight(file, actor)
    allow(actor, command.action, file.subject_of(order) if order else file.subject)
    check_fields(ask)
    before, state = file.case.state, order.status if order else file.case.status
    if state not in command.states or not command.fits(file, order):
        raise IllegalMove(
            state=state,
            move=name,
            number=file.case.number,
            possible=open_moves(file, actor),
            from_states=sorted(command.states),
            roles_that_may=roles_that_may(command.action),
        )
    await command.run(file, order or actor, ask)
    await tell_primary(file)
    await drop_requests(file)
    if before != file.case.state and file.case.state not in BEFORE_REPLY:
        await settle_records(file, "danger", "over", waiting="found")
    await read_later_words(file)
    return file


def open_moves(file: CaseFile, actor: Actor) -> list[str]:
    """The names of all the commands this actor could carry out on the case or one of its orders now."""
    return list(dict.fromkeys(command.name for command, _order in open_commands(file, actor)))


def open_commands(file: CaseFile, actor: Actor) -> Iterator[tuple[Command, Order | None]]:
    """Each command this actor could carry out now, with the order it would be about, if any."""
    for order in (None, *file.orders):
        subject = file.subject_of(order) if order else file.subject
        for command in commands_at("order" if order else "case", order.status if order else file.case.status):
            if permitted(actor, command.action, subject) and command.fits(file, order) and command.offered(file, order):
                yield command, order


@cache
def commands_at(about: str, state: str) -> tuple[Command, ...]:
    """What the table has for a state."""
    return tuple(c for c in COMMANDS.values() if c.about == about and state in c.states)


def check_fields(ask: object) -> None:
    """Bounds and options of what was said, by the fields' own metadata; raises BadField naming the field."""
    for f in fields(ask):  # pyright: ignore[reportArgumentType] - asks are dataclasses by construction
        check_field(f, getattr(ask, f.name))


def check_field(f: Field[Any], value: object) -> None:
    """One field against its metadata."""
    facts: Mapping[str, Any] = f.metadata
    required = f.default is MISSING and f.default_factory is MISSING
    match value:
        case str():
            if required and not value.strip():
                raise BadField(field=f.name, problem="empty")
            if len(value) > facts.get("limit", PROSE_LIMIT):
                raise BadField(field=f.name, problem="too_long", limit=facts["limit"], length=len(value))
            options: Collection[str] | None = facts.get("options")
            if options and value and value not in options:
                raise BadField(field=f.name, problem="not_an_option", options=list(options))
        case datetime():
            check_moment(f.name, value)
        case list():
            check_list(f.name, value, facts.get("options"))  # pyright: ignore[reportUnknownArgumentType]
        case int() if facts.get("kind") == "count" and not 1 <= value <= _MOST:
            raise BadField(field=f.name, problem="out_of_range")
        case _:
            pass


def check_list(name: str, values: list[Any], options: Collection[str] | None) -> None:
    """Not too many, and each an option or nothing; raises BadField."""
    if len(values) > LONGEST_LIST:
        raise BadField(field=name, problem="too_long", limit=LONGEST_LIST, length=len(values))
    if options and any(value and value not in options for value in values):
        raise BadField(field=name, problem="not_an_option", options=list(options))
