"""The roles of the packs in force: what each may do, drawn from the procedures, and who holds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from baoxiu.catalogue import queries as catalogue
from baoxiu.core.engine.compiling import plan_of
from baoxiu.core.errors import NotFound
from baoxiu.core.procedure.loaded import LoadedProcedure
from baoxiu.core.procedure.loading import LoadedPack
from baoxiu.web.desk.views.settings.frame import Keeper, kept, shown
from baoxiu.web.desk.views.settings.parts import Cell, Facts, Link, Note, Part, Table, said
from baoxiu.web.shared import naming, packs
from baoxiu.web.shared.requests import Asked


@require_GET
@kept
def roles(request: Asked, keeper: Keeper) -> HttpResponse:
    """Every role, flagged where nobody holds it."""
    held = _held(keeper)
    found = packs.packs_of(keeper.organisation.pk)
    parts: list[Part] = [_listed(request, keeper, pack, held) for pack in found]
    if not found:
        where = Link(_("Packs"), reverse("desk:set_packs"), "book-2")
        lines = [_("Roles come with packs. Install and adopt one first.")]
        parts = [Note(_("No pack is in force yet"), lines, "warn", "alert-triangle", [where])]
    strange = sorted(held.keys() - {name for pack in found for name in pack.pack.roles})
    if strange:
        lines = [f"{name}: {'、'.join(dict.fromkeys(post.person.name for post in held[name]))}" for name in strange]
        parts.append(Note(_("Held, but no pack in force knows these roles"), lines, "warn", "alert-triangle"))
    sub = _("What each may do is written in the packs; who holds it, at each person.")
    return shown(request, "roles", _("Roles"), parts, sub=sub)


@require_GET
@kept
def role(request: Asked, keeper: Keeper, pack: str, name: str) -> HttpResponse:
    """One role: what it may do in each procedure, by clause, and its holders."""
    found = next((one for one in packs.packs_of(keeper.organisation.pk) if one.key == pack and name in one.pack.roles), None)
    if found is None:
        raise NotFound(what="role / 岗位", name=name)
    its = found.pack.roles[name]
    level = said(found.pack.levels.get(its.level or "")) or its.level or "—"
    keeping = catalogue.keeping_roles(keeper.organisation.pk, at=request.now)
    facts = Facts(
        said(its.title),
        [
            (_("Pack"), Cell(said(found.pack.title))), (_("Level"), Cell(level)), (_("Rank"), Cell(its.rank or "—")),
            (_("Looks after settings"), Cell(_("yes") if name in keeping else _("no"))), (_("Clauses"), Cell(clauses=its.clause)),
        ],
        "id-badge-2",
    )  # fmt: skip
    parts: list[Part] = [facts, _holders(keeper, name), *_allowed(found, name)]
    return shown(request, "roles", said(its.title), parts, sub=name, back=Link(_("Roles"), reverse("desk:set_roles")))


def _held(keeper: Keeper) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for unit in catalogue.kept_units(keeper.request.actor, at=keeper.request.now).filter(active=True).prefetch_related("posts__person"):
        for post in unit.posts.all():
            if post.person.is_active:
                found.setdefault(post.role, []).append(post)
    return found


def _listed(request: Asked, keeper: Keeper, pack: LoadedPack, held: dict[str, list[Any]]) -> Table:
    keeping = catalogue.keeping_roles(keeper.organisation.pk, at=request.now)
    rows = []
    for name, one in pack.pack.roles.items():
        holders = list(dict.fromkeys(post.person.name for post in held.get(name, ())))
        nobody = Cell(_("held by nobody here"), tone="warn")
        shown_names = "、".join(holders[:6]) + ("…" if len(holders) > 6 else "")
        rows.append([
            Cell(said(one.title), reverse("desk:set_role", args=[pack.key, name]), more=name),
            Cell(said(pack.pack.levels.get(one.level or "")) or one.level or ""), Cell(one.rank or ""),
            Cell(len(list(_acts(pack, name)))), Cell(_("yes"), tone="") if name in keeping else Cell(),
            Cell(f"{len(holders)}", more=shown_names) if holders else nobody,
        ])  # fmt: skip
    heads = [_("Role"), _("Level"), _("Rank"), _("May do"), _("Looks after settings"), _("Holders")]
    return Table(said(pack.pack.title), heads, rows, "id-badge-2", sub=pack.pack.version, count=len(rows))


def _holders(keeper: Keeper, name: str) -> Table:
    rows = [
        [
            Cell(post.person.name, reverse("desk:set_person", args=[post.person_id])),
            Cell(said(naming.unit(unit))),
            Cell(post.until_on or ""),
        ]
        for unit in catalogue.kept_units(keeper.request.actor, at=keeper.request.now).prefetch_related("posts__person")
        for post in unit.posts.all()
        if post.role == name and post.person.is_active
    ]
    return Table(
        _("Who holds it"), [_("Full name"), _("Unit"), _("Until")], rows, "users", blank=_("Nobody in your units."), count=len(rows)
    )


def _allowed(pack: LoadedPack, name: str) -> Iterator[Table]:
    for key, loaded in pack.procedures.items():
        rows = [[Cell(title), Cell(when), Cell(clauses=clauses[:6])] for title, when, clauses in _of_procedure(loaded, name)]
        if rows:
            address = reverse("desk:procedure", args=[pack.key, pack.pack.version, key])
            tools = [Link(_("The procedure"), address, "book-2")]
            heads = [_("May do"), _("Where the ticket stands"), _("Clauses")]
            yield Table(said(loaded.definition.title), heads, rows, "book-2", tools=tools, count=len(rows))


def _acts(pack: LoadedPack, name: str) -> Iterator[Any]:
    for loaded in pack.procedures.values():
        yield from _of_procedure(loaded, name)


def _of_procedure(loaded: LoadedProcedure, name: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    definition = loaded.definition
    if name in definition.opens.by:
        yield _("Open one"), "", tuple(definition.opens.clause)
    titles = {key: act.title for key, act in plan_of(loaded).acts.items()}
    for key, command in definition.commands.items():
        if name in command.by:
            states = [_("any") if one == "any" else said(naming.state(loaded, one)) for one in command.from_]
            yield said(titles.get(key) or key), "、".join(states), tuple(command.clause)
