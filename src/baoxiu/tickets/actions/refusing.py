"""A refusal that leaves something: somebody is told of it, or a wrong code is counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from baoxiu.core.engine import GuardRefused, WrongCode
from baoxiu.tickets.actions import calls, rows
from baoxiu.tickets.actions.batch import Batch
from baoxiu.tickets.actions.rows import Origin
from baoxiu.tickets.events import COMMAND_REFUSED
from baoxiu.tickets.queries.sheets import Sheet


@contextmanager
def noting_refusal(sheet: Sheet, origin: Origin) -> Iterator[None]:
    """Write what a refusal leaves, then let it go on to whoever asked. Told once for each command and state."""
    try:
        yield
    except WrongCode as wrong:
        batch = Batch(origin, [sheet])
        batch.settle(sheet, wrong.leaves, origin, COMMAND_REFUSED)
        batch.write()
        raise
    except GuardRefused as refused:
        told = [row for nth, tell in enumerate(refused.tells) for row in rows.message_rows(sheet, tell, origin, nth)]
        if told:
            calls.write({"steps": [{"messages": [{**row, "key": _once(sheet, row, refused)} for row in told]}]})
        raise


def _once(sheet: Sheet, row: rows.Row, refused: GuardRefused) -> str:
    return f"{sheet.facts.id}:{refused.clause}:{sheet.facts.state}:{row['to']}"[:120]
