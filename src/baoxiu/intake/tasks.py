"""What workers do for intake: forget the codes of yesterday."""

from __future__ import annotations

from procrastinate.contrib.django import app

from baoxiu.intake import actions
from baoxiu.journal import clock


@app.periodic(cron="20 2 * * *")
@app.task(queueing_lock="forget_codes", pass_context=False)
def forget_codes(timestamp: int = 0) -> None:
    """Drop the codes that were sent to telephones and are over."""
    actions.forget_codes(clock.now())
