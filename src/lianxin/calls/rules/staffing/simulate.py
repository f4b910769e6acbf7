"""Simulates a day of callers in fast time. Calls and ring-backs are chosen by the routing rule that serves."""

from bisect import bisect_left, insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from math import ceil
from random import Random
from typing import Any

from lianxin.calls.rules.routing import (
    CallPriority,
    Demand,
    ReadySeat,
    RingBack,
    WaitingCall,
    call_place,
    next_match,
    ring_back_place,
    seat_place,
    to_dial,
)
from lianxin.calls.rules.staffing.callers import DayCaller
from lianxin.calls.rules.staffing.day import HALF_HOUR, DaySetting, HalfHour, SimulatedDay

_QUEUE = "general"
_QUEUES = frozenset({_QUEUE})
_ANYBODY = (Demand(0.0, frozenset(), 0),)
_NOBODY = frozenset[str]()


def simulate_day(callers: Sequence[DayCaller], setting: DaySetting, seed: int = 1) -> SimulatedDay:
    """Returns what becomes of the callers. The same arguments give the same result."""
    return _Run(setting, seed).play(callers)


@dataclass(slots=True)
class _Tried:
    """A caller who has called: the attempts made so far, the first and the last of them, and the present state."""

    caller: DayCaller
    made: int
    first: float
    last: float
    tries: int = 0
    promised: bool = False
    back: bool = False  # on the line after a ring-back
    served: bool = False
    dialling: bool = False
    waiting: WaitingCall | None = None
    listed: RingBack | None = None


class _Run:
    """One simulation: a heap of things that happen at a time."""

    def __init__(self, setting: DaySetting, seed: int) -> None:
        self.setting, self.plan = setting, setting.ring_backs
        self.chance = Random(f"day {seed}")  # noqa: S311 - a simulation must be repeatable
        self.day = SimulatedDay()
        self.heap: list[tuple[float, int, Callable[[float, Any], None], Any]] = []
        self.nth = 0
        self.line: list[WaitingCall] = []
        self.ready: list[ReadySeat] = []
        self.promised: list[RingBack] = []
        self.missed: list[RingBack] = []
        self.tried: dict[str, _Tried] = {}
        self.staffed = self.wanted = self.dialling = self.seat_numbers = 0

    def play(self, callers: Sequence[DayCaller]) -> SimulatedDay:
        for nth, seats in enumerate(self.setting.seats):
            self._later(self.setting.start + nth * HALF_HOUR, self._staff, seats)
        for caller in callers:
            self._later(caller.at, self._call, _Tried(caller, 0, caller.at, caller.at))
        self.day.callers = len(callers)
        while self.heap:
            at, _, happens, what = heappop(self.heap)
            happens(at, what)
            self._route(at)
        self.day.broken = sum(one.promised and not one.served for one in self.tried.values())
        return self.day

    def _later(self, at: float, happens: Callable[[float, Any], None], what: object) -> None:
        self.nth += 1
        heappush(self.heap, (at, self.nth, happens, what))

    def _half(self, at: float) -> HalfHour:
        return self.day.halves[int((at - self.setting.start) // HALF_HOUR)]

    # seats

    def _staff(self, at: float, wanted: int) -> None:
        self.wanted = wanted
        while self.staffed < wanted:
            self.staffed += 1
            self._free(at, None)
        while self.staffed > wanted and self.ready:
            self.ready.pop()
            self.staffed -= 1

    def _free(self, at: float, _: None) -> None:
        if self.staffed > self.wanted:
            self.staffed -= 1
            return
        self.seat_numbers += 1
        insort(self.ready, ReadySeat(f"{self.seat_numbers:08}", 0, at, _QUEUES, _NOBODY), key=seat_place)

    def _route(self, at: float) -> None:
        while self.line and (match := next_match(self.line, self.ready, at)) is not None:
            self.ready.remove(match.seat)
            one = self.tried[match.call.id]
            self._leave_line(one)
            self._serve(at, one)
        if (self.promised or self.missed) and at <= self.setting.end:
            self._dial(at)

    def _serve(self, at: float, one: _Tried) -> None:
        one.served = True
        self._strike_off(one)
        self.day.busy += one.caller.handle
        self._later(at + one.caller.handle, self._free, None)
        if one.back:
            self.day.rung_back += 1
            self.day.back_waits.append(at - one.last)
            return
        wait, half = at - one.last, self._half(one.last)
        soon = wait <= self.setting.seconds
        self.day.answered += 1
        self.day.within += soon
        self.day.waits.append(wait)
        half.answered += 1
        half.within += soon

    # callers

    def _call(self, at: float, one: _Tried) -> None:
        if one.served or one.dialling or one.waiting:
            return
        self.tried[one.caller.id] = one
        one.last = at
        one.made += 1
        self.day.attempts += 1
        self._half(at).offered += 1
        if self._accepts():
            one.promised = True
            self.day.promised += 1
            self._strike_off(one)
            self._list(one, at)
            return
        self._join(at, one, at, one.caller.attempts[one.made - 1].patience)

    def _accepts(self) -> bool:
        """Whether a caller is offered a ring-back and accepts it."""
        if len(self.promised) >= self.plan.promises * self.wanted:
            return False
        expected = (len(self.line) + 1 - len(self.ready)) * self.setting.handle / max(self.wanted, 1)
        return expected >= self.plan.offer_from and self.chance.random() < self.plan.accepted

    def _join(self, at: float, one: _Tried, since: float, patience: float) -> None:
        one.waiting = WaitingCall(one.caller.id, CallPriority.NORMAL, since, _QUEUE, _ANYBODY)
        insort(self.line, one.waiting, key=call_place)
        self._later(at + patience, self._give_up, (one, one.waiting))

    def _leave_line(self, one: _Tried) -> None:
        if one.waiting is not None:
            del self.line[bisect_left(self.line, call_place(one.waiting), key=call_place)]
            one.waiting = None

    def _give_up(self, at: float, who: tuple[_Tried, WaitingCall]) -> None:
        one, call = who
        if one.waiting is not call:
            return
        self._leave_line(one)
        if one.back:
            one.back = False
            self._retry(at, one)
            return
        self.day.gave_up.append(at)
        self._half(one.last).gave_up += 1
        if self.plan.missed:
            self._strike_off(one)
            self._list(one, at)
        again = one.caller.attempts[one.made - 1].again_after
        if again is not None:
            self._later(at + again, self._call, one)

    # ring-backs

    def _list(self, one: _Tried, at: float) -> None:
        """Puts a caller on the list of ring-backs: at the place of the first call, until some time after the last."""
        if one.tries >= self.plan.tries:
            return
        until = one.last + self.plan.within
        one.listed = RingBack(one.caller.id, CallPriority.NORMAL, one.first, until, self._keeps_place(one), at)
        insort(self.promised if one.listed.promised else self.missed, one.listed, key=ring_back_place)

    def _keeps_place(self, one: _Tried) -> bool:
        return one.promised or self.plan.missed_in_place

    def _strike_off(self, one: _Tried) -> None:
        if one.listed is not None:
            several = self.promised if one.listed.promised else self.missed
            del several[bisect_left(several, ring_back_place(one.listed), key=ring_back_place)]
            one.listed = None

    def _dial(self, at: float) -> None:
        for several in (self.promised, self.missed):
            while several and several[0].until <= at:
                self._strike_off(self.tried[several[0].id])
        soon = ceil((self.staffed - len(self.ready)) * self.plan.ring / self.setting.handle)
        free = len(self.ready) + soon - self.dialling
        for chosen in to_dial(self.promised, self.missed, self.line, free, at):
            one = self.tried[chosen.id]
            self._strike_off(one)
            if one.waiting:  # the citizen has called again and is on the line
                continue
            one.dialling = True
            self.dialling += 1
            self.day.dialled += 1
            self._later(at + self.plan.ring, self._rang, one)

    def _rang(self, at: float, one: _Tried) -> None:
        one.dialling = False
        self.dialling -= 1
        one.tries += 1
        if self.chance.random() < self.plan.answered:
            one.back = True
            self._join(at, one, one.first, self.plan.patience)
        else:
            self._retry(at, one)

    def _retry(self, at: float, one: _Tried) -> None:
        """Lists a caller who was not reached again, after a pause."""
        self._later(at + self.plan.pause, self._list_again, one)

    def _list_again(self, at: float, one: _Tried) -> None:
        if not (one.served or one.dialling or one.listed or one.waiting):
            self._list(one, at)
