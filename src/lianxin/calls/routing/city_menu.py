"""The menus of a city at a moment, from its profile."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lianxin.calls.rules.menu import MenuPage, MenuPlan, MenuTarget
from lianxin.calls.rules.routing import CallPriority
from lianxin.calls.rules.words import Queue
from lianxin.city import MenuChoice, MenuRule, Profile, TelephoneRules

PRIORITY_OF: Final[Mapping[str, CallPriority]] = {
    "critical": CallPriority.CRITICAL,
    "urgent": CallPriority.URGENT,
    "normal": CallPriority.NORMAL,
    "": CallPriority.NORMAL,
}


def menu_plan(profile: Profile, called: str, at: datetime, *, surge: bool = False) -> MenuPlan:
    """Returns the menus of a number of the city at a moment: hours are applied, in surge some menus are skipped."""
    telephone = profile.telephone
    local = at.astimezone(profile.zone)
    calendar = profile.calendar
    is_open = {one.code: telephone.open_at(one.schedule, local, calendar) for one in map(telephone.queue, Queue)}
    builder = _Builder(telephone, {one.code: one for one in telephone.menus}, is_open, surge)
    number = telephone.number(called)
    surge_words = (telephone.surge.announcement,) if surge and telephone.surge.announcement else ()
    return MenuPlan(
        first=builder.target(number.queue, "" if number.queue else number.menu or telephone.first_menu),
        pages={one.code: builder.page(one) for one in telephone.menus},
        queues={code: builder.queue_target(code) for code in is_open},
        operator=builder.open_queue(telephone.operator),
        welcome=(telephone.greeting, *telephone.hints, *surge_words),
        language=profile.languages[0].code,
        closed=not telephone.open_at(telephone.schedule, local, calendar),
    )


@dataclass(frozen=True, slots=True)
class _Builder:
    """Builds pages and targets. `is_open`: whether each queue is open now."""

    telephone: TelephoneRules
    menus: Mapping[str, MenuRule]
    is_open: Mapping[str, bool]
    surge: bool

    def page(self, menu: MenuRule) -> MenuPage:
        keys = {one.key: self._choice(one, menu) for one in self.telephone.choices if one.menu == menu.code}
        silence = self.target(menu.queue, menu.then)
        return MenuPage(menu.announcement, silence, keys, menu.timeout_s, menu.repeats, menu.wrong, menu.languages)

    def _choice(self, choice: MenuChoice, menu: MenuRule) -> MenuTarget:
        if not choice.then and not choice.queue:
            place = self.target(menu.queue, menu.then)
        else:
            place = self.target(choice.queue, choice.then)
        priority = PRIORITY_OF[choice.urgency]
        return MenuTarget(place.page, place.queue, choice.language, choice.needs, priority, choice.announcement)

    def target(self, queue: str, page: str) -> MenuTarget:
        """Where a call goes: to a page if there is one, in surge past the skipped ones; otherwise to an open queue."""
        seen: set[str] = set()
        while page in self.menus and page not in seen and self.surge and not self.menus[page].in_surge:
            seen.add(page)
            page, queue = self.menus[page].then, self.menus[page].queue
        if page in self.menus and page not in seen:
            return MenuTarget(page=page)
        return MenuTarget(queue=self.open_queue(queue or self.telephone.operator))

    def open_queue(self, code: str) -> str:
        """The queue, or the one that takes its calls while it is closed."""
        seen: set[str] = set()
        while not self.is_open.get(code, True) and code not in seen:
            seen.add(code)
            code = self.telephone.queue(code).closed_queue
        return code if self.is_open.get(code, True) else self.telephone.operator

    def queue_target(self, code: str) -> MenuTarget:
        """The needs and the priority of all calls in a queue."""
        rule = self.telephone.queue(code)
        return MenuTarget(needs=rule.needs, priority=PRIORITY_OF[rule.urgency])
