"""Erlang-A (M/M/n+M): Poisson arrivals, exponential handling times and patience, first come first served.

The wait of a caller who finds all n seats busy and j callers ahead is a sum of j + 1 exponential times, whose rates
n/handle + i/patience are an arithmetic progression; such a sum is -patience * ln(B) for a Beta(a, j + 1) variable B
(Renyi, 1953), with a = n * patience / handle. Source of the model: Palm, 1957; Garnett, Mandelbaum and Reiman, 2002.
"""

from dataclasses import dataclass
from math import exp

_TINY = 1e-15
_MOST_SEATS = 5000


@dataclass(frozen=True)
class Load:
    """The offered load: calls per second, mean handling time and mean patience in seconds."""

    rate: float
    handle: float
    patience: float


@dataclass(frozen=True)
class LineFigures:
    """What a line does in the long run; shares of all calls, except `occupancy`: the share of the seats' time.

    `within`: answered within the asked seconds. `mean_wait`: of all calls, abandoned ones included, in seconds.
    """

    waits: float
    abandons: float
    within: float
    mean_wait: float
    occupancy: float


def erlang_a(load: Load, seats: int, seconds: float) -> LineFigures:
    """Returns the figures of `seats` seats; `seconds` is the wait that `within` counts."""
    if load.rate <= 0:
        return LineFigures(0.0, 0.0, 1.0, 0.0, 0.0)
    free, line = _states(load, seats)
    a = seats * load.patience / load.handle
    x = exp(-seconds / load.patience)
    late = term = x ** (a + 1)  # the chance that a Beta(a + 1, j + 1) variable is below x, summed over j
    answered = soon = 0.0
    for ahead, chance in enumerate(line):
        share = chance * a / (a + ahead + 1)  # those who are still there when their turn comes
        answered += share
        soon += share * max(0.0, 1.0 - late)
        term *= (1 - x) * (a + 1 + ahead) / (ahead + 1)
        late += term
    queue = sum(ahead * chance for ahead, chance in enumerate(line))
    return LineFigures(
        waits=sum(line),
        abandons=queue / load.patience / load.rate,
        within=free + soon,
        mean_wait=queue / load.rate,
        occupancy=load.rate * load.handle * (free + answered) / seats if seats else 1.0,
    )


def _states(load: Load, seats: int) -> tuple[float, list[float]]:
    """Returns the chance that a seat is free, and the chance of each number of callers ahead while none is.

    The weights of the states are computed outwards from the most likely one, so that none overflows.
    """
    ends, gives_up = 1 / load.handle, 1 / load.patience

    def leaving(present: int) -> float:
        """The rate at which callers leave while so many talk or wait."""
        return min(present, seats) * ends + max(0, present - seats) * gives_up

    offered = load.rate * load.handle
    likely = int(offered) if offered < seats else seats + int((load.rate - seats * ends) / gives_up)
    weights = {likely: 1.0}
    weight, present = 1.0, likely
    while present > 0 and weight > _TINY:
        weight *= leaving(present) / load.rate
        present -= 1
        weights[present] = weight
    weight, present = 1.0, likely
    while weight > _TINY:
        present += 1
        weight *= load.rate / leaving(present)
        weights[present] = weight
    total = sum(weights.values())
    line = [weights.get(state, 0.0) / total for state in range(seats, present + 1)]
    return max(0.0, 1.0 - sum(line)), line


def seats_needed(load: Load, share: float, seconds: float) -> int:
    """Returns the fewest seats that answer `share` of the calls within `seconds`."""
    low, high = 0, 1
    while high < _MOST_SEATS and erlang_a(load, high, seconds).within < share:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if erlang_a(load, middle, seconds).within >= share else (middle, high)
    return high if load.rate > 0 else 0
