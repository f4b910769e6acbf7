"""The duty list of the city: which level and office answers for a topic, and which unit that is in a place."""

from dataclasses import dataclass

from lianxin.cases.rules.dispatch import Place
from lianxin.city import Duty, Profile


@dataclass(frozen=True)
class DutyLine:
    """A line of the duty list. `answers` is a unit's or an office's code, `office` its name."""

    topic: str
    level: str
    answers: str | None
    office: str | None
    basis: str
    source: str
    verified: bool


@dataclass(frozen=True)
class DutyHere(DutyLine):
    """The same with the unit it comes to in the case's place."""

    unit: str | None


def duty_here(profile: Profile, topic: str, here: Place) -> DutyHere | None:
    """The line of the duty list for a topic, and the unit it comes to in this place."""
    if topic not in profile.topic_codes:
        return None
    answering = profile.answering(topic, here.street or here.district or None)
    return DutyHere(**vars(duty_line(profile, profile.duty(topic))), unit=answering.code if answering else None)


def duty_list(profile: Profile) -> list[DutyLine]:
    """The whole duty list, for looking up by topic and initials on the page."""
    return [duty_line(profile, duty) for duty in profile.duties]


def duty_line(profile: Profile, duty: Duty) -> DutyLine:
    """A line of the profile, with the name of who answers."""
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
    """What the duty list calls it: a unit's name, or an office's of every district."""
    if answers is None:
        return None
    office = next((one.name for one in profile.offices if one.code == answers), None)
    return office or profile.unit_name(answers)
