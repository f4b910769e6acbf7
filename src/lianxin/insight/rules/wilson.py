"""The confidence interval of a share of few cases."""

from math import sqrt
from typing import Final

Z: Final = 1.959964  # 95 %


def wilson(hits: float, of: int) -> tuple[float, float]:
    """Returns the low and high end (0…1) of the 95 % interval of a share; (0, 1) if `of` is 0.

    E. B. Wilson, JASA 22 (1927). `hits` may be fractional: for a mean of weights in 0…1 the interval is too wide
    rather than too narrow, because no such weights vary more than zeros and ones with the same mean.
    """
    if of == 0:
        return 0.0, 1.0
    share, spread = hits / of, Z * Z / of
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / of + spread / of / 4) / (1 + spread)
    return max(0.0, min(middle - half, share)), min(1.0, max(middle + half, share))
