"""The city's duty list: the level and office responsible for a topic, and the unit that this means in a place."""

from dataclasses import dataclass

from lianxin.cases.rules.dispatch import Place
from lianxin.city import Duty, Profile


@dataclass(frozen=True)
class DutyLine:
    """A line of the duty list. `answers` is the code of a unit or an office, `office` its name."""

    topic: str
    level: str
    answers: str | None
    office: str | None
    basis: str
    source: str
    verified: bool


@dataclass(frozen=True)
class DutyHere(DutyLine):
    """A line of the duty list with the unit responsible in the case's place."""

    unit: str | None


def duty_here(profile: Profile, topic: str, here: Place) -> DutyHere | None:
    """Returns the line for a topic with the unit responsible in this place; None for an unknown topic."""
    if topic not in profile.topic_codes:
        return None
    answering = profile.answering(topic, here.street or here.district or None)
    return DutyHere(**vars(duty_line(profile, profile.duty(topic))), unit=answering.code if answering else None)


def duty_list(profile: Profile) -> list[DutyLine]:
    """Returns the whole duty list; the page searches it by topic and initials."""
    return [duty_line(profile, duty) for duty in profile.duties]


def duty_line(profile: Profile, duty: Duty) -> DutyLine:
    """Returns a line of the profile with the name of the office or unit."""
    return DutyLine(
        topic=duty.topic,
        level=duty.level,
        answers=duty.answers,
        office=office_name(profile, duty.answers),
        basis=duty.basis,
        source=duty.source,
        verified=duty.verified,
    )


def office_name(profile: Profile, answers: str | None) -> str | None:
    """Returns the name of an office, which every district has, or of a unit; None without a code."""
    if answers is None:
        return None
    office = next((one.name for one in profile.offices if one.code == answers), None)
    return office or profile.unit_name(answers)
