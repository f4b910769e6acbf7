"""The tone that a seat hears while the citizen's telephone rings: 450 Hz, one second on, four off (GB/T 3380)."""

from array import array
from math import pi, sin
from typing import Final

from lianxin.calls.announcements.music import RATE, as_wav

_HERTZ: Final = 450
_LOUD: Final = 6000.0
_ON: Final = 1  # seconds
_OFF: Final = 4


def ringing_wav() -> bytes:
    """Returns the tone as WAV: 8,000 samples of 16 bits a second, one channel, 5 seconds that can be looped."""
    tone = (int(_LOUD * sin(2 * pi * _HERTZ * at / RATE)) for at in range(_ON * RATE))
    return as_wav(array("h", tone) + array("h", bytes(2 * _OFF * RATE)))
