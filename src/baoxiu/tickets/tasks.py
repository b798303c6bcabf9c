"""What workers do for tickets: every two seconds, ring the clocks and check the quotas that are due."""

from __future__ import annotations

from procrastinate.contrib.django import app

from baoxiu.journal import clock
from baoxiu.tickets import actions

ROUNDS = 20  # batches of each lane, then the next job goes on, so that a worker can stop


@app.periodic(cron="* * * * * */2")
@app.task(queueing_lock="sweep_clocks", pass_context=False)
def sweep_clocks(timestamp: int = 0) -> None:
    """Ring what is due, batch by batch. Several workers share it: none takes what another has in hand."""
    actions.sweep(clock.now(), rounds=ROUNDS)
