"""Which cases a viewer may see: one SQL condition for lists, search, counts and the stream."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import LiteralString

from lianxin.cases.core.locking import NoCase
from lianxin.cases.rules.audience import SEALED, tokens_of, tokens_of_person
from lianxin.city import Profile
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, NotPermitted, permitted, scope_of


@dataclass(frozen=True)
class Sight:
    """What a viewer may see: `where` is a condition on `cases c`, `tokens` are matched against an event's audience.

    `my_line` is the viewer's unit and those above it, `my_units` those within it, `my_own` the unit itself and the
    retired ones that it took over; all are empty at the hotline.

    `ways` are disjoint conditions that together equal `where`: a read of many cases queries each by its own index.
    """

    where: LiteralString
    me: str
    tokens: frozenset[str]
    ways: tuple[LiteralString, ...]
    my_line: tuple[str, ...] = ()
    my_units: tuple[str, ...] = ()
    my_own: tuple[str, ...] = ()

    @property
    def params(self) -> dict[str, str | list[str]]:
        """The parameters of the conditions."""
        units = {"my_line": list(self.my_line), "my_units": list(self.my_units), "my_own": list(self.my_own)}
        return {"me": self.me, **units}

    def each_way(self, select: LiteralString) -> LiteralString:
        """Returns a UNION ALL of `select` for each way; `{sight}` in it is the condition."""
        return " UNION ALL ".join(select.replace("{sight}", way) for way in self.ways)


HAS_ORDER: LiteralString = (
    "EXISTS (SELECT FROM work_orders o WHERE o.city_id = c.city_id AND o.case_id = c.id AND o.unit = ANY(%(my_units)s))"
)
IS_PRAISED: LiteralString = "c.praised_unit = ANY(%(my_units)s)"
NOT_BLAMED: LiteralString = "NOT c.complained && %(my_line)s::text[]"
PRAISED_HERE: LiteralString = (  # an array, so that the planner looks up these few ids instead of scanning all cases
    "c.id = ANY(ARRAY(SELECT p.id FROM cases p WHERE p.city_id = %(city)s AND p.praised_unit = ANY(%(my_units)s)))"
)


def apart(
    reasons: Sequence[tuple[LiteralString, LiteralString]], always: LiteralString
) -> tuple[LiteralString, tuple[LiteralString, ...]]:
    """Returns `where` and `ways` of a sight: the cases that fit one of the reasons, and `always`.

    A reason is (condition for one case, equal condition written to find all such cases by an index).
    """
    where: LiteralString = "(" + " OR ".join(reason for reason, _ in reasons) + ") AND " + always
    ways: list[LiteralString] = []
    before: LiteralString = ""
    for reason, finds in reasons:
        ways.append(finds + " AND " + before + always)
        before += "NOT " + reason + " AND "
    return where, tuple(ways)


NOT_SEALED: LiteralString = "(NOT c.sealed OR c.status = 'draft' AND c.opened_by = %(me)s)"
IN_UNIT, WAYS_IN = apart(((HAS_ORDER, HAS_ORDER), (IS_PRAISED, PRAISED_HERE)), NOT_BLAMED + " AND NOT c.sealed")
NOT_SECRET: LiteralString = "(NOT c.confidential OR c.opened_by = %(me)s)"
OPEN_TO_ALL: LiteralString = "NOT c.confidential"
OPENED_ONESELF: LiteralString = "c.opened_by = %(me)s AND " + NOT_SEALED
IN_UNIT_OR_OPENED: LiteralString = "(" + IN_UNIT + " OR " + OPENED_ONESELF + ")"
WAYS_IN_OR_OPENED = (*WAYS_IN, OPENED_ONESELF + " AND NOT (" + IN_UNIT + ")")


def sight_of(actor: Actor, profile: Profile) -> Sight:
    """Returns what this actor may see by all their roles; raises NotPermitted if they may see no case at all."""
    scope, secret = scope_of(actor, Action.SEE_CASE), scope_of(actor, Action.SEE_SECRET_CASE)
    unit = actor.unit if "unit" in scope else None
    oversight = permitted(actor, Action.SEE_LOOKS) or permitted(actor, Action.LEAD_FLOOR)
    tokens = tokens_of(actor.ref, unit, desk="city" in scope, secret="city" in secret, oversight=oversight)
    keeps = permitted(actor, Action.KEEP_SEALED)
    if keeps:
        tokens = tokens | {SEALED}
    if not {"city", "own"} & set(secret):  # after a change of role a person no longer sees secret cases they opened
        tokens = tokens ^ tokens_of_person(actor.ref)
    line = () if unit is None else _line(profile, unit)
    within = () if unit is None else profile.codes_under(unit)
    own = () if unit is None else (unit, *(old for old in profile.retired.units if profile.heir(old) == unit))
    if "city" in scope:
        where = _of_the_city(secret, in_unit=unit is not None)
        where = where if keeps else where + " AND " + NOT_SEALED
        return Sight(where, actor.ref, tokens, (where,), line, within, own)
    if unit is not None and "own" in scope:
        return Sight(IN_UNIT_OR_OPENED, actor.ref, tokens, WAYS_IN_OR_OPENED, line, within, own)
    if unit is not None:
        return Sight(IN_UNIT, actor.ref, tokens, WAYS_IN, line, within, own)
    if "own" in scope:
        return Sight(OPENED_ONESELF, actor.ref, tokens, (OPENED_ONESELF,))
    raise NotPermitted(action=Action.SEE_CASE.value)


def _line(profile: Profile, unit: str) -> tuple[str, ...]:
    """Returns the unit, those above it, and the retired units that one of these succeeded: a complaint about a retired
    unit is kept from its successor too."""
    line = (unit, *profile.codes_above(unit))
    before = (old for old in profile.retired.units if not profile.retired.all_successors(old).isdisjoint(line))
    return (*line, *before)


def _of_the_city(secret: Collection[str], *, in_unit: bool) -> LiteralString:
    """Returns the condition of a viewer of the whole city; `secret` is their scope of confidential cases."""
    if "city" in secret:
        return "true"
    where: LiteralString = NOT_SECRET if "own" in secret else OPEN_TO_ALL
    return "(" + where + " OR " + IN_UNIT + ")" if in_unit else where


async def check_seen(work: UnitOfWork, sight: Sight, number: str) -> None:
    """Raises NoCase unless there is a case with this number that the viewer may see."""
    statement: LiteralString = "SELECT 1 FROM cases c WHERE c.city_id = %(city)s AND c.number = %(number)s AND "
    if await work.value(statement + sight.where, number=number, **sight.params) is None:
        raise NoCase(number=number)
