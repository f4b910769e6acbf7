"""The name that pages show for a reference such as `staff:<id>`."""

from collections.abc import Mapping


def named(ref: str, names: Mapping[str, str]) -> str:
    """Returns the person's name for a reference, or its kind if it is not staff (`system`, `citizen`)."""
    return names.get(ref, ref.split(":", maxsplit=1)[0])
