"""The callers of a demonstration: each places a real call, presses a key, waits with patience, talks and hangs up.

They use a telephone of our own and not sipp, because a caller needs to know whether somebody answered: only then the
matter is told, and only before that patience ends. It also ends with the program, without a process that stays behind.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Final

import psycopg
import structlog

from lianxin.calls import CallerVoice, CallState, PlainPhone, call_of_number, seats_on_calls
from lianxin.cases import IntakeForm
from lianxin.city import current_profile
from lianxin.kernel.database import Database
from lianxin.simulation.live import samples_of

log = structlog.get_logger("lianxin")

FEWEST_CALLERS: Final = 2  # at the same time, so that the queue is seen without any seat
MORE_THAN_SEATS: Final = 1
MOST_CALLERS: Final = 8
BETWEEN: Final = (4.0, 15.0)  # seconds from one call to the next
LISTENS: Final = (3.0, 9.0)  # seconds until a key
PATIENCE: Final = (40.0, 150.0)  # seconds in the queue
TALKS: Final = (25.0, 90.0)  # seconds with a seat
PRESSES: Final = 0.8  # share of callers who press a key; the others wait for the menu to end
_LOOK: Final = 1.0  # seconds between two looks at the call
_PAUSE: Final = 1.5  # seconds after a sentence
_RATE: Final = 8000  # samples in a second
_SENTENCE: Final = re.compile(r"[^。！？!?]+[。！？!?]?")
_HEARD: Final = frozenset({CallState.TALKING, CallState.ON_HOLD})
_GREETING: Final = "您好，我想反映一件事。"


@dataclass(frozen=True)
class CallerPlan:
    """One caller: what they say, the key they press (empty: none), and their times in seconds."""

    number: str
    sentences: tuple[str, ...]
    key: str
    listens: float
    patience: float
    talks: float


def caller_plan(form: IntakeForm, keys: Sequence[str], chance: Random) -> CallerPlan:
    """Returns a caller who calls about this matter; `keys` are those of the first menu."""
    key = chance.choice(keys) if keys and chance.random() < PRESSES else ""
    said = [one.strip() for one in _SENTENCE.findall(f"{form.words}{form.wish}") if one.strip()]
    return CallerPlan(
        number=f"139{chance.randrange(10**8):08d}",
        sentences=(_GREETING, *said),
        key=key,
        listens=chance.uniform(*LISTENS),
        patience=chance.uniform(*PATIENCE),
        talks=chance.uniform(*TALKS),
    )


class DemoCallers:
    """Calls the city through its edge (host:port) until cancelled; the number of callers follows the ready seats."""

    def __init__(self, database: Database, city_id: str, edge: str, voice: CallerVoice, seed: int) -> None:
        self._database, self._city_id, self._edge, self._voice = database, city_id, edge, voice
        self._chance = Random(f"callers {seed}")  # noqa: S311 - nothing here is secret
        self._seed = seed
        self._calling: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Places one call after another; a caller who fails is only logged."""
        async with self._database.read(self._city_id) as work:
            profile = await current_profile(work)
        samples = [form for form, _ in samples_of(profile, self._database.clock.now(), self._seed)]
        try:
            while True:
                await asyncio.sleep(self._chance.uniform(*BETWEEN))
                with suppress(psycopg.Error):
                    if len(self._calling) < await self._wanted():
                        plan = caller_plan(self._chance.choice(samples), await self._keys(), self._chance)
                        self._begin(self._call(plan))
        finally:
            for task in self._calling:
                task.cancel()
            await asyncio.gather(*self._calling, return_exceptions=True)

    def _begin(self, call: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(call)
        self._calling.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._calling.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.warning("a simulated caller failed", error=repr(task.exception()))

    async def _call(self, plan: CallerPlan) -> None:
        async with self._database.read(self._city_id) as work:
            called = (await current_profile(work)).telephone.numbers[0].number
        async with PlainPhone(self._edge, called, plan.number) as phone:
            await one_call(phone, plan, self._voice, self._look)

    async def _look(self, number: str) -> str:
        async with self._database.read(self._city_id) as work:
            return await call_of_number(work, number)

    async def _wanted(self) -> int:
        async with self._database.read(self._city_id) as work:
            return min(MOST_CALLERS, max(FEWEST_CALLERS, MORE_THAN_SEATS + await seats_on_calls(work)))

    async def _keys(self) -> list[str]:
        async with self._database.read(self._city_id) as work:
            rules = (await current_profile(work)).telephone
        return [
            one.key
            for one in rules.choices
            if one.menu == rules.first_menu and (not one.language or one.language.startswith("zh"))
        ]


async def one_call(
    phone: PlainPhone, plan: CallerPlan, voice: CallerVoice, look: Callable[[str], Awaitable[str]]
) -> None:
    """Plays one caller: `look` returns the state of the call of a number. Ends when either side hangs up."""
    if not await phone.call():
        return
    await _until(phone, plan.listens)
    if plan.key:
        phone.press(plan.key)
    waited = 0.0
    while not phone.over.is_set() and await look(plan.number) not in _HEARD:
        waited += _LOOK
        if waited > plan.patience:
            await phone.hang_up()
            return
        await _until(phone, _LOOK)
    if not phone.over.is_set():
        await _talk(phone, plan, voice)
        await phone.hang_up()


async def _talk(phone: PlainPhone, plan: CallerPlan, voice: CallerVoice) -> None:
    """Tells the matter sentence by sentence, and once more from the start if there is time."""
    loop = asyncio.get_running_loop()
    ends = loop.time() + plan.talks
    nth = 0
    while loop.time() < ends and not phone.over.is_set():
        sound = await voice.sound_of(plan.sentences[nth % len(plan.sentences)], "zh-CN")
        phone.say(sound)
        await _until(phone, len(sound) / _RATE + _PAUSE)
        nth += 1


async def _until(phone: PlainPhone, seconds: float) -> None:
    """Waits, but not longer than the call lasts."""
    with suppress(TimeoutError):
        await asyncio.wait_for(phone.over.wait(), seconds)
