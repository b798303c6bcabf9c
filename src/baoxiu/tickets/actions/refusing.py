"""A refusal that leaves something: somebody is told of it, or a wrong code is counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from baoxiu.core.engine import GuardRefused, WrongCode
from baoxiu.core.errors import Refused
from baoxiu.directory import queries as directory
from baoxiu.tickets.actions import calls, rows
from baoxiu.tickets.actions.batch import Batch
from baoxiu.tickets.actions.rows import Origin
from baoxiu.tickets.events import COMMAND_REFUSED
from baoxiu.tickets.queries.sheets import Sheet


class AlreadyTaken(Refused):
    """Somebody was faster; the words say who."""

    code = "already_taken"

    def __init__(self, name: str, number: str, refused: Refused) -> None:
        """`refused` is what the procedure said."""
        words = {"zh": f"{number} 已被 {name} 抢先接单，请选择其他单。", "en": f"{name} took {number} first. Choose another job."}
        super().__init__(words, clause=refused.clause, code=refused.reason)


@contextmanager
def noting_refusal(sheet: Sheet, command: str, origin: Origin) -> Iterator[None]:
    """Write what a refusal leaves, then let it go on to whoever asked; who grabs too late is told who was faster."""
    try:
        yield
    except WrongCode as wrong:
        batch = Batch(origin, [sheet])
        batch.settle(sheet, wrong.leaves, origin, COMMAND_REFUSED)
        batch.write()
        raise
    except GuardRefused as refused:  # told once for each clause and state
        told = [row for nth, tell in enumerate(refused.tells) for row in rows.message_rows(sheet, tell, origin, nth)]
        if told:
            calls.write({"steps": [{"messages": [{**row, "key": _once(sheet, row, refused)} for row in told]}]})
        raise
    except Refused as refused:
        holder = sheet.facts.holder_id
        if command == "grab" and holder not in (None, origin.by.id):
            raise AlreadyTaken(directory.person_with(holder).name, sheet.facts.number, refused) from refused
        raise


def _once(sheet: Sheet, row: rows.Row, refused: GuardRefused) -> str:
    return f"{sheet.facts.id}:{refused.clause}:{sheet.facts.state}:{row['to']}"[:120]
