"""What a viewer may see of the cases: a condition in SQL, the same for lists, search, counts and the stream."""

from dataclasses import dataclass
from typing import Any, LiteralString

from lianxin.cases.locking import NoCase
from lianxin.cases.rules.audience import tokens_of
from lianxin.city import Profile
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, NotPermitted, scope_of


@dataclass(frozen=True)
class Sight:
    """`where` is a condition on `cases c`; `params` go with it; `tokens` are matched against an event's audience."""

    where: LiteralString
    params: dict[str, Any]
    tokens: frozenset[str]


IN_UNIT: LiteralString = (
    "EXISTS (SELECT FROM work_orders o WHERE o.city_id = c.city_id AND o.case_id = c.id AND o.unit = ANY(%(my_units)s))"
    " AND NOT c.complained && %(my_line)s::text[]"
)
NOT_SECRET: LiteralString = "(NOT c.confidential OR c.opened_by = %(me)s)"


def sight_of(actor: Actor, profile: Profile) -> Sight:
    """What this actor may see; raises NotPermitted for one who may see no case at all."""
    scope, secret = scope_of(actor, Action.SEE_CASE), scope_of(actor, Action.SEE_SECRET_CASE)
    tokens = tokens_of(actor.ref, actor.unit, desk="city" in scope, secret="city" in secret)
    params: dict[str, Any] = {"me": actor.ref}
    if "city" in scope:
        return Sight("true" if "city" in secret else NOT_SECRET, params, tokens)
    if "unit" in scope and actor.unit is not None:
        params["my_line"] = [actor.unit, *(unit.code for unit in profile.ancestors(actor.unit))]
        params["my_units"] = [unit.code for unit in profile.units_under(actor.unit)]
        return Sight(IN_UNIT, params, tokens)
    raise NotPermitted(action=Action.SEE_CASE.value)


async def check_seen(work: UnitOfWork, sight: Sight, number: str) -> None:
    """Raises NoCase unless there is a case of this number for this viewer."""
    statement: LiteralString = "SELECT 1 FROM cases c WHERE c.city_id = %(city)s AND c.number = %(number)s AND "
    if await work.value(statement + sight.where, number=number, **sight.params) is None:
        raise NoCase(number=number)
