"""What a simulated person sees of a case, and what they decide to do next."""

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
    """Somebody will do this at this time. `target` is a case's id or an order's, as the command wants."""

    at: datetime
    command: str
    target: CaseId | OrderId
    ask: object


@dataclass
class Story:
    """What the people of one case have in mind and remember of it. `asides` are commands still to come about."""

    chance: Random
    asides: list[str] = field(default_factory=list[str])
    decided: dict[str, bool] = field(default_factory=dict[str, bool])
    own_reply: str = ""
    failures: int = 0
    turn: int = 0


@dataclass(frozen=True)
class Scene:
    """One case at one moment. `others` are numbers of open cases by topic; `hours`: people keep office hours."""

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
        """Whether this happens here, thrown for once for each thing it can be about."""
        key = f"{share} {about}"
        if key not in self.story.decided:
            self.story.decided[key] = self.dice.falls(share)
        return self.story.decided[key]

    def first(self, share: str, about: object = "") -> bool:
        """The same, but true only the first time it is asked about."""
        key = f"{share} {about}"
        happens = self.once(share, about)
        self.story.decided[key] = False
        return happens

    def say(self, kind: str) -> str:
        return self.phrases.say(kind, self.chance)

    # time

    def after(self, least: float, most: float) -> datetime:
        """Some time from now, given in minutes."""
        return self.working(self.now + timedelta(minutes=self.chance.uniform(least, most)))

    def at_once(self, least: float, most: float) -> datetime:
        """The same where somebody is there day and night."""
        return self.now + timedelta(minutes=self.chance.uniform(least, most))

    def meanwhile(self, least: float, most: float) -> datetime:
        """Some time from now, so soon that what must be done next can still be done in time."""
        at, due = self.after(least, most), self.due(ACTED_ON)
        return min(at, self.now + (due - self.now) * 0.4) if due is not None and due > self.now else at

    def within(self, kinds: Collection[str], least: float, most: float) -> datetime:
        """At some share of what is left of the nearest of these limits; in some hours where none runs."""
        due = self.due(kinds)
        left = due - self.now if due is not None else timedelta(hours=8)
        if due is None or left <= MARGIN:
            return self.after(20, 240)
        at = self.working(self.now + left * self.chance.uniform(least, most))
        return min(at, due - MARGIN)

    def due(self, kinds: Collection[str]) -> datetime | None:
        """When the nearest of these running limits ends."""
        running = (c.due_at for c in self.file.clocks if c.runs and c.paused_at is None and c.kind in kinds)
        return min(running, default=None)

    def runs(self, kind: str, order: Order | None = None) -> bool:
        """Whether such a limit runs, which will do something when it ends."""
        own = [c for c in self.file.clocks if c.kind == kind and (order is None or c.order_id == order.id)]
        return any(c.runs and c.paused_at is None and c.fired_at is None for c in own)

    def working(self, at: datetime) -> datetime:
        """The same moment, or the next when people are in; what is critical waits for nobody."""
        if not self.hours or self.file.case.urgency == "critical":
            return at
        return _at_work(self.profile.calendar, at, self.chance)

    # deciding

    def step(self, at: datetime, command: str, ask: object, order: Order | None = None) -> Step:
        """A decision about the case, or one of its orders."""
        return Step(at, command, order.id if order else self.file.case.id, ask)


def _at_work(calendar: Calendar, at: datetime, chance: Random) -> datetime:
    """The moment itself in office hours, otherwise some time in the first two hours of the next working day."""
    local = at.astimezone(calendar.zone)
    day = local.date()
    if calendar.works(day) and calendar.opening(day) <= local <= calendar.closing(day):
        return at
    if local > calendar.opening(day) or not calendar.works(day):
        day += timedelta(days=1)
    while not calendar.works(day):
        day += timedelta(days=1)
    return (calendar.opening(day) + timedelta(minutes=chance.uniform(0, 120))).astimezone(at.tzinfo)


def open_orders(file: CaseFile) -> list[Order]:
    """Orders whose unit has something to do now: not waiting for a decision or for those below."""
    at_work = [o for o in file.orders if o.status in {"dispatched", "in_progress"}]
    waiting = {o.parent_id for o in file.orders if o.status in {"dispatched", "in_progress", "return_requested"}}
    return [o for o in at_work if o.id not in waiting]
