"""What workers do for the journal: send messages, keep next month's part of the journal ready, forget what is old."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from baoxiu.journal import actions, clock

ROUNDS = 50  # then the next job goes on, so that a worker can stop


@app.periodic(cron="* * * * * */15")
@app.task(queueing_lock="drain_messages", pass_context=False)
def drain_messages(timestamp: int = 0) -> None:
    """Send what waits in the outbox, until nothing does."""
    for _ in range(ROUNDS):
        if actions.drain_messages(clock.now()).is_nothing:
            return


@app.periodic(cron="10 2 * * *")
@app.task(queueing_lock="keep_journal", pass_context=False)
def keep_journal(timestamp: int = 0) -> None:
    """Make the coming year's parts of the journal; forget keys nobody will repeat and counts of days ago; seal with today's key."""
    today = clock.now().date()
    actions.ensure_partitions(today - timedelta(days=31), today + timedelta(days=366))
    actions.forget_answers(clock.now())
    actions.forget_paces(clock.now())
    actions.seal_anew()


def send_soon() -> None:
    """Have a worker look at the outbox now; one that is already asked to is enough."""
    try:
        drain_messages.defer()
    except AlreadyEnqueued:
        return
