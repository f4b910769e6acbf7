"""The process of a PostgreSQL that a test started in a home of its own."""

from contextlib import suppress
from pathlib import Path


def postmaster(home: Path) -> int | None:
    """Returns the server's process id; None while its record is missing, empty or half-written."""
    with suppress(FileNotFoundError):
        lines = (home / "postgres/data/postmaster.pid").read_text().splitlines(keepends=True)
        if lines and lines[0].endswith("\n"):
            return int(lines[0])
    return None
