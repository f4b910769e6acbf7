"""The form of a value in `city.toml`: its type, its words or pattern, and the table it refers to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

TIME: Final = (r"([01]\d|2[0-3]):[0-5]\d", "a time like 08:30")
DAY: Final = (r"\d{4}-\d{2}-\d{2}", "a day like 2026-12-01")
DUTY_PHONE: Final = (r"[0-9+][0-9 ()-]{2,24}", "a telephone number")
DUTY_MAIL: Final = (r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address")
TEXT: Final = (r"(?s).*\S.*", "a text")


@dataclass(frozen=True, slots=True)
class Key:
    """The form of a value, or with `many` of each value. `refers`: `units`, or `topics` for a topic or a prefix."""

    kind: type[str] | type[int] | type[bool] | type[float]
    needed: bool = True
    many: bool = False
    words: Collection[str] | None = None
    form: tuple[str, str] | None = None
    span: tuple[float, float] | None = None
    refers: str | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class KeyTable:
    """The keys of one table; `many`: an array of tables."""

    keys: Mapping[str, Key]
    needed: bool = True
    many: bool = False


_TILES = (r"https://[A-Za-z0-9.:-]+/(?=\S*\{z\})(?=\S*\{x\})(?=\S*\{y\})\S+", "an https address with {z}, {x} and {y}")
PUBLIC_KEYS: Final = {
    "joining": Key(bool, needed=False),
    "unit_limits": Key(bool, needed=False),
    "tiles": Key(str, needed=False, form=_TILES),
    "tiles_credit": Key(str, needed=False, form=TEXT),
    "map_latitude": Key(float, needed=False, span=(-90, 90)),
    "map_longitude": Key(float, needed=False, span=(-180, 180)),
}
"""What the citizens' pages show and offer, and the city's own map for their form; all optional."""
