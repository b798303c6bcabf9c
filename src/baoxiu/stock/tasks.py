"""What workers do for stock: once an hour, tell of replaced parts that are not back in time."""

from __future__ import annotations

from procrastinate.contrib.django import app

from baoxiu.journal import clock
from baoxiu.stock.actions import remind_of_returns


@app.periodic(cron="23 * * * *")
@app.task(queueing_lock="remind_of_returns", pass_context=False)
def remind_of_parts(timestamp: int = 0) -> None:
    """Each job is told of once a term, however often this runs."""
    remind_of_returns(clock.now())
