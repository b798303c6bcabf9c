"""The rules everything runs by: packs, their versions, each procedure with its diagram."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from baoxiu.catalogue import actions, queries
from baoxiu.core.errors import NotFound
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.directory.queries import person_with
from baoxiu.web.desk.rulebook import Book, Chapter
from baoxiu.web.shared import diagrams
from baoxiu.web.shared.requests import Asked


@require_GET
def procedures(request: Asked) -> HttpResponse:
    """The packs this organisation has, each at the version in force."""
    unread = {version.pk for version in queries.unread_versions(person_with(request.actor.id or 0))}
    rows = [queries.published_version(pack) for pack in queries.packs_of(_organisation(request))]
    books = [Book(_organisation(request), row.pack.key, row.version) for row in rows if row]
    return render(request, "desk/procedures.html", {"books": books, "unread": unread})


@require_GET
def pack(request: Asked, key: str, version: str) -> HttpResponse:
    """One version: document, rules by clause, what changed, who has read it."""
    book = Book(_organisation(request), key, version)
    unread = {one.pk for one in queries.unread_versions(person_with(request.actor.id or 0))}
    return render(request, "desk/pack.html", {"book": book, "to_read": book.version.pk in unread})


@require_POST
def read(request: Asked, key: str, version: str) -> HttpResponse:
    """Sign for having read it."""
    actions.mark_read(Book(_organisation(request), key, version).version, by=request.actor, at=request.now)
    return redirect("desk:pack", key, version)


@require_GET
def procedure(request: Asked, key: str, version: str, name: str) -> HttpResponse:
    """One procedure: its diagram, who may do what, its clocks."""
    book = Book(_organisation(request), key, version)
    return render(request, "desk/procedure.html", {"book": book, "chapter": Chapter(book, _procedure(book, name))})


@require_GET
def diagram(request: Asked, key: str, version: str, name: str) -> HttpResponse:
    """Its diagram."""
    return diagrams.answer(_procedure(Book(_organisation(request), key, version), name))


def _procedure(book: Book, name: str) -> LoadedProcedure:
    if name not in book.pack.procedures:
        raise NotFound(what="procedure / 规程", name=name)
    return book.pack.procedures[name]


def _organisation(request: Asked) -> int:
    return request.actor.organisation_id or 0
