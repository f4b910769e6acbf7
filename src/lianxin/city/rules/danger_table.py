"""The shape of `danger.toml`: the tables that `DangerRules` reads."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from lianxin.city.rules.danger_cues import CueMeasure, CueTable


@dataclass(frozen=True, slots=True)
class SignTable:
    """A table `[[sign]]`: phrases of one service. `beside` must, `unless` must not occur in its sentence."""

    service: str
    phrases: tuple[str, ...]
    sure: bool = False
    brief: bool = False
    beside: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExclusionTable:
    """A table `[[exclude]]`: phrases after which a sign does not count. `scope` is one of SCOPES."""

    why: str
    scope: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DangerTable:
    """A checked danger.toml. `services` come in order of precedence; `long` and `brief` are lengths in characters."""

    services: tuple[str, ...]
    now: tuple[str, ...]
    sign: tuple[SignTable, ...]
    exclude: tuple[ExclusionTable, ...]
    traditional: str = ""
    simplified: str = ""
    long: int = sys.maxsize
    brief: int = 0
    spelling: Mapping[str, str] = field(default_factory=dict[str, str])
    words: Mapping[str, list[str]] = field(default_factory=dict[str, list[str]])
    kinds: Mapping[str, list[str]] = field(default_factory=dict[str, list[str]])
    measure: CueMeasure = field(default_factory=CueMeasure)
    cue: tuple[CueTable, ...] = ()
