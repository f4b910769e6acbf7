"""One case at one moment as simulated people see it, with functions that choose times and draw decisions."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from lianxin.cases import CaseFile, Order
from lianxin.city import Calendar, Profile
from lianxin.kernel.ids import CaseId, OrderId
from lianxin.simulation.phrases import Phrases
from lianxin.simulation.shares import Dice

ACTED_ON = ("dispatch", "sign", "first_contact", "respond", "close", "check", "callback", "review")
MARGIN = timedelta(minutes=2)


@dataclass(frozen=True)
class Step:
    """A command to carry out at a time. `target` is the id of a case or an order, as the command requires."""

    at: datetime
    command: str
    target: CaseId | OrderId
    ask: object


@dataclass
class Story:
    """The state of the simulation of one case. `asides` are optional commands still to come; `decided` are draws
    already made; `own_reply` is the unit's real reply from an import; `turn` counts the times it was planned."""

    chance: Random
    asides: list[str] = field(default_factory=list[str])
    decided: dict[str, bool] = field(default_factory=dict[str, bool])
    own_reply: str = ""
    failures: int = 0
    turn: int = 0


@dataclass(frozen=True)
class Scene:
    """One case at one moment. `others` are numbers of open cases by topic; with `hours` staff keep office hours;
    `asked` says that a callback waits."""

    file: CaseFile
    story: Story
    now: datetime
    dice: Dice
    phrases: Phrases
    others: Mapping[str, Collection[str]]
    asked: bool = False
    hours: bool = True

    @property
    def chance(self) -> Random:
        return self.story.chance

    @property
    def profile(self) -> Profile:
        return self.file.profile

    def once(self, share: str, about: object = "") -> bool:
        """Returns whether this happens in the case; the result is drawn once for each `about` and then kept."""
        key = f"{share} {about}"
        if key not in self.story.decided:
            self.story.decided[key] = self.dice.falls(share)
        return self.story.decided[key]

    def first(self, share: str, about: object = "") -> bool:
        """Returns the same as `once`, but true at most one time."""
        key = f"{share} {about}"
        happens = self.once(share, about)
        self.story.decided[key] = False
        return happens

    def say(self, kind: str) -> str:
        return self.phrases.say(kind, self.chance)

    # time

    def after(self, least: float, most: float) -> datetime:
        """Returns a working time between `least` and `most` minutes from now."""
        return self.working(self.now + timedelta(minutes=self.chance.uniform(least, most)))

    def at_once(self, least: float, most: float) -> datetime:
        """Returns a time between `least` and `most` minutes from now, regardless of office hours."""
        return self.now + timedelta(minutes=self.chance.uniform(least, most))

    def meanwhile(self, least: float, most: float) -> datetime:
        """Returns the same as `after`, but early enough for the next limit to be met afterwards."""
        at, due = self.after(least, most), self.due(ACTED_ON)
        return min(at, self.now + (due - self.now) * 0.4) if due is not None and due > self.now else at

    def within(self, kinds: Collection[str], least: float, most: float) -> datetime:
        """Returns a time at a share (`least` to `most`) of the time left to the nearest of these limits.

        Without a running limit it is 20 to 240 minutes from now.
        """
        due = self.due(kinds)
        left = due - self.now if due is not None else timedelta(hours=8)
        if due is None or left <= MARGIN:
            return self.after(20, 240)
        at = self.working(self.now + left * self.chance.uniform(least, most))
        return min(at, due - MARGIN)

    def due(self, kinds: Collection[str]) -> datetime | None:
        """Returns the end of the nearest of these running limits, or None."""
        running = (c.due_at for c in self.file.clocks if c.runs and c.paused_at is None and c.kind in kinds)
        return min(running, default=None)

    def runs(self, kind: str, order: Order | None = None) -> bool:
        """Returns whether such a limit runs and has not fired, so that it will act when it ends."""
        own = [c for c in self.file.clocks if c.kind == kind and (order is None or c.order_id == order.id)]
        return any(c.runs and c.paused_at is None and c.fired_at is None for c in own)

    def working(self, at: datetime) -> datetime:
        """Returns the time itself, or the next office hours after it; critical cases do not wait."""
        if not self.hours or self.file.case.urgency == "critical":
            return at
        return _at_work(self.profile.calendar, at, self.chance)

    def calling(self, at: datetime) -> datetime:
        """Returns the time itself, or one in the first hour of the next hours in which citizens are called.

        Critical cases do not wait, where the city allows it.
        """
        critical = self.file.case.urgency == "critical" and self.profile.callback.critical
        return at if critical else _in_calling_hours(self.profile, at, self.chance)

    # deciding

    def step(self, at: datetime, command: str, ask: object, order: Order | None = None) -> Step:
        """Returns a step on the case, or on one of its orders."""
        return Step(at, command, order.id if order else self.file.case.id, ask)


def _at_work(calendar: Calendar, at: datetime, chance: Random) -> datetime:
    """Returns the time itself in office hours, otherwise one in the first two hours of the next working day."""
    local = at.astimezone(calendar.zone)
    day = local.date()
    if calendar.works(day) and calendar.opening(day) <= local <= calendar.closing(day):
        return at
    if local > calendar.opening(day) or not calendar.works(day):
        day += timedelta(days=1)
    while not calendar.works(day):
        day += timedelta(days=1)
    return (calendar.opening(day) + timedelta(minutes=chance.uniform(0, 120))).astimezone(at.tzinfo)


def _in_calling_hours(profile: Profile, at: datetime, chance: Random) -> datetime:
    """Returns the time itself in the hours of calls, otherwise one in their next first hour."""
    local, (opens, ends) = at.astimezone(profile.zone), profile.callback.hours
    if opens <= local.time() <= ends:
        return at
    day = local.date() + timedelta(days=local.time() > ends)
    later = datetime.combine(day, opens, local.tzinfo) + timedelta(minutes=chance.uniform(0, 60))
    return later.astimezone(at.tzinfo)


def open_orders(file: CaseFile) -> list[Order]:
    """Returns the orders whose unit can act now: they wait neither for a decision nor for a sub-order."""
    at_work = [o for o in file.orders if o.status in {"dispatched", "in_progress"}]
    waiting = {o.parent_id for o in file.orders if o.status in {"dispatched", "in_progress", "return_requested"}}
    return [o for o in at_work if o.id not in waiting]
