"""How sure a share of few can be."""

from math import sqrt
from typing import Final

Z: Final = 1.959964  # 95 %


def wilson(hits: float, of: int) -> tuple[float, float]:
    """Low and high end (0…1) of the 95 % interval of a share; (0, 1) of nothing.

    E. B. Wilson, JASA 22 (1927). `hits` need not be whole: for a mean of weights within 0…1 the interval is too wide
    rather than too narrow, because no such weights vary more than zeros and ones of the same mean.
    """
    if of == 0:
        return 0.0, 1.0
    share, spread = hits / of, Z * Z / of
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / of + spread / of / 4) / (1 + spread)
    return max(0.0, min(middle - half, share)), min(1.0, max(middle + half, share))
