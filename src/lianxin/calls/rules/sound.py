"""Sound of telephones as bytes: G.711 A-law, packets that Janus forwards, twice the rate, peaks for a player."""

import sys
from array import array
from collections.abc import Sequence
from typing import Final

RTP_HEAD: Final = 12  # bytes of a header without extras (RFC 3550)
PCMA_TYPE: Final = 8
PEAKS: Final = 600  # columns of a waveform
_FULL: Final = 32_768


def _linear(byte: int) -> int:
    """Returns the 16-bit sample of an A-law byte (ITU-T G.711)."""
    byte ^= 0x55
    exponent, rest = byte >> 4 & 7, (byte & 15) << 4 | 8
    size = (rest | 0x100) << (exponent - 1) if exponent else rest
    return size if byte & 0x80 else -size


_SAMPLES: Final = array("h", map(_linear, range(256)))
_LOW: Final = bytes(sample & 0xFF for sample in _SAMPLES)
_HIGH: Final = bytes(sample >> 8 & 0xFF for sample in _SAMPLES)


def forwarded_alaw(packet: bytes) -> bytes:
    """Returns the A-law bytes of an RTP packet that Janus forwards; empty for anything else.

    Janus 1.1.2 sends a header of 12 bytes whose bits for padding, extension and sources are not initialised.
    """
    known = len(packet) > RTP_HEAD and packet[0] >> 6 == 2 and packet[1] & 0x7F == PCMA_TYPE
    return packet[RTP_HEAD:] if known else b""


def alaw_samples(alaw: bytes) -> "array[int]":
    """Returns the 16-bit samples of A-law bytes."""
    both = bytearray(2 * len(alaw))
    both[::2], both[1::2] = alaw.translate(_LOW), alaw.translate(_HIGH)
    return native_samples(bytes(both))


def doubled(samples: "array[int]", before: int) -> "array[int]":
    """Returns the samples (at least one) at twice the rate, with means between them. `before`: the last one before."""
    wide = array("h", bytes(4 * len(samples)))
    shifted = array("h", [before])
    shifted.extend(samples[:-1])
    wide[::2] = array("h", [(one + other) >> 1 for one, other in zip(shifted, samples, strict=True)])
    wide[1::2] = samples
    return wide


def little_endian(samples: "array[int]") -> bytes:
    """Returns samples as s16le."""
    if sys.byteorder == "big":
        samples = array("h", samples)
        samples.byteswap()
    return samples.tobytes()


def loudness(pcm: bytes) -> float:
    """Returns the root mean square of s16le samples, 0 to 32,768."""
    samples = native_samples(pcm[: len(pcm) & ~1])
    return (sum(one * one for one in samples) / len(samples)) ** 0.5 if samples else 0.0


def peaks_of(samples: Sequence[int], columns: int = PEAKS) -> bytes:
    """Returns the loudest sample of each column as a byte; one column a sample at most, none for no sound."""
    columns = min(columns, len(samples))
    peaks = bytearray(columns)
    for column in range(columns):
        part = samples[column * len(samples) // columns : (column + 1) * len(samples) // columns]
        highest, lowest = max(part), min(part)
        peaks[column] = min(255, max(highest, -lowest) * 256 // _FULL)
    return bytes(peaks)


def native_samples(pcm: bytes) -> "array[int]":
    """Returns s16le bytes as samples."""
    samples = array("h", pcm)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples
