"""The type of a value that JSON or TOML can say, for documents whose shape is not checked yet."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import TypeAlias

JsonValue: TypeAlias = "bool | int | float | str | date | time | Sequence[JsonValue] | Mapping[str, JsonValue] | None"
