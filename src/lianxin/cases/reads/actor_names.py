"""How pages name the person or part of the system behind a reference such as `staff:<id>`."""

from collections.abc import Mapping


def named(ref: str, names: Mapping[str, str]) -> str:
    """A person's name for a reference; one that is not staff keeps its kind (`system`, `citizen`)."""
    return names.get(ref, ref.split(":", maxsplit=1)[0])
