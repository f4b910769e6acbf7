"""When a job is tried again, and what happens to the jobs of a worker that died."""

import attr
from procrastinate import App, BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

FIRST_WAIT = 6  # seconds; then six times as long each time: 6 s, 36 s, 4 min, 22 min, 2 h
LONGEST_WAIT = 3 * 3600
LAST_ATTEMPT = 20


@attr.dataclass(kw_only=True)
class Patience(BaseRetryStrategy):
    """Longer waits each time. How often a provider is tried is the outbox's own count; this also outlives an outage."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:  # noqa: ARG002
        """Sees Procrastinate's contract; `attempts` counts from 0."""
        if job.attempts >= LAST_ATTEMPT:
            return None
        return RetryDecision(retry_in={"seconds": min(FIRST_WAIT ** (job.attempts + 1), LONGEST_WAIT)})


PATIENCE = Patience()


async def rescue_jobs(jobs: App, queue: str) -> int:
    """Gives the jobs of dead workers to the living; returns how many."""
    stalled = list(await jobs.job_manager.get_stalled_jobs(queue=queue))
    for job in stalled:
        await jobs.job_manager.retry_job(job)
    return len(stalled)
