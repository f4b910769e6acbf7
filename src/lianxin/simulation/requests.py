"""The requests of simulated citizens: a city's sample cases, or generated requests about its topics and places."""

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from lianxin.cases import IntakeForm
from lianxin.city import Profile
from lianxin.people import ContactPreference, Person

_WEEK = timedelta(days=7)
_CHANNELS = ("phone",) * 7 + ("web", "mobile", "letter")
BY_HOUR = (1, 1, 1, 1, 1, 2, 5, 12, 30, 40, 42, 36, 24, 30, 38, 40, 36, 28, 20, 16, 14, 10, 6, 3)
SENT_BY_CITIZENS = frozenset({"web", "mobile"})  # sent by citizens themselves
_WEEKEND = 0.55
OPENINGS = ("", "", "您好。", "我也想反映一下：", "跟之前邻居说的是一回事。", "麻烦问一下，")
CALLERS = ("陆先生", "顾女士", "蒋阿姨", "卢先生", "丁女士", "姚先生", "范女士", "邵先生", "龚阿姨", "汤先生")
_DIGITS = re.compile(r"[0-9]{1,4}")
PHONE_PREFIX = "199"


def invented_requests(
    profile: Profile, seed: int, start: datetime, count: int
) -> Iterator[tuple[datetime, IntakeForm]]:
    """Yields `count` generated requests with their times, on random topics and streets, over one week from `start`."""
    chance = Random(f"requests {seed}")  # noqa: S311 - a simulation must be repeatable
    streets = [d for d in profile.divisions if d.kind != "district"] or list(profile.divisions)
    for nth, at in enumerate(moments(profile, chance, start, start + _WEEK, count)):
        topic, place = chance.choice(profile.topics), chance.choice(streets)
        words = f"{place.name}附近，{topic.l3}的问题，已经有{nth % 20 + 2}天了，请派人来看看。"
        nature = topic.nature if chance.random() < 0.7 else chance.choice(profile.natures)
        person = Person(f"市民{nth}", f"{PHONE_PREFIX}{nth:08d}")
        channel = chance.choice(_CHANNELS)
        yield at, IntakeForm(words, channel, nature, topic.code, street=place.code, person=person)


def sample_requests(path: Path, profile: Profile) -> list[tuple[IntakeForm, float | None]]:
    """Returns the sample cases of a CSV file, each with the hours until its `needed_by`, if any.

    Topics and places that the city does not have are left empty.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return [(_form_of(row, profile), float(row["needed_by_hours"]) if row["needed_by_hours"] else None) for row in rows]


def _form_of(row: dict[str, str], profile: Profile) -> IntakeForm:
    """Returns one sample case as an intake form."""
    street = row["street"] if row["street"] in profile.division_codes else ""
    district = row["district"] if row["district"] in profile.division_codes else ""
    complained = profile.bureau(district, row["complained_office"]) if row["complained_office"] and district else None
    deaf = row["language"] == "csl"
    person = Person(
        row["name"],
        row["phone"],
        language=row["language"] or "zh-CN",
        contact_preference=ContactPreference.VIDEO if deaf else ContactPreference.ANY,
    )
    return IntakeForm(
        row["words"],
        row["channel"],
        row["nature"],
        row["topic"] if row["topic"] in profile.topic_codes else "",
        row["urgency"],
        row["title"],
        row["wish"],
        district,
        street,
        row["address"],
        row["language"] or "zh-CN",
        person=person,
        confidential=row["confidential"] == "true",
        complained=(complained.code,) if complained else (),
    )


def varied(form: IntakeForm, chance: Random) -> IntakeForm:
    """Returns a similar request by another citizen, with another opening, house number, name and phone number."""
    number = chance.randrange(1, 30)
    return replace(
        form,
        words=chance.choice(OPENINGS) + form.words,
        title="",
        address=_DIGITS.sub(lambda found: str(int(found[0]) % 90 + number), form.address),
        person=replace(form.person, name=chance.choice(CALLERS), phone=f"{PHONE_PREFIX}{chance.randrange(10**8):08d}"),
    )


def due_in(form: IntakeForm, hours: float | None, at: datetime) -> IntakeForm:
    """Returns the form with the matter's own deadline, `hours` after it comes in; unchanged for None."""
    return form if hours is None else replace(form, needed_by=at + timedelta(hours=hours))


def moments(profile: Profile, chance: Random, start: datetime, end: datetime, count: int) -> list[datetime]:
    """Returns `count` times between `start` and `end` in order, weighted by hour and weekday like real intake."""
    hours: list[datetime] = []
    weights: list[float] = []
    at = start
    while at < end:
        local = at.astimezone(profile.zone)
        hours.append(at)
        weights.append(BY_HOUR[local.hour] * (1 if profile.calendar.works(local.date()) else _WEEKEND))
        at += timedelta(hours=1)
    if not count or not hours:
        return []
    chosen = chance.choices(hours, weights, k=count)
    return sorted(min(hour + timedelta(minutes=chance.uniform(0, 60)), end) for hour in chosen)
