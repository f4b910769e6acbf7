"""Checks an extension of an order: before its limit ends, and within the city's bounds on number and length."""

from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.clocks import is_late
from lianxin.cases.core.rows import Order
from lianxin.cases.rules.words import ClockKind
from lianxin.kernel.errors import Conflict, Invalid

IN_A_DAY = {"working_days": 1, "days": 1, "working_hours": 8, "hours": 24, "minutes": 24 * 60}


class TooLateToExtend(Conflict):
    """An extension must be requested and granted before the limit has passed."""

    code = "cases.too_late_to_extend"


class ExtensionTooLong(Invalid):
    """The city limits how often an order may be extended, and its total time with all extensions."""

    code = "cases.extension_too_long"


def check_extension(file: CaseFile, order: Order, amount: int) -> None:
    """Raises TooLateToExtend or ExtensionTooLong; `amount` is in the measure of the order's closing limit."""
    running = file.running((ClockKind.CLOSE,), order)
    if not running or is_late(running[0], file.now):
        raise TooLateToExtend(due_at=running[0].due_at if running else None)
    terms, policy = running[0].terms, file.profile.extensions
    if len(terms.extensions) >= policy.times:
        raise ExtensionTooLong(times=policy.times)
    most = policy.most_working_days * IN_A_DAY[terms.measure] - terms.amount - terms.extended_by
    if not 1 <= amount <= most:
        raise ExtensionTooLong(amount=amount, at_most=most, measure=terms.measure)
