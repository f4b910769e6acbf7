"""The background parts that a package offers through its door: feed readers, loops and jobs.

A package defines `background(site) -> Parts`; the runtime runs what all packages offer.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from lianxin.kernel.feed import Reaction
from lianxin.kernel.jobs import Job

Act = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Reader:
    """Reacts to every event of the feed in order. `name` identifies its cursor in `feed_cursors` and never changes."""

    name: str
    react: Reaction


@dataclass(frozen=True)
class Loop:
    """Calls `run` repeatedly, with a pause of `every_seconds`. While it fails, `/readyz` lists its name."""

    name: str
    every_seconds: float
    run: Act


class NameTaken(ValueError):
    """Two background parts have the same name, so they would share a cursor, a job queue entry or a line in /readyz."""


@dataclass(frozen=True)
class Parts:
    """The background parts of one package, or of several."""

    readers: tuple[Reader, ...] = ()
    loops: tuple[Loop, ...] = ()
    jobs: tuple[Job[Any], ...] = ()

    @classmethod
    def joined(cls, several: Iterable["Parts"]) -> "Parts":
        """The parts of several packages; raises NameTaken."""
        kept = list(several)
        joined = cls(
            tuple(chain.from_iterable(parts.readers for parts in kept)),
            tuple(chain.from_iterable(parts.loops for parts in kept)),
            tuple(chain.from_iterable(parts.jobs for parts in kept)),
        )
        check_names(part.name for part in (*joined.readers, *joined.loops))
        check_names(job.name for job in joined.jobs)
        return joined


def check_names(names: Iterable[str]) -> None:
    """Raises NameTaken with the names that are not unique."""
    taken = [name for name, times in Counter(names).items() if times > 1]
    if taken:
        raise NameTaken(", ".join(taken))
