"""How much more time an order may get: asked for in time, so often and so long as the city says."""

from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.clocks import is_late
from lianxin.cases.core.rows import Order
from lianxin.cases.rules.words import ClockKind
from lianxin.kernel.errors import Conflict, Invalid

IN_A_DAY = {"working_days": 1, "days": 1, "working_hours": 8, "hours": 24, "minutes": 24 * 60}


class TooLateToExtend(Conflict):
    """More time is asked for and granted before the limit has passed; nothing makes a late clock punctual."""

    code = "cases.too_late_to_extend"


class ExtensionTooLong(Invalid):
    """The city bounds how often an order may be extended, and how long it may take with all extensions."""

    code = "cases.extension_too_long"


def check_extension(file: CaseFile, order: Order, amount: int) -> None:
    """Raises TooLateToExtend or ExtensionTooLong for so much more, in the measure of the order's closing limit."""
    running = file.running((ClockKind.CLOSE,), order)
    if not running or is_late(running[0], file.now):
        raise TooLateToExtend(due_at=running[0].due_at if running else None)
    terms, policy = running[0].terms, file.profile.extensions
    if len(terms.extensions) >= policy.times:
        raise ExtensionTooLong(times=policy.times)
    most = policy.most_working_days * IN_A_DAY[terms.measure] - terms.amount - terms.extended_by
    if not 1 <= amount <= most:
        raise ExtensionTooLong(amount=amount, at_most=most, measure=terms.measure)
