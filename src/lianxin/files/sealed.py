"""Files sealed by a key of their own (AES-256-GCM), in frames, so that a part can be read without the whole.

A sealed file is MAGIC, then frames of FRAME plain bytes, each followed by its tag. The nonce of a frame is its number,
which is safe because every file has its own key; the last frame is marked, so a cut file is noticed.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC: Final = b"LXSEAL1\n"
FRAME: Final = 64 * 1024  # plain bytes in a frame
_TAG: Final = 16
_NONCE: Final = 12
_MORE, _LAST = b"more", b"last"


class NotSealed(ValueError):
    """A file that is not sealed by this key, or was changed or cut."""


def seal_file(source: Path, target: Path, key: bytes) -> str:
    """Writes `source` to `target`, sealed and durable; returns the SHA-256 of the plain content in hex."""
    cipher, digest = AESGCM(key), hashlib.sha256()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_suffix(".draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with source.open("rb") as plain, os.fdopen(descriptor, "wb") as sealed:
        sealed.write(MAGIC)
        number, frame = 0, plain.read(FRAME)
        while True:
            after = plain.read(FRAME)
            digest.update(frame)
            sealed.write(cipher.encrypt(number.to_bytes(_NONCE), frame, _MORE if after else _LAST))
            if not after:
                break
            number, frame = number + 1, after
        sealed.flush()
        os.fsync(sealed.fileno())
    draft.replace(target)
    return digest.hexdigest()


class SealedFile:
    """A sealed file to read from; `size` is that of the plain content. Raises NotSealed, FileNotFoundError."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.path = path
        self._cipher = AESGCM(key)
        with path.open("rb") as file:
            head = file.read(len(MAGIC))
        length = path.stat().st_size - len(MAGIC)
        self._frames = max(1, -(-length // (FRAME + _TAG)))
        self.size = length - self._frames * _TAG
        if head != MAGIC or self.size < 0:
            raise NotSealed(path.name)

    def read(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yields the plain bytes from `start` to `end` in pieces; raises NotSealed."""
        end = self.size if end is None else min(end, self.size)
        with self.path.open("rb") as file:
            number = start // FRAME
            while number * FRAME < end:
                frame = self._frame(file.fileno(), number)
                first = max(0, start - number * FRAME)
                yield frame[first : end - number * FRAME]
                number += 1

    def _frame(self, descriptor: int, number: int) -> bytes:
        whole = FRAME + _TAG
        sealed = os.pread(descriptor, whole, len(MAGIC) + number * whole)
        mark = _LAST if number == self._frames - 1 else _MORE
        try:
            return self._cipher.decrypt(number.to_bytes(_NONCE), sealed, mark)
        except InvalidTag:
            raise NotSealed(self.path.name) from None
