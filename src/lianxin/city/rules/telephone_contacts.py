"""Outside contacts: the only telephones outside the hotline that a seat may bring into a call. Not the citizens."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lianxin.city.rules.duty_rules import DutyRules
from lianxin.city.rules.sources import Problem, Sources

CONTACT_KINDS: Final = ("interpreter", "police", "customs", "lawyer", "expert", "bureau", "duty")
CONTACT_NUMBER: Final = (
    r"1\d{2,4}|9\d{4}|1[3-9]\d{9}|0[1-9]\d{1,2}-?\d{7,8}|[48]00-?\d{3}-?\d{4}",
    "a telephone number in the country, like 110, 12360, 021-62345678 or 13912345678",
)
"""No foreign numbers, and nothing that a trunk could read as one."""


@dataclass(frozen=True, slots=True)
class OutsideContact:
    """A telephone outside the hotline: its `number`, or the duty telephone of a `unit`.

    `skills`: what the contact can do, by the codes of `telephone.skill`, like the languages of an interpreter.
    """

    code: str
    kind: str
    name: str
    name_en: str
    number: str = ""
    unit: str = ""
    skills: tuple[str, ...] = ()


def duty_phone(duty: DutyRules, unit: str) -> str:
    """Returns the duty telephone of a unit; empty if the roster has none."""
    return next((one.phone for one in duty.roster if one.unit == unit and one.start is None), "")


def check_contacts(sources: Sources, contacts: tuple[OutsideContact, ...], skills: frozenset[str]) -> Iterator[Problem]:
    """Yields contacts without exactly one telephone, without the duty telephone of their unit, or unknown skills."""
    duty = DutyRules.of(sources.city)
    for index, one in enumerate(contacts):
        if bool(one.number) == bool(one.unit):
            said = f"contact {one.code} needs a number or a unit, and not both"
            yield sources.toml_problem(said, _TABLE, index)
        elif one.unit and not duty_phone(duty, one.unit):
            said = f"unit {one.unit} has no telephone without hours in duty_roster"
            yield sources.toml_problem(said, _TABLE, index, "unit")
        for skill in sorted(set(one.skills) - skills):
            yield sources.toml_problem(f"skill {skill} is not in telephone.skill", _TABLE, index, "skills")


_TABLE: Final = "telephone.contact"
