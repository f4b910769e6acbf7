"""Background jobs: deferred with a work, retried, rescued, periodic; one worker for several queues."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest

from builders.people import City, a_city
from lianxin.kernel.database import Database
from lianxin.kernel.jobs import Job, NoArguments, Worker, count_jobs, defer
from lianxin.kernel.settings import read_settings
from lianxin.kernel.site import Site

LATER_NOW = "UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'"


@dataclass(frozen=True)
class Greeting:
    name: str
    times: int = 1


@dataclass
class Greeter:
    """Notes whom it greeted, and fails as often as it is asked to."""

    heard: list[tuple[str, Greeting]] = field(default_factory=list)
    failures: int = 0

    async def greet(self, site: Site, asked: Greeting) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("the line is busy")
        self.heard.append((site.city_id, asked))

    def job(self, name: str = "test.greet", queue: str = "greetings") -> Job[Greeting]:
        return Job(name, queue, Greeting, self.greet)


@pytest.fixture
async def city(database: Database) -> City:
    return await a_city(database)


@asynccontextmanager
async def working(city: City, jobs: Sequence[Job[Greeting] | Job[NoArguments]]) -> AsyncGenerator[Worker]:
    """A worker whose periodic jobs do not start when a minute begins during the test."""
    async with Worker(Site(city.database, city.id, read_settings({})), jobs) as worker:
        worker._app.periodic_registry.periodic_tasks.clear()
        yield worker


async def counted(city: City) -> dict[str, int]:
    async with city.read() as work:
        return await count_jobs(work)


async def test_a_job_runs_once_for_each_of_its_arguments_in_the_city_that_deferred_it(city: City):
    greeter = Greeter()
    async with city.begin() as work:
        await defer(work, greeter.job(), Greeting("Wang"), Greeting("Li", 2))
        await defer(work, greeter.job())
    async with working(city, [greeter.job()]) as worker:
        await worker.run(until_empty=True)
    assert greeter.heard == [(city.id, Greeting("Wang")), (city.id, Greeting("Li", 2))]
    assert await counted(city) == {}


async def test_a_job_of_a_work_that_is_rolled_back_never_runs(city: City):
    greeter = Greeter()
    with suppress(ZeroDivisionError):
        async with city.begin() as work:
            await defer(work, greeter.job(), Greeting("Wang"))
            raise ZeroDivisionError
    async with working(city, [greeter.job()]) as worker:
        await worker.run(until_empty=True)
    assert greeter.heard == []


async def test_a_job_that_fails_is_retried_later(city: City):
    greeter = Greeter(failures=1)
    async with city.begin() as work:
        await defer(work, greeter.job(), Greeting("Wang"))
    async with working(city, [greeter.job()]) as worker:
        await worker.run(until_empty=True)
        assert (greeter.heard, await counted(city)) == ([], {"todo": 1})
        async with city.begin() as work:
            await work.run(LATER_NOW)
        await worker.run(until_empty=True)
    assert greeter.heard == [(city.id, Greeting("Wang"))]


async def test_the_job_of_a_dead_worker_is_rescued_and_of_a_queue_that_nobody_offers_is_not(city: City):
    greeter = Greeter()
    async with city.begin() as work:
        await defer(work, greeter.job(), Greeting("Wang"))
        await defer(work, greeter.job("other.greet", "others"), Greeting("Li"))
        await work.run("UPDATE procrastinate_jobs SET status = 'doing'")
    async with working(city, [greeter.job()]) as worker:
        await worker.run(until_empty=True)
        assert greeter.heard == []
        assert await worker.rescue() == 1
        await worker.run(until_empty=True)
    assert greeter.heard == [(city.id, Greeting("Wang"))]
    assert await counted(city) == {"doing": 1}


async def test_one_worker_serves_the_queues_of_all_its_jobs(city: City):
    first, second = Greeter(), Greeter()
    jobs = [first.job("one.greet", "ones"), second.job("two.greet", "twos")]
    async with city.begin() as work:
        for job in jobs:
            await defer(work, job, Greeting(job.name))
    async with working(city, jobs) as worker:
        assert worker.queues == ["kernel", "ones", "twos"]
        await worker.run(until_empty=True)
    assert [heard.name for _, heard in first.heard + second.heard] == ["one.greet", "two.greet"]


async def test_a_periodic_job_runs_without_being_deferred(city: City):
    ran = asyncio.Event()

    async def tick(_site: Site, _asked: NoArguments) -> None:
        ran.set()

    job = Job("test.tick", "ticks", NoArguments, tick, cron="* * * * * *")  # the sixth field: every second
    async with Worker(Site(city.database, city.id, read_settings({})), [job]) as worker:
        running = asyncio.create_task(worker.run())
        try:
            async with asyncio.timeout(60):
                await ran.wait()
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
