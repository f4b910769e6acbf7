"""Background jobs: queued in a unit of work's transaction, retried after errors, rescued from dead workers.

A package declares its jobs and offers them through its door; the runtime runs one worker for all of them. Only this
module and the migrations know Procrastinate. The duration of a job is not limited.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import asdict, dataclass, field, replace
from types import TracebackType
from typing import Any, Final, Generic, Self, TypeVar

import attr
from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.jobs import Job as Attempt
from procrastinate.types import JSONDict, JSONValue

from lianxin.kernel.site import Site
from lianxin.kernel.work import UnitOfWork

T = TypeVar("T")

KERNEL_QUEUE: Final = "kernel"
RESCUE: Final = "kernel.rescue_jobs"
FORMER_RESCUE: Final = "notify.rescue_messages"  # a job of this name may wait in a database of an earlier version
FIRST_WAIT: Final = 6  # seconds; then six times as long each time: 6 s, 36 s, 4 min, 22 min, 2 h
LONGEST_WAIT: Final = 3 * 3600
LAST_ATTEMPT: Final = 20


@attr.dataclass(kw_only=True)
class Patience(BaseRetryStrategy):
    """Waits six times as long before each retry, at most LONGEST_WAIT seconds, and gives up after LAST_ATTEMPT."""

    def get_retry_decision(self, *, exception: BaseException, job: Attempt) -> RetryDecision | None:  # noqa: ARG002
        """Returns the wait before the next attempt, or None to give up; `attempts` counts from 0."""
        if job.attempts >= LAST_ATTEMPT:
            return None
        return RetryDecision(retry_in={"seconds": min(FIRST_WAIT ** (job.attempts + 1), LONGEST_WAIT)})


@dataclass(frozen=True)
class NoArguments:
    """The arguments of a job that needs none, such as a periodic one."""


@dataclass(frozen=True)
class Job(Generic[T]):
    """A kind of background work. `name` is stored with every deferred job, so it never changes.

    `arguments` is a dataclass of str, int, float and bool fields, stored as JSON. `run` gets the site of the city that
    deferred the job; when it raises, `retry` decides when it runs again. `cron` runs a job without arguments
    periodically (in UTC), even if it is never deferred.
    """

    name: str
    queue: str
    arguments: type[T]
    run: Callable[[Site, T], Awaitable[None]]
    retry: Patience = field(default_factory=Patience)
    cron: str = ""


_deferring = App(connector=PsycopgConnector())  # never opened: every job is deferred on the connection of a work


async def defer(work: UnitOfWork, job: Job[T], *several: T) -> None:
    """Queues the job once for each of the arguments, in one statement; the jobs exist only if the work commits."""
    tasks: list[JSONDict] = [{"city_id": work.city_id, **asdict(one)} for one in several]  # pyright: ignore[reportArgumentType]
    if tasks:
        deferrer = _deferring.configure_task(job.name, queue=job.queue, connection=work.conn)
        await deferrer.batch_defer_async(*tasks)


@dataclass(frozen=True)
class _StatusCount:
    """The number of jobs with a status."""

    status: str
    n: int


async def count_jobs(work: UnitOfWork) -> dict[str, int]:
    """The number of jobs of all cities in this database by status, for metrics."""
    found = await work.rows(_StatusCount, "SELECT status::text, count(*) AS n FROM procrastinate_jobs GROUP BY status")
    return {one.status: one.n for one in found}


class Worker:
    """Runs the given jobs, and every minute returns the jobs of dead workers to their queues."""

    def __init__(self, site: Site, jobs: Collection[Job[Any]], *, concurrency: int = 1) -> None:
        self.queues = sorted({job.queue for job in jobs} | {KERNEL_QUEUE})
        self._site = site
        self._concurrency = concurrency
        self._app = App(connector=PsycopgConnector(conninfo=site.database.dsn))
        for job in jobs:
            self._register(job)
        rescue = self._app.task(name=RESCUE, queue=KERNEL_QUEUE, queueing_lock=RESCUE, aliases=[FORMER_RESCUE])
        self._app.periodic(cron="* * * * *")(rescue(self._rescue_when_due))

    async def __aenter__(self) -> Self:
        await self._app.open_async()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._app.close_async()

    async def run(self, *, until_empty: bool = False) -> None:
        """Runs jobs until cancelled, or until no job is due; meanwhile periodic jobs are deferred."""
        await self._app.run_worker_async(
            queues=self.queues,
            concurrency=self._concurrency,
            wait=not until_empty,
            listen_notify=not until_empty,
            install_signal_handlers=False,
            delete_jobs="successful",
        )

    async def rescue(self) -> int:
        """Puts the jobs of workers that stopped reporting back into their queues; returns how many."""
        manager = self._app.job_manager
        stalled = [job for queue in self.queues for job in await manager.get_stalled_jobs(queue=queue)]
        for job in stalled:
            await manager.retry_job(job)
        return len(stalled)

    async def _rescue_when_due(self, timestamp: int) -> None:  # noqa: ARG002 - Procrastinate passes the due time
        await self.rescue()

    def _register(self, job: Job[Any]) -> None:
        async def run(city_id: str, **arguments: JSONValue) -> None:
            await job.run(replace(self._site, city_id=city_id), job.arguments(**arguments))

        async def run_when_due(timestamp: int = 0, city_id: str = "") -> None:  # noqa: ARG001 - the due time
            await run(city_id or self._site.city_id)

        if job.cron:
            task = self._app.task(name=job.name, queue=job.queue, retry=job.retry, queueing_lock=job.name)
            self._app.periodic(cron=job.cron)(task(run_when_due))
        else:
            self._app.task(name=job.name, queue=job.queue, retry=job.retry)(run)
