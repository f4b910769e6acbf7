"""The walk of a caller through the menus, as a pure function of keys and silences.

A walk always ends: after `most_steps` keys and silences it leads to the operator. Key 0 leads there at any time, `*`
says the question again, and silence leads on after the repeats of a page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from lianxin.calls.rules.routing import CallPriority

OPERATOR_KEY: Final = "0"
AGAIN_KEY: Final = "*"
WRONG_KEY: Final = "wrong_key"
CLOSED: Final = "closed"


@dataclass(frozen=True, slots=True)
class MenuTarget:
    """Where a key or silence leads: a page, or a queue; and what it says about the call. `announcement` comes first."""

    page: str = ""
    queue: str = ""
    language: str = ""
    needs: Mapping[str, int] = field(default_factory=dict[str, int])
    priority: int = CallPriority.NORMAL
    announcement: str = ""


@dataclass(frozen=True, slots=True)
class MenuPage:
    """One question. It is said in each of `languages`, without any in the caller's.

    After `wait_s` seconds of silence it is said again, `repeats` times, then `silence` is followed; so many `wrong`
    keys have the same effect.
    """

    announcement: str
    silence: MenuTarget
    keys: Mapping[str, MenuTarget]
    wait_s: float = 5.0
    repeats: int = 1
    wrong: int = 3
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MenuPlan:
    """The menus of a number at a moment: schedules and surge are already applied.

    `welcome`: announcements before the first question. `queues`: the needs and the priority of each queue.
    """

    first: MenuTarget
    pages: Mapping[str, MenuPage]
    queues: Mapping[str, MenuTarget]
    operator: str
    welcome: tuple[str, ...]
    language: str
    closed: bool = False
    most_steps: int = 20


@dataclass(frozen=True, slots=True)
class MenuWalk:
    """Where a caller is. `asked`: how often the page was repeated; `wrong`: wrong keys; `steps`: in the whole walk."""

    page: str
    language: str
    needs: Mapping[str, int]
    priority: int
    asked: int = 0
    wrong: int = 0
    steps: int = 0


@dataclass(frozen=True, slots=True)
class SaidLine:
    """An announcement to be played, and its language."""

    name: str
    language: str


@dataclass(frozen=True, slots=True)
class MenuStep:
    """What happens next: `say` is played, then a key is awaited for `wait_s` seconds; a key may interrupt it.

    With a `queue` the walk has ended; with `closed` the call ends after `say`. `choice` is the key that decided.
    """

    walk: MenuWalk
    say: tuple[SaidLine, ...]
    wait_s: float = 0.0
    queue: str = ""
    closed: bool = False
    choice: str = ""

    @property
    def over(self) -> bool:
        """Whether no key is awaited any more."""
        return self.closed or bool(self.queue)


def begin_walk(plan: MenuPlan) -> MenuStep:
    """Returns the first step of a call."""
    walk = MenuWalk("", plan.language, {}, CallPriority.NORMAL)
    if plan.closed:
        return MenuStep(walk, (SaidLine(CLOSED, plan.language),), closed=True)
    welcome = tuple(SaidLine(name, plan.language) for name in plan.welcome)
    return _followed(plan, walk, plan.first, welcome)


def walk_key(plan: MenuPlan, walk: MenuWalk, key: str) -> MenuStep:
    """Returns the step after a key, which may have been pressed while something was said."""
    page = plan.pages.get(walk.page)
    walk = replace(walk, steps=walk.steps + 1)
    if key == OPERATOR_KEY or page is None or walk.steps >= plan.most_steps:
        return replace(_followed(plan, walk, MenuTarget(queue=plan.operator)), choice=key)
    if key == AGAIN_KEY:
        return _asked(plan, page, walk)
    if target := page.keys.get(key):
        return replace(_followed(plan, walk, target), choice=key)
    walk = replace(walk, wrong=walk.wrong + 1)
    sorry = (SaidLine(WRONG_KEY, walk.language),)
    return _followed(plan, walk, page.silence, sorry) if walk.wrong >= page.wrong else _asked(plan, page, walk, sorry)


def walk_silence(plan: MenuPlan, walk: MenuWalk) -> MenuStep:
    """Returns the step after a page was said and no key came within its `wait_s`."""
    page = plan.pages.get(walk.page)
    walk = replace(walk, steps=walk.steps + 1, asked=walk.asked + 1)
    if page is None or walk.steps >= plan.most_steps:
        return _followed(plan, walk, MenuTarget(queue=plan.operator))
    return _followed(plan, walk, page.silence) if walk.asked > page.repeats else _asked(plan, page, walk)


def _followed(plan: MenuPlan, walk: MenuWalk, target: MenuTarget, said: tuple[SaidLine, ...] = ()) -> MenuStep:
    """Returns the step that a target leads to; a page that does not exist leads to the operator."""
    walk = _with(walk, target)
    if target.announcement:
        said = (*said, SaidLine(target.announcement, walk.language))
    page = None if target.queue else plan.pages.get(target.page)
    if page is None:
        queue = target.queue or plan.operator
        return MenuStep(_with(walk, plan.queues.get(queue, MenuTarget())), said, queue=queue)
    return _asked(plan, page, replace(walk, page=target.page, asked=0, wrong=0), said)


def _with(walk: MenuWalk, target: MenuTarget) -> MenuWalk:
    """Returns the walk with the language, needs and priority of a target: the higher level and urgency count."""
    needs = {name: max(level, walk.needs.get(name, 0)) for name, level in target.needs.items()}
    return replace(
        walk,
        language=target.language or walk.language,
        needs={**walk.needs, **needs},
        priority=min(walk.priority, target.priority),
    )


def _asked(plan: MenuPlan, page: MenuPage, walk: MenuWalk, said: tuple[SaidLine, ...] = ()) -> MenuStep:
    """Returns the step that asks a page."""
    languages = page.languages or (walk.language or plan.language,)
    return MenuStep(walk, (*said, *(SaidLine(page.announcement, one) for one in languages)), page.wait_s)
