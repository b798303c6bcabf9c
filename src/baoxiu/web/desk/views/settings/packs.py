"""The packs an organisation has: installed, at which version, adopted where; another version adopted after seeing what it changes."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from baoxiu.catalogue import actions, queries
from baoxiu.catalogue.models import Pack, PackVersion
from baoxiu.core.errors import NotFound
from baoxiu.core.procedure.comparing import by_clause, changes, names_of, tell, unsaid
from baoxiu.directory.models import Unit
from baoxiu.tickets.queries import open_on
from baoxiu.web.desk.rulebook import STATES
from baoxiu.web.desk.views.settings.frame import Keeper, done, kept, kept_whole, shown
from baoxiu.web.desk.views.settings.organisation import unit_choices
from baoxiu.web.desk.views.settings.parts import Cell, Facts, Field, Form, Link, Note, Part, Press, Table, said
from baoxiu.web.shared.requests import Asked

NEXT = {"draft": "review", "reviewed": "approve", "approved": "publish"}


@require_GET
@kept
def packs(request: Asked, keeper: Keeper) -> HttpResponse:
    """What is installed and in force, and what comes with the product."""
    parts: list[Part] = [_installed(keeper), *([_shipped(keeper)] if keeper.is_whole else [])]
    sub = _("A pack is an organisation's procedures; a unit works by those it or a unit above it has adopted.")
    return shown(request, "packs", _("Packs"), parts, sub=sub)


@require_GET
@kept
def pack(request: Asked, keeper: Keeper, key: str) -> HttpResponse:
    """One pack: its versions, and who works by it."""
    row = queries.pack_on(keeper.organisation.pk, key)
    parts: list[Part] = [_versions(row), _adoptions(keeper, row)]
    if queries.published_version(row) is not None:
        parts.append(_adopt_form(keeper, row))
    tools = [Link(_("Settings the packs know"), reverse("desk:set_unit", args=[_first(keeper).code]) + "#settings", "adjustments")]
    return shown(request, "packs", said(row.title), parts, sub=row.key, back=Link(_("Packs"), reverse("desk:set_packs")), tools=tools)


@require_GET
@kept
def version(request: Asked, keeper: Keeper, key: str, number: str) -> HttpResponse:
    """One version: what it changes against the one in force, what stays on the old one, and its next step."""
    row = queries.pack_on(keeper.organisation.pk, key)
    found = queries.version_on(row, number)
    parts: list[Part] = [_standing(found), *_difference(row, found), *_steps(keeper, found)]
    back = Link(said(row.title), reverse("desk:set_pack", args=[key]))
    tools = [Link(_("Read it"), reverse("desk:pack", args=[key, number]), "book-2")]
    return shown(request, "packs", f"{said(row.title)} {number}", parts, sub=str(STATES[found.state][0]), back=back, tools=tools)


@require_POST
@kept_whole
def install(request: Asked, keeper: Keeper) -> HttpResponse:
    """Keep a shipped pack as a draft of this organisation."""
    found = actions.install_shipped(keeper.organisation, request.POST.get("key", ""), by=request.actor, at=request.now)
    words = _("{pack} is installed. It is in force once reviewed, approved and published.").format(pack=said(found.pack.title))
    return done(request, words, "desk:set_version", found.pack.key, found.version)


@require_POST
@kept
def step(request: Asked, keeper: Keeper, key: str, number: str) -> HttpResponse:
    """The next step of a version: read, approved, put in force; or sent back with a reason."""
    found = queries.version_on(queries.pack_on(keeper.organisation.pk, key), number)
    what = request.POST.get("what", "")
    told = _step(request, keeper, found, what)
    return done(request, told, "desk:set_version", key, number)


@require_POST
@kept
def adopt(request: Asked, keeper: Keeper, key: str) -> HttpResponse:
    """Let a unit and all below it work by the pack."""
    row, unit = queries.pack_on(keeper.organisation.pk, key), keeper.unit(request.POST.get("unit", ""))
    actions.adopt(unit, row, by=request.actor, at=request.now)
    words = _("{unit} works by {pack} from now on.").format(unit=unit.title, pack=said(row.title))
    return done(request, words, "desk:set_pack", key)


@require_POST
@kept
def leave(request: Asked, keeper: Keeper, key: str) -> HttpResponse:
    """No new tickets of a unit by this pack; open ones stay on it."""
    row, unit = queries.pack_on(keeper.organisation.pk, key), keeper.unit(request.POST.get("unit", ""))
    adoption = next((one for one in queries.adoptions_of(row) if one.unit_id == unit.pk and one.until_at is None), None)
    if adoption is None:
        raise NotFound(what="adoption / 启用", name=unit.code)
    actions.end_adoption(adoption, by=request.actor, at=request.now)
    words = _("{unit} opens no new tickets by it; open ones stay on it.").format(unit=unit.title)
    return done(request, words, "desk:set_pack", key)


def _step(request: Asked, keeper: Keeper, found: PackVersion, what: str) -> Any:
    by, at = request.actor, request.now
    if what == "send_back":
        actions.send_back(found, request.POST.get("reason", "").strip()[:200], by=by, at=at)
        return _("It was sent back to its drafter.")
    if what == "review":
        actions.review(found, by=by, at=at)
        return _("You have read it and agree. Now a third person approves it.")
    if what == "approve":
        actions.approve(found, by=by, at=at)
        return _("You have approved it. It can be put in force.")
    if what != "publish" or not keeper.is_whole:
        raise NotFound(what="step / 步骤", name=what)
    actions.publish(found, by=by, at=at)
    return _("It is in force. New tickets follow it; open ones stay on theirs.")


def _installed(keeper: Keeper) -> Table:
    rows = []
    for row in queries.packs_of(keeper.organisation.pk):
        now = next((one for one in row.versions.all() if one.state == "published"), None)
        waiting = [one for one in row.versions.all() if one.state in NEXT]
        units = [one.unit.title for one in row.adoptions.all() if one.until_at is None]
        rows.append([
            Cell(said(row.title), reverse("desk:set_pack", args=[row.key]), more=row.key),
            Cell(now.version) if now else Cell(_("none in force"), tone="warn"),
            Cell("、".join(units)) if units else Cell(_("adopted nowhere"), tone="warn"),
            Cell(_open_tickets(now)) if now else Cell(),
            _waiting(row, waiting),
        ])  # fmt: skip
    heads = [_("Pack"), _("In force"), _("Adopted by"), _("Open tickets"), _("Waits")]
    return Table(_("Installed"), heads, rows, "book-2", blank=_("None yet. Install one that comes with the product."), count=len(rows))


def _waiting(row: Pack, waiting: list[PackVersion]) -> Cell:
    if not waiting:
        return Cell()
    newest = max(waiting, key=lambda one: one.drafted_at)
    title = _("{version} waits: {state}").format(version=newest.version, state=STATES[newest.state][0])
    return Cell(title, reverse("desk:set_version", args=[row.key, newest.version]))


def _shipped(keeper: Keeper) -> Table:
    held = {row.key: {one.version for one in row.versions.all()} for row in queries.packs_of(keeper.organisation.pk)}
    rows = []
    for key, number, title in queries.shipped_titles():
        is_here = number in held.get(key, ())
        press = None if is_here else Press(_("Install"), reverse("desk:set_install"), "download", {"key": key})
        rows.append([Cell(said(title), more=key), Cell(number), Cell(_("installed"), tone="done") if is_here else Cell(press=press)])
    return Table(_("Comes with the product"), [_("Pack"), _("Version"), ""], rows, "package", count=len(rows))


def _versions(row: Pack) -> Table:
    rows = [
        [
            Cell(one.version, reverse("desk:set_version", args=[row.key, one.version])),
            Cell(STATES[one.state][0], tone=STATES[one.state][1]),
            Cell((one.published_at or one.drafted_at).date()), Cell(one.drafted_by.name if one.drafted_by else _("comes with the product")),
            Cell(one.reviewed_by.name if one.reviewed_by else ""), Cell(one.approved_by.name if one.approved_by else ""),
            Cell(_open_tickets(one)),
        ]
        for one in queries.versions_of(row)
    ]  # fmt: skip
    heads = [_("Version"), _("State"), _("Since"), _("Drafted"), _("Reviewed"), _("Approved"), _("Open tickets")]
    return Table(_("Versions"), heads, rows, "history", count=len(rows))


def _adoptions(keeper: Keeper, row: Pack) -> Table:
    ours = {unit.pk for unit in keeper.all_units}
    rows = []
    for one in queries.adoptions_of(row):
        is_on = one.until_at is None
        press = Press(_("End"), reverse("desk:set_leave", args=[row.key]), "x", {"unit": one.unit.code})
        rows.append([
            Cell(one.unit.title, more=one.unit.code), Cell(one.since_at.date()),
            Cell(_("in force"), tone="done") if is_on else Cell(one.until_at.date() if one.until_at else ""),
            Cell(press=press) if is_on and one.unit_id in ours else Cell(),
        ])  # fmt: skip
    heads = [_("Unit, with all below it"), _("From day"), _("Until"), ""]
    return Table(_("Adopted by"), heads, rows, "building", blank=_("Adopted nowhere: nobody can report by it."), count=len(rows))


def _adopt_form(keeper: Keeper, row: Pack) -> Form:
    at = [one.unit_id for one in queries.adoptions_of(row) if one.until_at is None]
    units = [unit for unit in keeper.units if unit.pk not in at]
    fields = [Field("unit", _("Unit, with all below it"), "select", choices=unit_choices(units), must=True)]
    return Form(_("Adopt it somewhere"), reverse("desk:set_adopt", args=[row.key]), fields, _("Adopt it"), "plus", folded=bool(at))


def _standing(found: PackVersion) -> Facts:
    people = [
        (_("Drafted"), found.drafted_by.name if found.drafted_by else _("comes with the product"), found.drafted_at),
        (_("Reviewed"), found.reviewed_by.name if found.reviewed_by else "—", found.reviewed_at),
        (_("Approved"), found.approved_by.name if found.approved_by else "—", found.approved_at),
        (_("In force"), "", found.published_at), (_("Retired"), "", found.retired_at),
    ]  # fmt: skip
    rows = [
        (title, Cell(" · ".join(part for part in (name, str(when.date()) if when else "") if part) or "—")) for title, name, when in people
    ]
    return Facts(_("How far it is"), [*rows, (_("Open tickets on it"), Cell(_open_tickets(found)))], "rubber-stamp")


def _difference(row: Pack, found: PackVersion) -> list[Part]:
    now = queries.published_version(row)
    if now is None or now.pk == found.pk:
        return []
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    old, new = (queries.loaded(now), queries.loaded(found)) if found.state != "retired" else (queries.loaded(found), queries.loaded(now))
    names = names_of(old, new)
    rows = []
    for clause, told in by_clause(changes(old, new)).items():
        for one in told:
            title = said(new.procedures[one.procedure].definition.title) if one.procedure in new.procedures else one.procedure or ""
            rows.append([Cell(clauses=[clause]) if clause else Cell(_("without a clause")), Cell(tell(one, language, names), more=title)])
    rows += [[Cell(), Cell(one.say(language))] for one in unsaid(old, new)]
    stay = _("{count} open tickets stay on {version}").format(count=_open_tickets(now), version=now.version)
    title = _("What changes against {version}").format(version=now.version)
    return [Table(title, [_("Clause"), _("Change")], rows, "git-compare", stay, _("Nothing changes."), count=len(rows))]


def _steps(keeper: Keeper, found: PackVersion) -> list[Part]:
    if found.state not in NEXT:
        return []
    words = {
        "review": (_("Review"), _("I have read it and agree"), _("Whoever reviews is not who drafted it.")),
        "approve": (_("Approve"), _("I approve it"), _("A third person approves: neither the drafter nor the reviewer.")),
        "publish": (_("Put in force"), _("Put it in force"), _("New tickets follow it at once; open ones stay on theirs.")),
    }
    what = NEXT[found.state]
    if what == "publish" and not keeper.is_whole:
        return [Note(_("It waits to be put in force by who looks after the organisation."))]
    title, button, sub = words[what]
    where = reverse("desk:set_step", args=[found.pack.key, found.version])
    on = Form(title, where, [], button, "check", sub, {"what": what})
    reason = [Field("reason", _("Reason"), must=True, longest=200)]
    return [on, Form(_("Send back"), where, reason, _("Send it back"), "arrow-back-up", hidden={"what": "send_back"}, folded=True)]


def _open_tickets(found: PackVersion) -> int:
    return sum(open_on(found.procedures.values_list("pk", flat=True)).values())


def _first(keeper: Keeper) -> Unit:
    return next((unit for unit in keeper.units if unit.path in keeper.paths), keeper.organisation)
