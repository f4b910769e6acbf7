"""Finds the unit that praise is about, so that it is not proposed to the street where it happened."""

from lianxin.cases.rules.dispatch import Place
from lianxin.city import Profile


def praised_unit(profile: Profile, words: str, place: Place) -> str:
    """Returns the unit whose name the words contain (the longest name), else by the profile's rules; empty if none.

    For the name of a retired unit it is the successor.
    """
    named = [unit for unit in (*profile.units, *profile.retired.units.values()) if unit.name in words]
    if named:
        found = max(named, key=lambda unit: (len(unit.name), unit.division in (place.street, place.district)))
        return profile.heir(found.code) or ""
    rule = profile.duty_rules.praised(words)
    if rule is None:
        return ""
    return _of_office(profile, rule.office, place) if rule.office else _of_topic(profile, rule.topic or "", place)


def _of_office(profile: Profile, office: str, place: Place) -> str:
    """Returns the office's team in the street, else its bureau in the district, else the city's bureau."""
    of_city = (unit for unit in profile.units if unit.kind == "bureau" and unit.office == office)
    in_street = (
        unit
        for unit in profile.units
        if unit.kind == "team" and unit.office == office and place.street and unit.division == place.street
    )
    found = next(in_street, None) or profile.bureau(place.district, office) or next(of_city, None)
    return found.code if found else ""


def _of_topic(profile: Profile, topic: str, place: Place) -> str:
    """Returns the unit responsible for the topic in this place, empty without one."""
    found = profile.answering(topic, place.street or place.district or None)
    return found.code if found else ""
