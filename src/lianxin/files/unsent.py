"""Removes files that belong to no case, after abandoned forms, rejected uploads or crashes; first sets them aside.

A file stays aside long enough to be put back if a row was still being written, or the database was the wrong one.
"""

import contextlib
import os
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

from lianxin.files.storing import DRAFTS, path_of, view_of
from lianxin.kernel.clock import file_age

# Longer than the day for which a form waits for its next answer; each answer renews its files.
UNSENT_LASTS: Final = 36 * 3600.0  # seconds
ASIDE: Final = "aside"


def renew(folder: Path, digests: Iterable[str]) -> None:
    """Resets the age of files, because a form that may still be sent refers to them."""
    for digest in digests:
        with contextlib.suppress(FileNotFoundError):
            os.utime(path_of(folder, digest))


def is_old(path: Path) -> bool:
    """Whether a file was last stored, renewed or set aside more than UNSENT_LASTS ago; False for a missing file."""
    try:
        return file_age(path) > UNSENT_LASTS
    except FileNotFoundError:
        return False


def shelves(folder: Path) -> list[Path]:
    """Returns the folders of attachments, named by the first two digits of their digests."""
    return sorted(path for path in folder.glob("[0-9a-f][0-9a-f]") if path.is_dir())


def old_on(shelf: Path) -> list[str]:
    """Returns the digests of the old files on a shelf."""
    return [path.name for path in shelf.glob("*/*") if not path.suffix and is_old(path)]


def set_aside(folder: Path, digests: Collection[str]) -> None:
    """Moves files aside; files renewed meanwhile are put back."""
    aside = folder / ASIDE
    aside.mkdir(mode=0o700, exist_ok=True)
    for digest in digests:
        with contextlib.suppress(FileNotFoundError):  # another process may remove files at the same time
            view_of(path_of(folder, digest)).unlink(missing_ok=True)  # created again when the file is shown
            taken = path_of(folder, digest).replace(aside / digest)
            if is_old(taken):
                os.utime(taken)
            else:
                taken.replace(path_of(folder, digest))


def aside_in(folder: Path) -> list[str]:
    """Returns the digests of the files set aside."""
    return [path.name for path in (folder / ASIDE).glob("*")]


def put_back(folder: Path, digests: Collection[str]) -> None:
    """Moves files back to their places, because a case refers to them."""
    for digest in digests:
        with contextlib.suppress(FileNotFoundError):
            (folder / ASIDE / digest).replace(path_of(folder, digest))


def drop(folder: Path) -> int:
    """Deletes old files set aside and interrupted uploads; returns how many."""
    gone = [path for part in (ASIDE, DRAFTS) for path in (folder / part).glob("*") if is_old(path)]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
