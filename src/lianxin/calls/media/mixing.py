"""Makes one recording of two channels from the raw tapes of a call: the citizen left, everybody else right.

The tapes are aligned by the times of their first packets. Uses `janus-pp-rec`, `sox`, and `ffmpeg` for Opus.
"""

import hashlib
import shutil
import subprocess
import wave
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lianxin.calls.media.errors import MediaFailed
from lianxin.calls.media.mjr import (
    HEADER_BYTES,
    MjrHeader,
    NotATape,
    TapeName,
    on_citizens_side,
    paddings,
    read_mjr_header,
    read_tape_name,
)
from lianxin.calls.media.rooms import SAMPLING_RATE
from lianxin.calls.rules.sound import native_samples, peaks_of

PROGRAMS: Final = ("janus-pp-rec", "sox", "ffmpeg")
_RATE: Final = str(SAMPLING_RATE)
_LONGEST: Final = 600.0  # seconds for one program


@dataclass(frozen=True)
class Tape:
    """A raw recording of one participant; `sha256` is that of the file."""

    path: Path
    name: TapeName
    header: MjrHeader
    sha256: str
    size: int


@dataclass(frozen=True)
class Mixed:
    """A recording of two channels (FLAC, 8 kHz, 16 bits), its tapes, and the peaks of left and right channel."""

    path: Path
    seconds: float
    tapes: tuple[Tape, ...]
    peaks: bytes


def tapes_in(folder: Path) -> list[Tape]:
    """Returns the tapes with sound in a folder, in the order in which they began; leaves out empty ones."""
    found: list[Tape] = []
    for path in sorted(folder.glob("*.mjr")):
        with path.open("rb") as file:
            try:
                name, header = read_tape_name(path.name), read_mjr_header(file.read(HEADER_BYTES))
            except NotATape:
                continue
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            found.append(Tape(path, name, header, digest, file.tell()))
    return sorted(found, key=lambda tape: tape.header.written)


def mix(tapes: Sequence[Tape], target: Path) -> Mixed:
    """Writes the tapes to `target` (`.flac` or `.wav`); works in a folder next to it. Raises MediaFailed."""
    rooms = target.with_suffix(".parts")
    rooms.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        sides: dict[bool, list[Path]] = {True: [], False: []}
        silences = paddings([tape.header.written for tape in tapes])
        for tape, silence in zip(tapes, silences, strict=True):
            sides[on_citizens_side(tape.name.participant)].append(_padded(tape, silence, rooms))
        left, right = (_one_of(sides[side], rooms / f"{side}.wav") for side in (True, False))
        run_program("sox", "-M", left, right, target)
        return Mixed(target, max(wav_seconds(left), wav_seconds(right)), tuple(tapes), _peaks_of_both(left, right))
    finally:
        shutil.rmtree(rooms)


def _padded(tape: Tape, silence: float, folder: Path) -> Path:
    """Decodes a tape and puts the silence before it."""
    plain = folder / f"{tape.path.stem}.wav"
    if tape.header.codec == "opus":
        coded = plain.with_suffix(".opus")
        run_program("janus-pp-rec", "--debug-level=0", tape.path, coded)
        run_program("ffmpeg", "-v", "error", "-i", coded, "-ar", _RATE, "-ac", "1", plain)
    else:
        run_program("janus-pp-rec", "--debug-level=0", tape.path, plain)
    padded = plain.with_suffix(".padded.wav")
    run_program("sox", plain, padded, "pad", f"{silence:.4f}")
    return padded


def _one_of(parts: Sequence[Path], target: Path) -> Path:
    """Returns one file with the sound of all parts, silent if there is none."""
    if len(parts) == 1:
        return parts[0]
    if parts:
        run_program("sox", "-m", *(word for part in parts for word in ("-v", "1", part)), target)
    else:
        run_program("sox", "-n", "-r", _RATE, "-c", "1", "-b", "16", target, "trim", "0", "0.02")
    return target


def _peaks_of_both(*paths: Path) -> bytes:
    """Returns the peaks of the channels, which have the length of the longest."""
    channels = [wav_samples(path) for path in paths]
    longest = max(map(len, channels))
    for samples in channels:
        samples.extend(array("h", bytes(2 * (longest - len(samples)))))
    return b"".join(map(peaks_of, channels))


def wav_samples(path: Path) -> "array[int]":
    """Returns the samples of a WAV of one channel and 16 bits."""
    with wave.open(str(path)) as sound:
        return native_samples(sound.readframes(sound.getnframes()))


def wav_seconds(path: Path) -> float:
    """Returns the length of a WAV."""
    with wave.open(str(path)) as sound:
        return sound.getnframes() / sound.getframerate()


def run_program(name: str, *words: str | Path) -> None:
    """Runs a program to its end; raises MediaFailed with what it said."""
    program = shutil.which(name)
    if program is None:
        raise MediaFailed(server=name, reason=f"{name} is not installed")
    done = subprocess.run(
        [program, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_LONGEST, check=False
    )
    if done.returncode:
        raise MediaFailed(server=name, reason=(done.stderr or done.stdout)[-500:])
