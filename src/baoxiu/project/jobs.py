"""Jobs a worker died over: they are done again, by whoever is left."""

from __future__ import annotations

from procrastinate import App
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

SILENT = 30.0  # seconds without a sign of life after which a worker counts as dead


def look_after(app: App) -> None:
    """Have this worker's scheduler look for such jobs once a minute."""

    @app.periodic(cron="* * * * *")
    @app.task(name="baoxiu.retry_stalled", queueing_lock="retry_stalled")
    async def retry(timestamp: int) -> None:
        await retry_stalled(app.job_manager)


async def retry_stalled(jobs: JobManager) -> int:
    """Queue again what dead workers had in hand; how many. Where the same waits already, that one does for both."""
    stalled = list(await jobs.get_stalled_jobs(seconds_since_heartbeat=SILENT))
    for job in stalled:
        try:
            await jobs.retry_job(job)
        except UniqueViolation:
            await jobs.finish_job(job, Status.ABORTED, delete_job=True)
    return len(stalled)
