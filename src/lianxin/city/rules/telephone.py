"""The telephone of a city as data: numbers, trunks, queues, skills, hours, surge. Names in `_s` are seconds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from lianxin.city.rules.calendar import SATURDAY, Calendar
from lianxin.city.rules.sources import tables_at
from lianxin.city.rules.telephone_contacts import OutsideContact
from lianxin.city.rules.telephone_menus import GENERAL, Announcement, MenuChoice, MenuRule, skill_levels
from lianxin.kernel.json_values import JsonObject, JsonValue, read_json

DAY_KINDS: Final = ("workday", "saturday", "sunday", "holiday")


class AnswerAt(StrEnum):
    """When a call is answered, so that the caller begins to pay: keys and consent need an answered call."""

    IMMEDIATELY = "immediately"
    AFTER_WELCOME = "after_welcome"
    ON_SEAT = "on_seat"


@dataclass(frozen=True, slots=True)
class TelephoneNumber:
    """A number of the city. Empty values are those of the telephone; with a `queue` its calls skip the menu."""

    number: str
    menu: str = ""
    queue: str = ""
    answer_at: AnswerAt | None = None


@dataclass(frozen=True, slots=True)
class CityTrunk:
    """A carrier. It calls from `networks` (CIDR); outgoing calls go to `target` (host:port), with digest as `user`.

    `password_setting` names the environment variable that contains the password; a profile contains no secret.
    """

    name: str
    networks: tuple[str, ...]
    target: str = ""
    user: str = ""
    realm: str = ""
    password_setting: str = ""


@dataclass(frozen=True, slots=True)
class QueueRule:
    """A queue. `skills` are `skill:level`. Outside `schedule` its calls go to `closed_queue`.

    `announce_every_s`: how often callers hear their place. From `offer_after_s` on, a ring-back is offered at
    `offer_key`. An empty schedule is always open.
    """

    code: str
    name: str = ""
    name_en: str = ""
    urgency: str = "normal"
    skills: tuple[str, ...] = ()
    schedule: str = ""
    closed_queue: str = GENERAL
    announce_every_s: int = 30
    offer_after_s: int = 60
    offer_key: str = "1"

    @property
    def needs(self) -> Mapping[str, int]:
        """Returns the level needed of each skill."""
        return skill_levels(self.skills)


@dataclass(frozen=True, slots=True)
class SkillRule:
    """A skill of seats. Every `relax_every_s` of waiting one level less is needed, down to `relax_least`; 0: never."""

    code: str
    name: str
    name_en: str
    kind: str
    relax_every_s: int = 0
    relax_least: int = 1


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """Hours of a schedule on some kinds of day, local time. `until` may be 24:00; `closed`: not open on these days."""

    schedule: str
    days: tuple[str, ...]
    start: str = "00:00"
    until: str = "24:00"
    closed: bool = False


@dataclass(frozen=True, slots=True)
class SurgeRule:
    """When surge mode starts and ends by itself, and what it changes.

    It starts with `waiting_from` calls waiting or one that waits `wait_from_s`; it ends below both lower thresholds,
    not before `least_minutes`. `announcement`: what callers hear after the greeting. Filled forms are erased after
    `form_days`.
    """

    automatic: bool = True
    waiting_from: int = 50
    waiting_until: int = 10
    wait_from_s: int = 180
    wait_until_s: int = 30
    service_from: float = 0.0
    service_until: float = 0.0
    least_minutes: int = 15
    offer_after_s: int = 0
    wrap_up_s: int = 20
    call_in: bool = True
    form_days: int = 180
    announcement: str = ""


@dataclass(frozen=True, slots=True)
class RestRule:
    """How talk and abuse count as load, and when a seat has a rest. `talk_load`: seconds for each second of talk."""

    talk_limit_s: int = 3600
    rest_s: int = 300
    abusive_rest_s: int = 180
    talk_load: float = 0.1
    abusive_load_s: int = 300


@dataclass(frozen=True, slots=True)
class OverflowRule:
    """The wait after which other groups of seats take calls."""

    sub_centre_s: int = 20
    home_s: int = 40
    disaster_s: int = 90


@dataclass(frozen=True, slots=True)
class OutgoingRule:
    """The budget of outgoing calls, and how ring-backs are tried. Calls show `shown`, without it the first number."""

    shown: str = ""
    ring_s: int = 40
    case_day: int = 6
    seat_hour: int = 40
    city_hour: int = 2000
    attempts: int = 3
    retry_minutes: int = 20
    promised_hours: int = 12
    missed_hours: int = 12


@dataclass(frozen=True, slots=True)
class RecordingRule:
    """How long recordings and transcripts are kept, in days; a legal hold keeps them longer."""

    voice_days: int = 730
    transcript_days: int = 1825


@dataclass(frozen=True)
class TelephoneRules:
    """Everything that a city sets about its telephone. Without any of it, all calls go to the general queue, and only
    programs of the same machine may call.

    `first_menu`: empty for none. `schedule`: the hours of the hotline, empty if it is always open. `operator`: the
    queue at key 0. `greeting`: the announcement with the notice of the recording; `hints` follow it. `ring_s`: how long
    a reservation lasts. `unanswered`: so many calls that a seat did not answer in a row set it aside. `kept_free`:
    ready seats only for critical calls.
    `long_talk_s`: the shift lead sees longer talks marked. `phones`: SIP addresses that ring when no controller lives.
    `seat_networks` (CIDR): where SIP phones of seats may register; by default nowhere.
    """

    numbers: tuple[TelephoneNumber, ...] = (TelephoneNumber("12345"),)
    trunks: tuple[CityTrunk, ...] = (CityTrunk("local", ("127.0.0.0/8",)),)
    queues: tuple[QueueRule, ...] = ()
    skills: tuple[SkillRule, ...] = ()
    menus: tuple[MenuRule, ...] = ()
    choices: tuple[MenuChoice, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    opening: tuple[OpeningRow, ...] = ()
    contacts: tuple[OutsideContact, ...] = ()
    surge: SurgeRule = field(default_factory=SurgeRule)
    rest: RestRule = field(default_factory=RestRule)
    overflow: OverflowRule = field(default_factory=OverflowRule)
    outgoing: OutgoingRule = field(default_factory=OutgoingRule)
    recording: RecordingRule = field(default_factory=RecordingRule)
    first_menu: str = ""
    schedule: str = ""
    operator: str = GENERAL
    greeting: str = "greeting"
    hints: tuple[str, ...] = ()
    answer_at: AnswerAt = AnswerAt.IMMEDIATELY
    max_early_s: int = 60
    wrap_up_s: int = 60
    ring_s: int = 20
    unanswered: int = 2
    kept_free: int = 0
    long_talk_s: int = 900
    phones: tuple[str, ...] = ()
    seat_networks: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The number of the city that outgoing calls show."""
        return self.outgoing.shown or self.numbers[0].number

    def queue(self, code: str) -> QueueRule:
        """Returns what the city sets for a queue, or the defaults."""
        return next((one for one in self.queues if one.code == code), QueueRule(code))

    def number(self, called: str) -> TelephoneNumber:
        """Returns what the city sets for a number that was called, or the defaults."""
        return next((one for one in self.numbers if one.number == called), TelephoneNumber(called))

    def open_at(self, schedule: str, local: datetime, calendar: Calendar) -> bool:
        """Whether a schedule is open at a local time; an empty or unknown one always is."""
        rows = [one for one in self.opening if one.schedule == schedule]
        if not schedule or not rows:
            return True
        kind, at = day_kind(local, calendar), local.strftime("%H:%M")
        return any(kind in one.days and not one.closed and one.start <= at < one.until for one in rows)


def day_kind(local: datetime, calendar: Calendar) -> str:
    """Returns the kind of a day, one of DAY_KINDS: a make-up day is a workday, a day off by the calendar a holiday."""
    day = local.date()
    if calendar.works(day):
        return "workday"
    if day in calendar.off:
        return "holiday"
    return "saturday" if day.weekday() == SATURDAY else "sunday"


def read_telephone(city: JsonObject) -> TelephoneRules:
    """Reads the tables `telephone` of a checked city.toml; what is missing has its default."""
    table = next(tables_at(city, "telephone"), dict[str, JsonValue]())
    lists = {several: [*tables_at(city, f"telephone.{one}")] for several, one in _LISTS.items()}
    return read_json(TelephoneRules, {**table, **{name: rows for name, rows in lists.items() if rows}})


_LISTS: Final[Mapping[str, str]] = {
    "numbers": "number",
    "trunks": "trunk",
    "queues": "queue",
    "skills": "skill",
    "menus": "menu",
    "choices": "choice",
    "announcements": "announcement",
    "opening": "opening",
    "contacts": "contact",
}
