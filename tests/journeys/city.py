"""A city for browsers to visit: a real server on loopback in a thread of its own, and a clock that the test moves."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import uvicorn

from builders.cases import MONDAY, shanghai
from builders.rows import tuples_of
from journeys.line import Line
from lianxin.cases.deadlines.timers import fire_timers
from lianxin.city import adopt_profile
from lianxin.kernel.clock import stopwatch
from lianxin.kernel.database import Database
from lianxin.kernel.privacy import Vault
from lianxin.kernel.settings import Settings
from lianxin.kernel.site import Site
from lianxin.kernel.work import UnitOfWork
from lianxin.people import SYSTEM, Role, add_staff
from lianxin.web.application import create_app

T = TypeVar("T")
CITY = "shanghai"
STARTS_WITHIN = 60.0  # seconds
STREET_OFFICE = "pudong-weifang"

PEOPLE = (
    ("limin", "李敏", Role.OPERATOR, None),
    ("zhoulan", "周岚", Role.SHIFT_LEAD, None),
    ("chenxiangdong", "陈向东", Role.DISPATCHER, None),
    ("guwenhua", "顾文华", Role.RETURN_OFFICER, None),
    ("shenjia", "沈佳", Role.CHECKER, None),
    ("wuxiaoyan", "吴晓燕", Role.CALLBACK_AGENT, None),
    ("panyue", "潘悦", Role.CALLBACK_AGENT, None),
    ("zhengyiming", "郑一鸣", Role.REVIEW_OFFICER, None),
    ("luping", "陆平", Role.SUPERVISOR, None),
    ("xujing", "徐静", Role.HOTLINE_OFFICE, None),
    ("hechuan", "何川", Role.ADMINISTRATOR, None),
    ("yanzhen", "严真", Role.ANALYST, None),
    ("sunyi", "孙怡", Role.QUALITY_INSPECTOR, None),
    ("zhaoqiang", "赵强", Role.UNIT_HANDLER, STREET_OFFICE),
    ("qianli", "钱丽", Role.UNIT_HANDLER, STREET_OFFICE),
)
"""Login, name, role, unit: somebody for every role, two at the street's office."""


class TownClock:
    """Goes like any clock from a Monday at nine in Shanghai, and further whenever it is moved."""

    speed = 1.0

    def __init__(self, start: datetime = MONDAY) -> None:
        self._start, self._began = start, stopwatch()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=stopwatch() - self._began)

    def move(self, by: timedelta) -> None:
        """Forward, never back."""
        assert by >= timedelta(0)
        self._start += by


class City:
    """Everything runs in the server's thread; the test asks for it from its own loop."""

    def __init__(self, dsn: str, home: Path) -> None:
        self.clock, self.line = TownClock(), Line()
        self.home, self._dsn = home, dsn
        self._ready, self._trouble = threading.Event(), None
        self._thread = threading.Thread(target=self._live, name="city")

    @property
    def address(self) -> str:
        return self.line.address

    def open(self) -> None:
        """Starts the server and waits for it."""
        self._thread.start()
        assert self._ready.wait(STARTS_WITHIN), "the server did not start"
        if self._trouble:
            raise self._trouble

    def close(self) -> None:
        """Stops the server; browsers should have left."""
        if self._trouble is None:
            self._loop.call_soon_threadsafe(self._stop)
        self._thread.join()

    def _stop(self) -> None:
        self._server.should_exit = True
        self.line.cut()

    def _live(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as trouble:  # noqa: BLE001 - told to the test
            self._trouble = trouble
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        settings = Settings(self.home, self._dsn, "", "", "", self.address)
        async with Database(self._dsn, clock=self.clock) as self.database:
            self.database.shared.vault = Vault(bytes(range(32)))
            async with self.database.begin(CITY) as work:
                await found(work)
            app = self.app = create_app(Site(self.database, CITY, settings), demo=True)
            listening = socket.create_server(("127.0.0.1", 0))
            self._server = uvicorn.Server(
                uvicorn.Config(app, log_config=None, access_log=False, ws="none", timeout_graceful_shutdown=1)
            )
            async with await self.line.relay(listening.getsockname()[1]):
                self._ready.set()
                await self._server.serve(sockets=[listening])

    @property
    def site(self) -> Site:
        return self.app.state.site

    def send_messages(self, url: str) -> None:
        """From now on the pages know a gateway for text messages."""
        self.app.state.site = replace(self.site, settings=replace(self.site.settings, sms_url=url))

    async def within(self, act: Coroutine[Any, Any, T]) -> T:
        """Runs something in the server's own loop."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(act, self._loop))

    async def work(self, act: Callable[[UnitOfWork], Awaitable[T]], actor: str = "system") -> T:
        """One unit of work in the city."""

        async def carried_out() -> T:
            async with self.database.begin(CITY, actor=actor) as work:
                return await act(work)

        return await self.within(carried_out())

    async def tuples(self, query: str, **params: Any) -> list[tuple[Any, ...]]:
        """Rows of any query about this city (`%(city)s`)."""
        return await self.work(lambda work: tuples_of(work, query, **params))

    def cut_line(self) -> None:
        """Nobody reaches the server any more."""
        self._loop.call_soon_threadsafe(self.line.cut)

    def mend_line(self) -> None:
        """Everybody reaches it again."""
        self._loop.call_soon_threadsafe(self.line.mend)

    async def pass_time(self, **by: float) -> int:
        """Moves the clock (days=, hours=, minutes=) and fires what has come due; returns how many deadlines fired."""
        self.clock.move(timedelta(**by))
        return await self.within(fire_timers(self.database, CITY))


async def found(work: UnitOfWork) -> None:
    """The city row of a demo, the profile, and the people."""
    await work.run(
        "INSERT INTO cities (city_id, demo, speed, city_start, real_start) VALUES (%(city)s, 1, 1, %(now)s, %(now)s)"
    )
    await adopt_profile(work, shanghai())
    await add_people(work, *PEOPLE)


async def add_people(work: UnitOfWork, *people: tuple[str, str, Role, str | None]) -> None:
    """Somebody more: login, name, role, unit."""
    for login, name, role, unit in people:
        await add_staff(work, SYSTEM, login=login, name=name, roles=[role], unit=unit)
