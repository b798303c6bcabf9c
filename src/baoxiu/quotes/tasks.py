"""What workers do for quotes: once an hour, close the statements whose window is over."""

from __future__ import annotations

from procrastinate.contrib.django import app

from baoxiu.journal import clock
from baoxiu.quotes.actions import close_due


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="close_statements", pass_context=False)
def close_statements(timestamp: int = 0) -> None:
    """Close every statement that nobody may dispute any more and whose disputes are answered."""
    close_due(clock.now())
