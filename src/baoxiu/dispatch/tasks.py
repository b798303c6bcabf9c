"""What workers do for dispatch: every five minutes, send on what waited for a station that can take it now."""

from __future__ import annotations

from procrastinate.contrib.django import app

from baoxiu.directory.queries import unit_with
from baoxiu.dispatch.actions.waiting import dispatch_waiting
from baoxiu.dispatch.queries.waiting import organisations_waiting
from baoxiu.journal import clock


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="dispatch_waiting", pass_context=False)
def send_on_what_waits(timestamp: int = 0) -> None:
    """Match what waits anew, organisation by organisation: a new day has room, a station came back, coverage was laid down."""
    for organisation_id in organisations_waiting():
        dispatch_waiting(unit_with(organisation_id), at=clock.now())
