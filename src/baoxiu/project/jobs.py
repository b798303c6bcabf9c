"""A worker: works off jobs, keeps the times, and does again what another worker died over."""

from __future__ import annotations

import asyncio

from procrastinate import App
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

from baoxiu.project.memory import keep_what_is_loaded

GRACE = 10.0  # seconds a job under way may still take when we are asked to stop; then another does it again
SILENT = 30.0  # seconds without a sign of life after which a worker counts as dead


def work(at_once: int) -> int:
    """Work until told to stop."""
    keep_what_is_loaded()
    asyncio.run(_work(at_once))
    return 0


async def retry_stalled(jobs: JobManager) -> int:
    """Queue again what dead workers had in hand; how many. Where the same waits already, that one does for both."""
    stalled = list(await jobs.get_stalled_jobs(seconds_since_heartbeat=SILENT))
    for job in stalled:
        try:
            await jobs.retry_job(job)
        except UniqueViolation:
            await jobs.finish_job(job, Status.ABORTED, delete_job=True)
    return len(stalled)


async def _work(at_once: int) -> None:
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    assert isinstance(app.connector, DjangoConnector)
    with app.replace_connector(app.connector.get_worker_connector()) as working:
        _look_after(working)
        async with working.open_async():
            await working.run_worker_async(concurrency=at_once, shutdown_graceful_timeout=GRACE, delete_jobs="successful")


def _look_after(app: App) -> None:
    """Have this worker's scheduler look for what others died over, once a minute."""

    @app.periodic(cron="* * * * *")
    @app.task(name="baoxiu.retry_stalled", queueing_lock="retry_stalled")
    async def retry(timestamp: int) -> None:
        await retry_stalled(app.job_manager)
