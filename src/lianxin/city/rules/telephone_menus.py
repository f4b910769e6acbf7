"""The menus of a city's telephone and what callers hear, as data. Names in `_s` are seconds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

GENERAL: Final = "general"
SKILL_GAP: Final = ":"


def skill_levels(skills: tuple[str, ...]) -> Mapping[str, int]:
    """Returns levels by skill from `skill:level`; a skill without a level needs level 1."""
    parts = (skill.partition(SKILL_GAP) for skill in skills)
    return {name: int(level or 1) for name, _, level in parts}


@dataclass(frozen=True, slots=True)
class MenuRule:
    """One question of the menu. `announcement` names its text. Silence leads to `queue`, or to the next menu `then`.

    After `timeout_s` of silence it is repeated `repeats` times; so many `wrong` keys have the same effect as silence.
    In surge a menu without `in_surge` is skipped: the call goes where silence leads. It is said in each of
    `languages`, without any in the language that the caller chose.
    """

    code: str
    announcement: str
    queue: str = GENERAL
    then: str = ""
    timeout_s: int = 5
    repeats: int = 1
    wrong: int = 3
    in_surge: bool = False
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MenuChoice:
    """A key of a menu: it may set `language`, `skills` and `urgency`, and leads to a menu `then` or to a `queue`.

    Without either it leads where silence does. `announcement` is played first. `0` (the operator) and `*` (again) have
    the same meaning in every menu.
    """

    menu: str
    key: str
    name: str = ""
    name_en: str = ""
    then: str = ""
    queue: str = ""
    language: str = ""
    skills: tuple[str, ...] = ()
    urgency: str = ""
    announcement: str = ""

    @property
    def needs(self) -> Mapping[str, int]:
        """Returns the level needed of each skill."""
        return skill_levels(self.skills)


@dataclass(frozen=True, slots=True)
class Announcement:
    """What callers hear in a language: `text` is spoken, or `file` (WAV in the folder of recordings) is played."""

    name: str
    language: str
    text: str = ""
    file: str = ""
