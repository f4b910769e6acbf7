"""What runs beside the web application goes on after a failure, and says when it does not."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from builders.site import a_site
from lianxin.kernel.database import Database
from lianxin.kernel.settings import read_settings
from lianxin.runtime.background import end, keep_up, repeat
from lianxin.runtime.serve import known_as
from lianxin.web.stream import Hub

HERE = "http://localhost:8000"
PUBLIC = "https://12345.city.example"


class Watched(set[str]):
    """Names of what is down, and of all that ever was."""

    def __init__(self) -> None:
        super().__init__()
        self.ever: list[str] = []

    def add(self, element: str, /) -> None:
        super().add(element)
        self.ever.append(element)


@asynccontextmanager
async def beside(task: asyncio.Task[None]) -> AsyncGenerator[None]:
    try:
        async with asyncio.timeout(60):
            yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("fails", [True, False], ids=["with an error", "without a word"])
async def test_what_ends_is_started_anew_and_is_down_in_between(*, fails: bool):
    down, started, second = Watched(), list[int](), asyncio.Event()

    async def run() -> None:
        started.append(1)
        if len(started) == 2:
            second.set()
            await asyncio.Event().wait()
        if fails:
            raise RuntimeError

    async with beside(asyncio.create_task(keep_up("jobs", run, down, again=0.0))):
        await second.wait()
    assert (down.ever, down) == (["jobs"], set())


async def test_what_is_done_again_and_again_is_down_until_it_works():
    down, seen = set[str](), list[set[str]]()
    done = asyncio.Event()

    async def act() -> None:
        seen.append(set(down))
        if len(seen) == 1:
            raise RuntimeError
        if len(seen) == 3:
            done.set()

    async with beside(asyncio.create_task(repeat(0.0, "timers", act, down))):
        await done.wait()
    assert seen == [set(), {"timers"}, set()]


async def test_what_is_seldom_done_is_tried_again_soon_when_it_failed():
    down, tried, done = set[str](), list[int](), asyncio.Event()

    async def act() -> None:
        tried.append(1)
        if len(tried) == 1:
            raise RuntimeError
        done.set()

    async with beside(asyncio.create_task(repeat(3600.0, "uploads", act, down, retry=0.0))):
        await done.wait()
    assert len(tried) == 2


async def test_what_should_never_end_is_not_restarted_when_it_was_cancelled_and_ended_by_itself():
    started, runs = asyncio.Event(), list[int]()

    async def run() -> None:
        runs.append(1)
        started.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()

    task = asyncio.create_task(keep_up("jobs", run, set(), again=0.0))
    await started.wait()
    await end([task])
    assert (task.done(), runs) == (True, [1])


async def test_what_does_not_end_when_it_is_cancelled_is_cancelled_again():
    cancelled = list[int]()

    async def stubborn() -> None:
        while len(cancelled) < 2:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                cancelled.append(1)

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    await end([task], again=0.01)
    assert (task.done(), len(cancelled)) == (True, 2)


async def test_what_ends_is_waited_for_even_if_the_waiting_is_cancelled():
    may_end, started = asyncio.Event(), asyncio.Event()

    async def thorough() -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            await may_end.wait()

    task = asyncio.create_task(thorough())
    await started.wait()
    ending = asyncio.create_task(end([task]))
    for act in (lambda: None, ending.cancel, lambda: None):
        await asyncio.sleep(0)
        act()
    assert not ending.done()
    may_end.set()
    await asyncio.wait([ending])
    assert (ending.cancelled(), task.cancelled()) == (True, True)


async def test_a_server_beside_which_something_does_not_run_is_not_ready(database: Database, tmp_path: Path):
    async with a_site(database, tmp_path) as site:
        site.app.state.down |= {"timers", "jobs"}
        answered = await site.stranger().get("/readyz")
        assert (answered.status_code, answered.json()) == (503, {"status": "not running: jobs, timers"})


async def test_the_reader_of_the_stream_goes_on_after_any_error(database: Database, monkeypatch: pytest.MonkeyPatch):
    hub, looks, again = Hub(database, "shanghai", listeners=1), list[int](), asyncio.Event()

    async def look(_self: Hub) -> int:
        looks.append(1)
        if len(looks) == 1:
            raise KeyError
        again.set()
        return 0

    monkeypatch.setattr(Hub, "look", look)
    async with beside(asyncio.create_task(hub.run())):
        await again.wait()


def test_links_begin_with_the_public_address_where_the_city_was_told_one():
    told = read_settings({"LIANXIN_PUBLIC_URL": f"{PUBLIC}/"})
    assert known_as(told, HERE, demo=False).public_url == PUBLIC
    assert known_as(read_settings({}), HERE, demo=False).public_url == HERE
    assert known_as(told, HERE, demo=True) == replace(told, public_url=HERE)
