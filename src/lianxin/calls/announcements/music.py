"""Music for callers on hold: a quiet piece for plucked strings, composed and played by this module.

It belongs to this project, so a city owes nobody anything for playing it.
"""

import wave
from array import array
from functools import cache
from io import BytesIO
from math import cos, exp, pi, sin
from typing import Final

RATE: Final = 8000  # samples per second, as G.711 has
_BEAT: Final = 0.42  # seconds
_LONGEST: Final = 1.8  # seconds until a string is silent
_LOUD: Final = 9000.0
# Degrees of the pentatonic scale on D, 0 is D4; `.` holds the note. Four phrases: call, answer, call, close.
_MELODY: Final = (
    "0 . 2 3 4 . 3 . 2 . 3 2 0 . . . "
    "4 . 5 . 7 . 5 4 3 . 4 3 2 . . . "
    "0 . 2 3 4 . 7 . 5 . 4 3 4 . . . "
    "3 . 2 . 0 . 2 . 3 2 1 . 0 . . . "
)
_BASS: Final = "0 2 4 2 0 2 4 2 -1 2 4 2 -1 2 4 2 0 2 4 2 -2 1 3 1 -1 2 4 2 0 2 4 2 "
_SCALE: Final = (0, 2, 4, 7, 9)  # semitones of the five degrees
_D4: Final = 293.66  # Hz
_PARTIALS: Final = ((1, 1.0, 1.9), (2, 0.42, 3.0), (3, 0.2, 4.5), (4, 0.1, 6.0))  # multiple, loudness, decay per second
_TURNS: Final = 2  # the second one is played an octave higher and softer


def music_wav() -> bytes:
    """Returns the piece as WAV: 8,000 samples of 16 bits a second, one channel, 54 seconds that can be looped."""
    melody, bass = _MELODY.split(), _BASS.split()
    samples = [0.0] * int(len(melody) * _TURNS * _BEAT * RATE)
    for turn in range(_TURNS):
        begin = turn * len(melody) * _BEAT
        for place, note in enumerate(melody):
            if note != ".":
                _pluck(samples, begin + place * _BEAT, int(note) + 5 * turn, 1.0 - 0.3 * turn)
        for place, note in enumerate(bass):
            _pluck(samples, begin + place * 2 * _BEAT, int(note) - 5, 0.5)
    most = max(map(abs, samples))
    return as_wav(array("h", (int(one / most * _LOUD) for one in samples)))


def as_wav(samples: "array[int]") -> bytes:
    """Returns samples of 16 bits as a WAV file of one channel."""
    file = BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(samples.tobytes())
    return file.getvalue()


def _pluck(samples: list[float], start: float, degree: int, loudness: float) -> None:
    """Adds a note; it wraps around the end, so that the loop is seamless."""
    begin, note = int(start * RATE), _string(degree)
    first = min(len(note), len(samples) - begin)
    for at, part in ((begin, note[:first]), (0, note[first:])):
        end = at + len(part)
        samples[at:end] = [one + loudness * more for one, more in zip(samples[at:end], part, strict=True)]


@cache
def _string(degree: int) -> list[float]:
    """Returns the sound of a plucked string: partials that fade, the higher ones sooner."""
    octave, step = divmod(degree, len(_SCALE))
    pitch = _D4 * 2 ** (octave + _SCALE[step] / 12)
    return [sum(one) for one in zip(*(_partial(pitch * nth, loud, fade) for nth, loud, fade in _PARTIALS), strict=True)]


def _partial(pitch: float, loudness: float, fade: float) -> list[float]:
    """Returns a sine that fades: each sample follows from the two before it."""
    angle, kept = 2 * pi * pitch / RATE, exp(-fade / RATE)
    turn, loss = 2 * kept * cos(angle), kept * kept
    before, now = 0.0, loudness * kept * sin(angle)
    samples: list[float] = []
    for _ in range(int(_LONGEST * RATE)):
        samples.append(before)
        before, now = now, turn * now - loss * before
    return samples
