"""What packages offer to run in the background, and that the runtime runs it."""

import asyncio
from pathlib import Path

import pytest

from builders.people import City, a_city
from lianxin.kernel.database import Database
from lianxin.kernel.events import Recorded
from lianxin.kernel.jobs import Job, NoArguments, Worker, defer
from lianxin.kernel.parts import Loop, NameTaken, Parts, Reader
from lianxin.kernel.settings import Settings
from lianxin.kernel.site import Site
from lianxin.kernel.work import UnitOfWork
from lianxin.people import SYSTEM, Role, add_staff
from lianxin.runtime.background import running
from lianxin.runtime.serve import PACKAGES, all_parts


@pytest.fixture
async def city(database: Database) -> City:
    return await a_city(database)


@pytest.fixture
def site(city: City, tmp_path: Path) -> Site:
    return Site(city.database, city.id, Settings(tmp_path, "", "", "", "", ""))


class Fake:
    """A package that notes which of its parts ran."""

    def __init__(self) -> None:
        self.read, self.looped, self.worked = asyncio.Event(), asyncio.Event(), asyncio.Event()

    def background(self, _site: Site) -> Parts:
        job = Job("fake.work", "fake", NoArguments, self.work)

        async def react(work: UnitOfWork, _events: list[Recorded]) -> None:
            await defer(work, job, NoArguments())
            self.read.set()

        return Parts((Reader("fake", react),), (Loop("fake_loop", 0.1, self.loop),), (job,))

    async def loop(self) -> None:
        self.looped.set()

    async def work(self, _site: Site, _asked: NoArguments) -> None:
        self.worked.set()


async def test_a_part_of_an_added_package_runs(city: City, site: Site):
    fake, down = Fake(), set[str]()
    parts = all_parts(site, [fake.background])
    async with city.begin() as work:
        await add_staff(work, SYSTEM, login="wang", name="王", password="x" * 12, roles=[Role.OPERATOR])
    async with Worker(site, parts.jobs) as worker:
        tasks = [asyncio.ensure_future(part) for part in running(parts, site, worker, down)]
        try:
            async with asyncio.timeout(60):
                await asyncio.gather(fake.read.wait(), fake.looped.wait(), fake.worked.wait())
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    assert down == set()


def test_every_reader_loop_and_job_has_a_name_of_its_own(site: Site):
    parts = all_parts(site)
    readers = {"notify", "insight", "places", "call_cases", "call_figures", "duty_rings", "ring_backs_served"}
    readers |= {"erased_callers"}
    assert {reader.name for reader in parts.readers} == readers
    loops = {"timers", "profile", "plans", "calendar", "requests", "drafts", "uploads", "surge"}
    assert {loop.name for loop in parts.loops} == loops
    assert [job.name for job in parts.jobs] == ["calls.erase_aged", "notify.send_message"]


def test_a_name_that_is_taken_is_refused(site: Site):
    with pytest.raises(NameTaken, match="places"):
        all_parts(site, [*PACKAGES, lambda _: Parts(loops=(Loop("places", 1.0, Fake().loop),))])
