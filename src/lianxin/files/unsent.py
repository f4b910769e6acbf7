"""Files that no case took: a form never sent, a refused upload, a crash. First set aside, later gone.

That long aside gives back what was set aside while a row was on its way, or while a wrong database was looked at.
"""

import contextlib
import os
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

from lianxin.files.storing import DRAFTS, path_of, view_of
from lianxin.kernel.clock import file_age

# Longer than the day that a form waits for its next answer, each of which makes its files young again.
UNSENT_LASTS: Final = 36 * 3600.0  # seconds
ASIDE: Final = "aside"


def renew(folder: Path, digests: Iterable[str]) -> None:
    """Makes files young, because a form that may still be sent names them."""
    for digest in digests:
        with contextlib.suppress(FileNotFoundError):
            os.utime(path_of(folder, digest))


def is_old(path: Path) -> bool:
    """Whether nobody has stored, renewed or set aside this file for UNSENT_LASTS; one that is gone is not."""
    try:
        return file_age(path) > UNSENT_LASTS
    except FileNotFoundError:
        return False


def shelves(folder: Path) -> list[Path]:
    """The folders in which attachments lie, by the first two digits of their digests."""
    return sorted(path for path in folder.glob("[0-9a-f][0-9a-f]") if path.is_dir())


def old_on(shelf: Path) -> list[str]:
    """Digests of the old files of a shelf."""
    return [path.name for path in shelf.glob("*/*") if not path.suffix and is_old(path)]


def set_aside(folder: Path, digests: Collection[str]) -> None:
    """Takes files out of their place; what became young meanwhile is put back."""
    aside = folder / ASIDE
    aside.mkdir(mode=0o700, exist_ok=True)
    for digest in digests:
        with contextlib.suppress(FileNotFoundError):  # another process sweeps, too
            view_of(path_of(folder, digest)).unlink(missing_ok=True)  # drawn again if the file is shown again
            taken = path_of(folder, digest).replace(aside / digest)
            if is_old(taken):
                os.utime(taken)
            else:
                taken.replace(path_of(folder, digest))


def aside_in(folder: Path) -> list[str]:
    """Digests of what was set aside."""
    return [path.name for path in (folder / ASIDE).glob("*")]


def put_back(folder: Path, digests: Collection[str]) -> None:
    """Back to their places, for a case holds them after all."""
    for digest in digests:
        with contextlib.suppress(FileNotFoundError):
            (folder / ASIDE / digest).replace(path_of(folder, digest))


def drop(folder: Path) -> int:
    """Deletes what lies aside for long, and uploads that a crash cut off; returns how many."""
    gone = [path for part in (ASIDE, DRAFTS) for path in (folder / part).glob("*") if is_old(path)]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
