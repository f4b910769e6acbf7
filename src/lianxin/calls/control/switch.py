"""What all parts of a controller share: its servers, and a lock, a task and the keys of each call."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol, TypeVar
from uuid import UUID

import psycopg
import structlog
from psycopg_pool import PoolTimeout

from lianxin.calls.media.errors import MediaRefused, MediaUnreachable
from lianxin.calls.media.talks import MediaNode
from lianxin.calls.sip.agent import NoLeg, SipAgent
from lianxin.calls.sip.legs import IllegalLegMove
from lianxin.calls.sip.news import HangUpLeg, LegCommand
from lianxin.city import AnswerAt, Profile
from lianxin.kernel.database import Database
from lianxin.kernel.work import UnitOfWork

log = structlog.get_logger("lianxin")
T = TypeVar("T")

TRIED_FOR: Final = 90.0  # seconds; longer than a restart of PostgreSQL
AGAIN_AFTER: Final = 0.5  # seconds
_GONE: Final = (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout)  # deadlocks are among the first


class Announcing(Protocol):
    """Makes the files that callers hear; `Announcer` does."""

    async def announcement(self, profile: Profile, name: str, language: str, **values: str | int) -> Path | None:
        """Returns the file of an announcement, or None."""
        ...

    async def music(self) -> Path | None:
        """Returns the file of the music, or None."""
        ...

    async def ringing(self) -> Path | None:
        """Returns the file of the ringing tone, or None."""
        ...


@dataclass(frozen=True)
class LateAnswer:
    """A call from the trunk that still rings: our session description, and when it is to be answered."""

    sdp: bytes
    at: AnswerAt


@dataclass
class Switch:
    """A controller's servers and what it knows of its calls in memory; all else is in rows.

    `name` is that of the controller, `agent` its SIP agent. `wake` starts a pass of the router. `asked_keys`: of
    each call the latest request for keys, which may come again. `media_names`:
    the calls whose leg on rtpengine has another name. `late`: the calls that are not answered yet.
    """

    database: Database
    city_id: str
    name: str
    media: MediaNode
    announcer: Announcing
    agent: SipAgent | None = None
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    keys: dict[UUID, "asyncio.Queue[str]"] = field(default_factory=lambda: defaultdict(asyncio.Queue))
    media_names: dict[str, UUID] = field(default_factory=dict[str, UUID])
    late: dict[UUID, LateAnswer] = field(default_factory=dict[UUID, LateAnswer])
    asked_keys: dict[UUID, str] = field(default_factory=dict[UUID, str])
    _kept: set[asyncio.Future[object]] = field(default_factory=set[asyncio.Future[object]])
    _locks: dict[UUID, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))
    _tasks: dict[UUID, asyncio.Task[None]] = field(default_factory=dict[UUID, asyncio.Task[None]])

    def lock(self, call_id: UUID) -> asyncio.Lock:
        """Returns the lock of a call: one thing at a time happens to it."""
        return self._locks[call_id]

    def call_by_media(self, name: str) -> UUID | None:
        """Returns the call of a leg on rtpengine: it has the name of the call, or another after a ring-back."""
        if name in self.media_names:
            return self.media_names[name]
        with suppress(ValueError):
            return UUID(name)
        return None

    def keep(self, act: Awaitable[object]) -> None:
        """Runs something beside everything else."""
        task = asyncio.ensure_future(act)
        self._kept.add(task)
        task.add_done_callback(self._kept.discard)

    @asynccontextmanager
    async def work(self, actor: str = "system") -> AsyncGenerator[UnitOfWork]:
        """Opens a transaction."""
        async with self.database.begin(self.city_id, actor=actor) as work:
            yield work

    async def surely(self, act: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        """Does something in a transaction that must not be lost while PostgreSQL is away; see `persistently`."""

        async def once() -> T:
            async with self.work() as work:
                return await act(work)

        return await persistently(once)

    async def tell_leg(self, line: UUID | None, command: LegCommand) -> None:
        """Passes a command to the SIP leg of a call; a leg that is over, or another controller's, ignores it."""
        if self.agent is None or line is None:
            return
        try:
            await self.agent.command(line, command)
        except (NoLeg, IllegalLegMove):
            return

    async def hang_up_leg(self, line: UUID | None) -> None:
        """Ends the SIP leg of a call."""
        await self.tell_leg(line, HangUpLeg())

    def begin(self, call_id: UUID, act: Coroutine[None, None, None]) -> None:
        """Runs what the citizen of a call hears now; it replaces what was heard before."""
        self.stop(call_id)
        task = self._tasks[call_id] = asyncio.create_task(self._guarded(call_id, act))
        task.add_done_callback(lambda _: self._tasks.pop(call_id, None) if self._tasks.get(call_id) is task else None)

    @property
    def busy(self) -> set[UUID]:
        """The calls whose citizens hear something from this process."""
        return {*self._tasks}

    def stop(self, call_id: UUID) -> None:
        """Ends what the citizen of a call hears, unless it is this very task that asks."""
        task = self._tasks.pop(call_id, None)
        if task is not None and task is not asyncio.current_task():
            task.cancel()

    def forget(self, call_id: UUID) -> None:
        """Forgets a call that is over."""
        self.stop(call_id)
        self.keys.pop(call_id, None)
        self.late.pop(call_id, None)
        self.asked_keys.pop(call_id, None)
        self._locks.pop(call_id, None)
        self.media_names = {name: one for name, one in self.media_names.items() if one != call_id}

    async def stop_all(self) -> None:
        """Ends all tasks; the calls go on."""
        tasks = [*self._tasks.values()]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _guarded(self, call_id: UUID, act: Coroutine[None, None, None]) -> None:
        try:
            await act
        except (MediaRefused, MediaUnreachable) as error:
            log.warning("a caller hears nothing", call=str(call_id), error=str(error))
        except Exception:
            log.exception("a caller hears nothing", call=str(call_id))


async def persistently(act: Callable[[], Awaitable[T]]) -> T:
    """Does something that must not be lost while PostgreSQL is away; raises its error after TRIED_FOR seconds.

    It may be done twice: a transaction may have committed although its connection was lost.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + TRIED_FOR
    while True:
        try:
            return await act()
        except _GONE:
            if loop.time() > until:
                raise
        await asyncio.sleep(AGAIN_AFTER)
