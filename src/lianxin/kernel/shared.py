"""Objects that all units of work of a database share: the vault, the folder of files, a cache with typed keys."""

from collections.abc import Awaitable, Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, LiteralString, Protocol, TypeVar, cast

from lianxin.kernel.privacy import Vault

T = TypeVar("T")


class Apart(Protocol):
    """Runs one statement in a transaction of its own and returns the first value of its first row."""

    def __call__(self, query: LiteralString, **params: Any) -> Awaitable[Any]: ...


@dataclass(frozen=True)
class CacheKey(Generic[T]):
    """The name and the type of a cached value: `PROFILE: Final = CacheKey[Profile]("profile")`."""

    name: str


class Cache:
    """Values by typed key. `parts`, such as the city or a version, distinguish values of the same key."""

    def __init__(self) -> None:
        self._values: dict[tuple[Hashable, ...], object] = {}

    def get(self, key: CacheKey[T], *parts: Hashable) -> T | None:
        """The value last put under this key and these parts, or None."""
        return cast("T | None", self._values.get((key.name, *parts)))

    def put(self, key: CacheKey[T], value: T, *parts: Hashable) -> T:
        """Keeps the value and returns it."""
        self._values[(key.name, *parts)] = value
        return value

    def drop(self, key: CacheKey[Any], *parts: Hashable) -> None:
        """Removes one value; does nothing if there is none."""
        self._values.pop((key.name, *parts), None)

    def clear(self) -> None:
        """Removes every value."""
        self._values.clear()


@dataclass
class Shared:
    """`apart` runs one statement in a transaction of its own. `vault` and `files` are None until the city is opened."""

    apart: Apart
    vault: Vault | None = None
    files: Path | None = None
    cache: Cache = field(default_factory=Cache)


class NotOpened(RuntimeError):
    """The database was opened without the vault or the folder of files that the caller needs."""


def present(value: T | None) -> T:
    """Returns the value; raises NotOpened if it is None."""
    if value is None:
        raise NotOpened
    return value
