"""Who answers for a unit by telephone: people on duty first, then the duty telephone, then the unit above."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from lianxin.city.rules.key_forms import DUTY_MAIL, DUTY_PHONE, TEXT, TIME, Key

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ROSTER_KEYS: Final = {
    "unit": Key(str, refers="units"),
    "name": Key(str, form=TEXT),
    "phone": Key(str, form=DUTY_PHONE),
    "days": Key(str, needed=False, many=True, words=DAYS),
    "start": Key(str, needed=False, form=TIME),
    "until": Key(str, needed=False, form=TIME),
    "email": Key(str, needed=False, form=DUTY_MAIL),
}


@dataclass(frozen=True, slots=True)
class DutyEntry:
    """A duty telephone of a unit, or with `start` and `until` (HH:MM, local) a person at work in these hours.

    Hours may pass midnight. `days` are the days on which they start, every day without any. `email` is for alarms.
    """

    unit: str
    name: str
    phone: str
    start: str | None = None
    until: str | None = None
    days: tuple[str, ...] = field(default=())
    email: str = ""

    def is_on(self, local: datetime) -> bool:
        """Whether the entry applies at a local time; a duty telephone always does."""
        if self.start is None or self.until is None:
            return True
        at, today = local.strftime("%H:%M"), local.weekday()
        if self.start < self.until:
            return self.start <= at < self.until and self._on(today)
        return (at >= self.start and self._on(today)) or (at < self.until and self._on(today - 1))

    def _on(self, day: int) -> bool:
        return not self.days or DAYS[day] in self.days


def ringing_order(entries: Iterable[DutyEntry], line: Iterable[str], local: datetime) -> Iterator[DutyEntry]:
    """Yields whom to ring for the first unit of `line`; if nobody answers, those of the units above it, in order."""
    on = [one for one in entries if one.is_on(local)]
    for unit in line:
        own = [one for one in on if one.unit == unit]
        yield from sorted(own, key=lambda one: one.start is None)
