"""Photos, papers and signatures on a ticket, kept by their content."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from baoxiu.core.engine.facts import Actor, Decision
from baoxiu.core.errors import Refusal
from baoxiu.journal import queries as journal
from baoxiu.journal.actions import remember_answer, store_file
from baoxiu.journal.models import StoredFile
from baoxiu.tickets.actions.batch import Batch
from baoxiu.tickets.actions.rows import Origin
from baoxiu.tickets.actions.running import again
from baoxiu.tickets.events import FILE_ADDED
from baoxiu.tickets.models import Ticket, TicketFile
from baoxiu.tickets.queries import reading
from baoxiu.tickets.queries.scope import ticket_on
from baoxiu.tickets.queries.sheets import Sheet, sheet_of

MOST_FILES = 60


class TooManyFiles(Refusal):
    """{number} has {most} files already. Open a ticket of its own for what belongs elsewhere."""

    code = "too_many_files"
    zh = "{number} 的附件已达 {most} 个，不能再添加；与本单无关的内容请另开一单。"


def add_file(  # noqa: PLR0913 - the whole intention is said at the call
    name: object,
    chunks: Iterable[bytes],
    filename: str,
    *,
    by: Actor,
    at: datetime,
    purpose: str = "",
    key: str | None = None,
    door: str = "desk",
) -> TicketFile:
    """Keep a file with a ticket the actor may see; the timeline says so.

    Its content says its type, and the same content for the same purpose is kept once. A key repeated with another file is refused.
    """
    ticket = ticket_on(name, seen_by=by)
    stored = store_file(chunks, at=at)
    contents = journal.fingerprint("file", str(ticket.pk), stored.hash, purpose)
    held = TicketFile.objects.filter(ticket=ticket, file=stored, purpose=purpose[:60]).first()
    answered = journal.answer_given(by, key, contents) if key else None
    if held is not None:
        return held
    if answered is not None:
        return TicketFile.objects.get(pk=answered["id"])
    if TicketFile.objects.filter(ticket=ticket).count() >= MOST_FILES:
        raise TooManyFiles(number=ticket.number, most=MOST_FILES)
    short = filename.rsplit("/", 1)[-1][:200]
    kept = TicketFile(ticket=ticket, file=stored, name=short, purpose=purpose[:60], added_by_id=by.id, added_at=at)
    return again(lambda: _keep(ticket, kept, stored, Origin(by, at, door), key, contents), name=ticket.number)


def _keep(ticket: Ticket, kept: TicketFile, stored: StoredFile, origin: Origin, key: str | None, contents: str) -> TicketFile:
    sheet = sheet_of(reading.facts([str(ticket.pk)])[0])
    batch = Batch(origin, [sheet])
    said = {"name": kept.name, "hash": stored.hash, "size": stored.size, "type": stored.media_type, "purpose": kept.purpose}
    batch.settle(sheet, unchanged(sheet, "add_file", said), origin, FILE_ADDED)
    with transaction.atomic():
        batch.write()
        kept.save(force_insert=True)
        if key:
            remember_answer(origin.by, key, contents, {"id": kept.pk}, at=origin.at)
    return kept


def unchanged(sheet: Sheet, command: str, form: dict[str, object]) -> Decision:
    """A decision that leaves the ticket as it stands: something was added beside it."""
    facts = sheet.facts
    state = sheet.procedure.definition.states[facts.state]
    return Decision(
        command=command, from_state=facts.state, to_state=facts.state, final=state.final, changes={}, form=form,
        holder_role=state.holder, holder_id=facts.holder_id, mode=facts.mode,
    )  # fmt: skip
