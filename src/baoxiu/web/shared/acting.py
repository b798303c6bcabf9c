"""A command from a page: the form read by what the command asks, run once, files kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from baoxiu.journal import actions as journal
from baoxiu.tickets import actions
from baoxiu.web.shared import phoneclock, reading, refusals
from baoxiu.web.shared.requests import Asked
from baoxiu.web.shared.ticket_page import TicketPage


def run(request: Asked, page: TicketPage, command: str) -> actions.Outcome:
    """Run `command` with the form the browser sent; its key makes a second sending harmless."""
    asks, zone = page.choice(command).asks, page.ticket.unit.zone
    form = reading.form_of(request, asks, zone=zone, store=lambda chunks: keep(request, chunks))
    return actions.run_command(
        page.ticket.pk,
        command,
        form,
        by=page.actor,
        at=request.now,
        key=request.POST.get("key") or None,
        version=_version(request.POST.get("version", "")),
        door=page.door,
        happened_at=phoneclock.happened_at(request) if was_kept(request) else None,
        fast=phoneclock.fast(request) if was_kept(request) else timedelta(),
    )


def was_kept(request: HttpRequest) -> bool:
    """Whether a phone sends what it kept while it had no signal; it wants values for an answer, not a page."""
    return refusals.KEPT in request.headers


def keep(request: Asked, chunks: Iterable[bytes]) -> str:
    """Store a photo or a signature; forms keep its hash."""
    return journal.store_file(chunks, at=request.now, picture=True).hash


def add_files(request: Asked, page: TicketPage) -> None:
    """Put the uploaded files on the ticket."""
    for file in request.FILES.getlist("file"):
        _add(request, page, file)


def _add(request: Asked, page: TicketPage, file: UploadedFile[Any]) -> None:
    actions.add_file(page.ticket.pk, file.chunks(), file.name or "file", by=page.actor, at=request.now, door=page.door)


def _version(given: str) -> int | None:
    return int(given) if given.isdecimal() else None
