"""What happens to the open orders of a unit that the city no longer has."""

from dataclasses import dataclass

from lianxin.cases.commands.registry import order_command, said
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.orders import check_may_be_asked, hand_over, successor_of
from lianxin.cases.core.rows import Order
from lianxin.cases.rules.states import OPEN_ORDER
from lianxin.people import Action


@dataclass(frozen=True)
class TakenOver:
    """The unit that takes over; empty: the successor that the profile names, otherwise a unit above or the fallback."""

    unit: str = said("unit", "")


def is_stranded(file: CaseFile, order: Order | None) -> bool:
    """Whether the city no longer has the order's unit."""
    return order is not None and order.unit not in file.profile.unit_codes


@order_command(Action.DISPATCH, *sorted(OPEN_ORDER), asks=TakenOver, fits=is_stranded)
async def hand_over_order(file: CaseFile, order: Order, ask: TakenOver) -> None:
    """Hands the order of a retired unit over to its successor; its state and its clocks continue."""
    unit = ask.unit or successor_of(file, order)
    check_may_be_asked(file, unit)
    hand_over(file, order, unit)
