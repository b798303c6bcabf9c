"""The cards of customers, places and things: read by whoever deals with them, changed and added by who looks after their units."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from baoxiu.core.errors import NotFound
from baoxiu.web.desk.cards import KINDS, Card, Tried, drawing, take
from baoxiu.web.desk.views.settings import frame
from baoxiu.web.desk.views.settings.frame import Keeper, done, kept
from baoxiu.web.desk.views.settings.parts import Link, Part, said
from baoxiu.web.shared.requests import Asked


@require_http_methods(["GET", "POST"])
def card(request: Asked, name: str, id_: int) -> HttpResponse:
    """One card; sent, it is changed."""
    found = Card(request, KINDS[name], id_)
    if request.method == "POST":
        if not found.may_change:
            raise NotFound(what=found.kind.what, name=id_)
        return _taken(found)
    form: list[Part] = [drawing.form(found)] if found.may_change else []
    recorded, *rest = drawing.parts_of(found)
    return _shown(found, [recorded, *form, *rest])


@require_http_methods(["GET", "POST"])
@kept
def new(request: Asked, _keeper: Keeper, name: str) -> HttpResponse:
    """One that is to come; sent, it is there."""
    found = Card(request, KINDS[name], 0)
    return _taken(found) if request.method == "POST" else _shown(found, [drawing.form(found)])


def _taken(found: Card) -> HttpResponse:
    sent = _sent(found)
    tried = take(found, sent)
    if tried.is_good:
        words = _("Saved.") if tried.changed else _("Nothing was changed.")
        return done(found.request, words, f"desk:{found.kind.route}", tried.id)
    return _refused(found, sent, tried)


def _refused(found: Card, sent: Mapping[str, str], tried: Tried) -> HttpResponse:
    """Nothing typed is lost: the form as it was sent, above it why it was not taken."""
    parts: list[Part] = [drawing.note_of(tried, found), drawing.form(found, sent, tried)]
    answer = _shown(found, [*parts, drawing.recorded(found)] if found.id else parts)
    answer.status_code = 422
    return answer


def _sent(found: Card) -> Mapping[str, str]:
    """What was typed; beside each choice the words it was looked for by."""
    post = found.request.POST
    choosers = [column.name for column in found.columns if column.name in found.kind.refers]
    typed = {f"{name}-typed": words for name, words in zip(choosers, post.getlist("find"), strict=False)}
    return {column.name: post.get(column.name, "") for column in found.columns} | typed | {
        name: post[name] for name in ("was", "another") if name in post
    }  # fmt: skip


def _shown(found: Card, parts: list[Part]) -> HttpResponse:
    table = said(found.register.table.title)
    back = Link(table, reverse(f"desk:set_{found.kind.name}")) if found.keeper.paths else None
    title = drawing.title_of(found) if found.id else found.kind.add
    return frame.shown(found.request, found.kind.name, title, parts, sub=table if found.id else "", back=back)
