"""Tones for tests of the sound path: made as A-law (ITU-T G.711), found again in samples by Goertzel's algorithm."""

import math
from collections.abc import Sequence
from functools import cache
from typing import Final

from lianxin.calls.media.rooms import SAMPLING_RATE

FRAME_SAMPLES: Final = 160  # in a packet of 20 ms
_WINDOW: Final = SAMPLING_RATE // 10  # 100 ms, because a lost or late packet shifts the phase of a tone


def alaw(sample: int) -> int:
    """Returns the A-law byte of a 16-bit sample."""
    sign = 0x80 if sample >= 0 else 0
    size = min(abs(sample), 32_767) >> 4
    if size < 16:
        return (size | sign) ^ 0x55
    exponent = size.bit_length() - 4
    return (exponent << 4 | size >> (exponent - 1) & 15 | sign) ^ 0x55


@cache
def alaw_tone(hertz: int, loudness: int = 8000) -> tuple[bytes, ...]:
    """Returns one second of a tone as frames of A-law."""
    turn = 2 * math.pi * hertz / SAMPLING_RATE
    samples = bytes(alaw(round(loudness * math.sin(turn * at))) for at in range(SAMPLING_RATE))
    return tuple(samples[at : at + FRAME_SAMPLES] for at in range(0, SAMPLING_RATE, FRAME_SAMPLES))


def tone_share(samples: Sequence[int], hertz: int) -> float:
    """Returns the share of the power of the samples that is at this frequency, 0 to 1; multiples of 10 Hz only."""
    power, found = 0.0, 0.0
    turn = 2 * math.cos(2 * math.pi * hertz / SAMPLING_RATE)
    for start in range(0, len(samples), _WINDOW):
        window = samples[start : start + _WINDOW]
        before, last = 0.0, 0.0
        for one in window:
            before, last = last, one + turn * last - before
        found += 2 * (before * before + last * last - turn * before * last) / len(window)
        power += sum(one * one for one in window)
    return found / power if power else 0.0
