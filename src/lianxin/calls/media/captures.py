"""The folder of raw recordings while people talk: in memory (tmpfs), readable by this account only."""

import hashlib
import os
from pathlib import Path
from typing import Final

from lianxin.calls.media.errors import MediaFailed

_IN_MEMORY: Final = (Path("/dev/shm"), Path("/run"))  # noqa: S108 - memory is what is wanted
_MOUNTS: Final = Path("/proc/mounts")


def capture_folder(home: Path) -> Path:
    """Returns the folder in memory that belongs to this installation; creates it. Raises MediaFailed."""
    name = f"lianxin-{hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:16]}"
    for base in tmpfs_among(_IN_MEMORY, _MOUNTS.read_text()):
        if os.access(base, os.W_OK):
            return _own(base / name)
    raise MediaFailed(server="recording", reason="neither /dev/shm nor /run is a tmpfs that this account may write")


def tmpfs_among(paths: tuple[Path, ...], mounts: str) -> list[Path]:
    """Returns those of the paths that are mounted as tmpfs, by the lines of /proc/mounts."""
    kinds = {words[1]: words[2] for line in mounts.splitlines() if len(words := line.split()) > 2}
    return [path for path in paths if kinds.get(str(path)) == "tmpfs"]


def _own(folder: Path) -> Path:
    """Creates the folder; refuses one that another account made before. Raises MediaFailed."""
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if folder.is_symlink() or status.st_uid != os.geteuid():
        raise MediaFailed(server="recording", reason=f"{folder} belongs to another account")
    folder.chmod(0o700)
    return folder
