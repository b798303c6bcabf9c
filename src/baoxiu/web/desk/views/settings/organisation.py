"""The tree of units: added, renamed, moved, closed; and what each sets for the packs it works by."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from baoxiu.catalogue import queries as catalogue
from baoxiu.catalogue.queries import settings as settable
from baoxiu.core.errors import Malformed, NotFound
from baoxiu.directory import actions, queries
from baoxiu.directory.models import Unit
from baoxiu.tickets import queries as tickets
from baoxiu.web.desk.views.settings.frame import Keeper, done, kept, shown
from baoxiu.web.desk.views.settings.parts import Cell, Facts, Field, Form, Link, Note, Part, Table, said
from baoxiu.web.shared import naming, packs
from baoxiu.web.shared.requests import Asked

ASKED = ("code", "title", "title_en", "level", "phone", "zone")


@require_http_methods(["GET", "POST"])
@kept
def units(request: Asked, keeper: Keeper) -> HttpResponse:
    """The tree; sent, a unit is added."""
    if request.method == "POST":
        parent = keeper.unit(request.POST.get("parent", ""))
        made = actions.create_unit(parent, by=request.actor, at=request.now, **_facts(request))
        return done(request, _("{unit} was added.").format(unit=made.title), "desk:set_unit", made.code)
    tools = [Link(_("Import"), reverse("desk:set_table", args=["units"]), "table-import")]
    parts: list[Part] = [_tree(keeper), _add_form(keeper)]
    return shown(request, "organisation", _("Organisation"), parts, sub=_("Who belongs where, from the top down."), tools=tools)


@require_http_methods(["GET", "POST"])
@kept
def unit(request: Asked, keeper: Keeper, code: str) -> HttpResponse:
    """One unit; sent, it is changed."""
    row = keeper.unit(code)
    if request.method == "POST":
        changed = actions.change_unit(row, by=request.actor, at=request.now, **_facts(request))
        return done(request, _("Saved."), "desk:set_unit", changed.code)
    back = Link(_("Organisation"), reverse("desk:set_units"))
    return shown(request, "organisation", said(naming.unit(row)), [*_about(request, keeper, row)], sub=row.code, back=back)


@require_POST
@kept
def move(request: Asked, keeper: Keeper, code: str) -> HttpResponse:
    """Hang a unit under another."""
    row, parent = keeper.unit(code), keeper.unit(request.POST.get("parent", ""))
    actions.move_unit(row, parent, by=request.actor, at=request.now)
    words = _("{unit} now belongs to {parent}.").format(unit=row.title, parent=parent.title)
    return done(request, words, "desk:set_unit", row.code)


@require_http_methods(["GET", "POST"])
@kept
def close(request: Asked, keeper: Keeper, code: str) -> HttpResponse:
    """What hangs on a unit; sent, it is closed."""
    row = keeper.unit(code)
    if request.method == "POST":
        actions.close_unit(row, by=request.actor, at=request.now)
        return done(request, _("{unit} is closed.").format(unit=row.title), "desk:set_unit", row.code)
    form = Form(
        _("Close {unit}").format(unit=row.title), reverse("desk:set_close", args=[code]), [], _("Close the unit"), "archive",
        _("It takes no more reports. What happened there stays readable, and it can be opened again."), danger=True,
    )  # fmt: skip
    back = Link(row.title, reverse("desk:set_unit", args=[code]))
    return shown(request, "organisation", _("Close {unit}").format(unit=row.title), [_hanging(request, row), form], back=back)


@require_POST
@kept
def reopen(request: Asked, keeper: Keeper, code: str) -> HttpResponse:
    """Take a unit into use again."""
    row = actions.reopen_unit(keeper.unit(code), by=request.actor, at=request.now)
    return done(request, _("{unit} is in use again.").format(unit=row.title), "desk:set_unit", row.code)


@require_http_methods(["GET", "POST"])
@kept
def setting(request: Asked, keeper: Keeper, code: str, name: str) -> HttpResponse:
    """One setting of a unit; sent, it has a value of its own or takes again what is above."""
    row = keeper.unit(code)
    found = settable.setting_on(row, name, at=request.now)
    if found is None:
        raise NotFound(what="setting / 设置项", name=name)
    if request.method == "POST":
        own = {key: value for key, value in row.settings.items() if key != name}
        if not request.POST.get("inherit"):
            own[name] = settable.read_setting(found.setting, request.POST.get("value", ""))
        actions.change_unit(row, by=request.actor, at=request.now, settings=own)
        return done(request, _("Saved."), "desk:set_unit", row.code)
    title = said(found.setting.title)
    back = Link(said(naming.unit(row)), reverse("desk:set_unit", args=[code]))
    return shown(request, "organisation", title, [_value_form(row, found)], sub=name, back=back)


def level_choices(keeper: Keeper, own: str = "") -> list[tuple[str, str]]:
    """The levels the packs speak of, and those units stand at already."""
    known = {name: said(words) for pack in packs.packs_of(keeper.organisation.pk) for name, words in pack.pack.levels.items()}
    used = [row.level for row in keeper.all_units]
    return [(name, known.get(name) or said(naming.plain(name))) for name in dict.fromkeys([*known, *used, own, "station"]) if name]


def unit_choices(rows: list[Unit]) -> list[tuple[str, str]]:
    """Units by code, each under the one above it."""
    least = min((row.path.count("/") for row in rows), default=0)
    return [(row.code, "　" * (row.path.count("/") - least) + said(naming.unit(row))) for row in rows]


def _facts(request: Asked) -> dict[str, Any]:
    facts = {name: request.POST.get(name, "").strip() for name in ASKED if name in request.POST}
    for name in ("title", "level"):
        if name in facts and not facts[name]:
            raise Malformed(what=f"{name} / {'名称' if name == 'title' else '层级'}", why=_("it is empty"), field=name)
    for name, most in (("title", 120), ("title_en", 120), ("phone", 40), ("level", 40)):
        if len(facts.get(name, "")) > most or "\0" in facts.get(name, ""):
            raise Malformed(what=name, why=f"> {most}", field=name)
    if facts.get("zone") == "":
        del facts["zone"]
    return facts


def _tree(keeper: Keeper) -> Table:
    levels = dict(level_choices(keeper))
    held = Counter(post.unit_id for row in keeper.all_units for post in row.posts.all())
    least = min((row.path.count("/") for row in keeper.all_units), default=0)
    rows = []
    for row in keeper.all_units:
        state = Cell() if row.active else Cell(_("no longer in use"), tone="cancelled")
        rows.append([
            Cell(said(naming.unit(row)), reverse("desk:set_unit", args=[row.code]), indent=min(row.path.count("/") - least, 4)),
            Cell(row.code, mono=True), Cell(levels.get(row.level, row.level)), Cell(held[row.pk] or ""), Cell(row.phone), state,
        ])  # fmt: skip
    heads = [_("Unit"), _("Its code"), _("Level"), _("Posts"), _("Telephone"), _("State")]
    return Table(_("Units"), heads, rows, "hierarchy", count=len(rows))


def _add_form(keeper: Keeper) -> Form:
    parent = Field("parent", _("Belongs to"), "select", choices=unit_choices(keeper.units), must=True)
    return Form(_("Add a unit"), reverse("desk:set_units"), [parent, *_fields(keeper, None)], _("Add it"), "plus", folded=True)


def _fields(keeper: Keeper, row: Unit | None) -> list[Field]:
    code_help = _("Letters, digits, dot, dash, underscore. It stands in ticket numbers and in imports.")
    return [
        Field("title", _("Name"), value=row.title if row else "", must=True, longest=120),
        Field("title_en", _("Name in English"), value=row.title_en if row else "", longest=120),
        Field("code", _("Its code"), value=row.code if row else "", must=True, longest=40, help=code_help),
        Field("level", _("Level"), "select", row.level if row else "station", level_choices(keeper, row.level if row else ""), must=True),
        Field("phone", _("Telephone"), "tel", row.phone if row else "", longest=40),
        Field("zone", _("Time zone"), value=row.zone if row else "", longest=40, help=_("Such as Asia/Shanghai; empty: as above.")),
    ]


def _about(request: Asked, keeper: Keeper, row: Unit) -> list[Part]:
    parts: list[Part] = []
    if not row.active:
        reopen_form = Form(_("This unit is closed"), reverse("desk:set_reopen", args=[row.code]), [], _("Open it again"), "archive")
        parts.append(reopen_form)
    parts += [_known_of(request, row), _people_of(row), _settings(request, row)]
    parts.append(Form(_("Change"), reverse("desk:set_unit", args=[row.code]), _fields(keeper, row), _("Save"), folded=True))
    if row.parent_id and row.active:
        parts += _moving(keeper, row)
    return parts


def _known_of(request: Asked, row: Unit) -> Facts:
    above = row.parent
    adopted = catalogue.packs_in_force_at(row, at=request.now)
    rows = [
        (_("Belongs to"), Cell(said(naming.unit(above)) if above else _("the top of the organisation"))),
        (_("Packs in force"), Cell("、".join(said(pack.pack.title) for pack in adopted) or _("none yet"))),
        (_("Hours"), Cell(_("own calendar") if row.calendar else _("as above"), reverse("desk:set_calendar", args=[row.code]))),
        (_("Telephone"), Cell(row.phone or "—")),
        (_("Time zone"), Cell(row.zone)),
        (_("Open tickets"), Cell(_open_tickets(request, row), f"{reverse('desk:board')}?unit={row.code}")),
    ]
    return Facts(_("The unit"), rows, "building")


def _people_of(row: Unit) -> Table:
    posts = row.posts.select_related("person").order_by("-rank", "person__name", "id")
    known = {name: role.title for pack in packs.packs_of(row.organisation_id) for name, role in pack.pack.roles.items()}
    rows = [
        [Cell(post.person.name, reverse("desk:set_person", args=[post.person_id])), Cell(said(known.get(post.role)) or post.role),
         Cell(post.until_on.isoformat() if post.until_on else ""), Cell() if post.person.is_active else Cell(_("shut"), tone="cancelled")]
        for post in posts
    ]  # fmt: skip
    tools = [Link(_("Add somebody"), f"{reverse('desk:set_people')}?unit={row.code}#add", "plus")]
    return Table(_("People with a post here"), [_("Full name"), _("Role"), _("Until"), _("State")], rows, "users",
                 blank=_("Nobody has a post here yet."), tools=tools, count=len(rows))  # fmt: skip


def _settings(request: Asked, row: Unit) -> Table:
    rows = [_setting_row(row, one) for one in settable.settings_of(row, at=request.now)]
    heads = [_("Setting"), _("In force here"), _("Comes from"), _("Default of the pack"), _("Asked by")]
    blank = _("The packs in force ask no settings.")
    return Table(_("Settings the packs know"), heads, rows, "adjustments", blank=blank, id="settings")


def _setting_row(row: Unit, one: settable.InForce) -> list[Cell]:
    default = _("the pack's default") if one.value is not None else ""
    origin = _("this unit") if one.is_own else said(naming.unit(one.given_by)) if one.given_by else default
    asked_by = "、".join(said(title) for title in one.setting.packs)
    return [
        Cell(said(one.setting.title), reverse("desk:set_setting", args=[row.code, one.setting.name]), more=one.setting.name),
        Cell(_short(one.value) or "—"),
        Cell(origin, tone="state" if one.is_own else ""),
        Cell(_short(one.setting.default) or "—"),
        Cell(asked_by, clauses=one.setting.clauses[:4]),
    ]


def _value_form(row: Unit, found: settable.InForce) -> Form:
    default = settable.written(found.setting.default)
    value = settable.written(found.value)
    many = "\n" in value or isinstance(found.setting.default, dict | list) or isinstance(found.value, dict | list)
    help_ = _("Default of the pack: {value}").format(value=default or "—")
    fields = [Field("value", _("Value"), "textarea" if many else "text", value, help=help_)]
    if found.is_own:
        fields.append(Field("inherit", _("No value of its own: take again what holds above"), "checkbox"))
    sub = " · ".join(found.setting.clauses)
    return Form(said(found.setting.title), reverse("desk:set_setting", args=[row.code, found.setting.name]), fields, _("Save"), sub=sub)


def _short(value: Any) -> str:
    text = settable.written(value).replace("\n", " · ")
    return text if len(text) <= 80 else f"{text[:79]}…"


def _moving(keeper: Keeper, row: Unit) -> list[Part]:
    outside = [one for one in keeper.units if not one.path.startswith(row.path)]
    if not outside:
        return []
    parent = Field("parent", _("Belongs to"), "select", row.parent.code if row.parent else "", unit_choices(outside), must=True)
    what = _("Everything below it goes along. Packs, hours and settings it takes from above are those of its new place from then on; "
             "open tickets stay on the procedure they began with.")  # fmt: skip
    moving = Form(_("Move"), reverse("desk:set_move", args=[row.code]), [parent], _("Move it"), "arrows-move", what, folded=True)
    lines = [_("You are first shown what hangs on it.")]
    leave = Link(_("Close this unit"), reverse("desk:set_close", args=[row.code]), "archive")
    return [moving, Note(_("Closing"), lines, icon="archive", tools=[leave])]


def _hanging(request: Asked, row: Unit) -> Facts:
    below = [said(naming.unit(one)) for one in queries.units_below(row).filter(active=True).exclude(pk=row.pk)]
    alone = dict.fromkeys(post.person.name for post in actions.only_there(row))
    rows = [
        (_("Open tickets"), Cell(_open_tickets(request, row), f"{reverse('desk:board')}?unit={row.code}")),
        (_("Units below it, in use"), Cell("、".join(below) or _("none"))),
        (_("People who work here and nowhere else"), Cell("、".join(alone) or _("nobody"))),
        (_("Places it serves"), Cell(row.sites.count(), f"{reverse('desk:set_sites')}?unit={row.code}")),
    ]
    return Facts(
        _("What hangs on it"), rows, "alert-triangle", _("Tickets, units and people must be moved first; the rest stays as it is.")
    )


def _open_tickets(request: Asked, row: Unit) -> int:
    return tickets.seen_by(request.actor).filter(unit__path__startswith=row.path, final="").count()
