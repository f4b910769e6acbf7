"""Removes metadata from photos: a confined process of its own re-encodes each photo upright (`reencode`).

A HEIC is stored as uploaded with its metadata overwritten (`heic`), because no free library writes that format; a JPEG
of it for every browser is stored next to it. Does not scale, crop or judge pictures.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from lianxin.files.errors import NotAPhoto, TooLargeToDecode
from lianxin.files.heic import plain_heic
from lianxin.files.kinds import HEIC, JPEG, PNG, WEBP, FileType

PROGRAM: Final = Path(__file__).with_name("reencode.py")
DECODERS: Final = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP", HEIC: "HEIF"}
WAIT: Final = 60.0  # seconds of real time; the process itself ends after 20 seconds of CPU time
CRASHED, TOO_MANY_PIXELS = 1, 3  # exit codes of Python and of `reencode`
# One thread per processor waits for these processes, so that ten photos on two processors use the memory of two.
WAITING: Final = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="photo")


def reencode(source: Path, found: FileType, target: Path) -> None:
    """Writes only the picture to the new file `target`, a HEIC as JPEG; raises NotAPhoto or TooLargeToDecode."""
    # An empty environment gives the process no secrets; one memory arena keeps its threads within the limit.
    command = [sys.executable, "-I", str(PROGRAM), DECODERS[found]]
    with source.open("rb") as given, target.open("xb") as plain:
        try:
            done = subprocess.run(
                command,
                check=False,
                stdin=given,
                stdout=plain,
                stderr=subprocess.DEVNULL,
                env={"MALLOC_ARENA_MAX": "1"},
                cwd="/",
                timeout=WAIT,
            )
        except subprocess.TimeoutExpired:
            raise NotAPhoto("too slow to decode") from None
    if done.returncode == TOO_MANY_PIXELS:
        raise TooLargeToDecode
    if done.returncode == CRASHED:
        raise RuntimeError(f"{PROGRAM.name} does not run")
    if done.returncode:
        raise NotAPhoto(f"not decoded: exit code {done.returncode}")


def strip(draft: Path, found: FileType, view: Path) -> None:
    """Replaces a photo by its picture without metadata; for a HEIC also writes a JPEG to the new file `view`.

    Raises NotAPhoto or TooLargeToDecode.
    """
    if found is HEIC:
        draft.write_bytes(plain_heic(draft.read_bytes()))
        reencode(draft, found, view)
    else:
        reencode(draft, found, view)
        view.replace(draft)
