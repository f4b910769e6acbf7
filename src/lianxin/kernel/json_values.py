"""The type of a value that JSON or TOML can say, and its conversion to a declared type."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import msgspec

T = TypeVar("T")

if TYPE_CHECKING:
    JsonValue: TypeAlias = (
        "bool | int | float | str | date | time | Sequence[JsonValue] | Mapping[str, JsonValue] | None"
    )
else:
    JsonValue = Any  # what reads annotations while the program runs cannot follow a type that contains itself
JsonObject: TypeAlias = Mapping[str, JsonValue]


def read_json(shape: type[T], value: JsonValue) -> T:
    """Returns a value as `shape`: a scalar, a collection, or a dataclass whose fields are the keys of a table.

    Keys without a field are ignored. A missing key or a value of another type raises ValueError with its path.
    """
    return msgspec.convert(value, shape)
