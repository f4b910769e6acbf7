"""The most callers that any rule could serve with the same seats: no seat is idle while a caller could be served.

Time is cut into intervals. A caller can be served in every interval from the first attempt until some time after the
last one that they would make, always answers at once, and takes the mean handling time. Serving the earliest deadline
first then serves the most. Every assumption helps, so no rule that does not know handling times exceeds the bound by
more than chance.
"""

from collections.abc import Sequence
from heapq import heappop, heappush

from lianxin.calls.rules.staffing.callers import DayCaller
from lianxin.calls.rules.staffing.day import HALF_HOUR, DaySetting

SLOT = 300.0


def most_served(callers: Sequence[DayCaller], setting: DaySetting, within: float) -> float:
    """Returns the most callers that could be served; `within`: seconds after the last attempt for a ring-back."""
    slots = max(1, -int(-(setting.end - setting.start) // SLOT))
    by_slot: list[list[float]] = [[] for _ in range(slots)]
    for caller in callers:
        slot = min(max(int((caller.at - setting.start) // SLOT), 0), slots - 1)
        by_slot[slot].append(caller.last + within)
    open_until: list[float] = []
    served = owed = 0.0
    for nth, deadlines in enumerate(by_slot):
        for deadline in deadlines:
            heappush(open_until, deadline)
        begins = setting.start + nth * SLOT
        seats = setting.seats[min(int(nth * SLOT // HALF_HOUR), len(setting.seats) - 1)]
        # a call that began is finished, so every seat may start one more at the end of the day
        owed += seats * SLOT / setting.handle + (seats if nth == slots - 1 else 0)
        while open_until and open_until[0] < begins:
            heappop(open_until)
        taken = min(int(owed), len(open_until))
        for _ in range(taken):
            heappop(open_until)
        served += taken
        owed = owed - taken if taken == int(owed) else 0.0  # idle seats save nothing for later
    return served
