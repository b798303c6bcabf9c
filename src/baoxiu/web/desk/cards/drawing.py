"""What stands on a card: what is recorded, its form, tickets, what hangs on it, what was changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baoxiu.core.sheets import Column, shown, told
from baoxiu.directory import queries as directory
from baoxiu.directory import scope
from baoxiu.directory.queries.recorded import changes_of
from baoxiu.tickets import queries as tickets
from baoxiu.web.desk import callers
from baoxiu.web.desk.cards.kinds import Card
from baoxiu.web.desk.cards.links import card_of, cards_of
from baoxiu.web.desk.cards.writing import ANOTHER, Tried, standing
from baoxiu.web.desk.views.settings.organisation import unit_choices
from baoxiu.web.desk.views.settings.parts import Cell, Facts, Field, Form, Link, Note, Part, Table, said
from baoxiu.web.shared.marks import mark_in_words
from baoxiu.web.shared.rows import Row
from baoxiu.web.shared.rows import rows as lines

MOST = 50
KINDS_OF_NUMBER = {
    "mobile": {"zh": "手机", "en": "mobile"},
    "landline": {"zh": "座机", "en": "landline"},
    "mail": {"zh": "邮箱", "en": "mail"},
}
INPUTS = {"date": "date", "choice": "select", "yes": "checkbox"}


def title_of(card: Card) -> str:
    """How it is called."""
    return str(card.row.name if card.kind.name == "customers" else card.row.title)


def parts_of(card: Card) -> list[Part]:
    """The card below its form."""
    found = [recorded(card), _tickets(card), *_around(card)]
    return [*found, _history(card)] if card.may_change else found


def recorded(card: Card) -> Facts:
    """What is recorded, each name a way to its own card."""
    table = card.register.table
    rows = [(_label(column), _fact(card, column)) for column in table.columns if column.name not in ("id", "contacts")]
    if card.kind.name == "customers":
        rows[1:1] = [(said(KINDS_OF_NUMBER[one.kind]), _number(card, one)) for one in _contacts(card) if one.kind in KINDS_OF_NUMBER]
    return Facts(_("What is recorded"), rows, card.kind.icon, tools=_tools(card))


def form(card: Card, sent: Mapping[str, str] | None = None, tried: Tried | None = None) -> Form:
    """The questions, filled with what is recorded or, after a refusal, with what was typed."""
    raw = {**_recorded(card), **(sent or {})}
    fields = [_field(card, column, raw) for column in card.columns]
    if tried and tried.alike:
        fields.append(Field(ANOTHER, _("Save all the same: it is somebody else with the same number"), "checkbox"))
    where = reverse(f"desk:{card.kind.route}", args=[card.id]) if card.id else reverse(f"desk:new_{card.kind.name}")
    title = _("Change") if card.id else card.kind.add
    hidden = {"was": standing(card)} if card.id else {}
    return Form(title, where, fields, _("Save"), hidden=hidden, folded=bool(card.id) and tried is None, whole_page=True)


# -- inside: what is recorded


def _label(column: Column) -> str:
    """On a card others stand by their names, where the table has their codes."""
    named = {"site": _("Place"), "owner": _("Owner"), "above": _("Lies in"), "unit": _("Served by")}
    return named.get(column.name) or said(column.title)


def _fact(card: Card, column: Column) -> Cell:
    value, row = shown(column, card.values.get(column.name), _language()), card.row
    if column.name in card.kind.refers:
        other, attribute = card.kind.refers[column.name]
        there = getattr(row, attribute.removesuffix("_id"))
        title = (there.name if other == "customer" else there.title) if there else "—"
        return Cell(title, card_of(f"{other}s", getattr(row, attribute), card.request.actor))
    if column.name == "vip":
        return Cell(mark_in_words(row.vip, card.request), tone="vip") if row.vip else Cell("—")
    if column.name == "warning" and value:
        return Cell(value, tone="warn wrap")
    if column.name == "unit":
        return Cell(row.unit.title) if row.unit else Cell(_("served by nobody"), tone="warn")
    if column.name == "area" and row.area:
        return Cell(row.area.whole, more=row.area_id)
    if column.name == "warranty_until_on" and row.warranty_until_on:
        over = row.warranty_until_on < timezone.localdate(card.request.now)
        return Cell(f"{value} {_('warranty over') if over else ''}".strip(), tone="cancelled" if over else "done")
    return Cell(value if value not in ("", None) else "—", mono=column.kind == "code")


def _contacts(card: Card) -> Iterable[Any]:
    found: Iterable[Any] = card.row.contacts.order_by("-first", "pk")
    return found


def _number(card: Card, contact: Any) -> Cell:
    """Whole for who needs it; what is rung by a click stays a link."""
    if not card.may_ring:
        return Cell(directory.masked(contact.number) if contact.kind != "mail" else "****")
    if contact.kind == "mail":
        return Cell(contact.number, f"mailto:{contact.number}")
    return Cell(directory.shown(contact.number), f"tel:{contact.number}", more=_("is tried first") if contact.first else "")


def _tools(card: Card) -> list[Link]:
    row, tools = card.row, list[Link]()
    site = row if card.kind.name == "sites" else getattr(row, "site", None)
    if card.kind.name == "sites":
        tools.append(Link(_("Sign for the door"), reverse("desk:sign", args=[row.pk]), "qrcode"))
    if card.kind.name != "customers" and site is not None and site.unit and scope.sees(card.request.actor, site.unit.path):
        tools.append(Link(_("QR code to report by"), f"{reverse('desk:signs')}?unit={site.unit.code}&q={row.code}", "qrcode"))
    if card.kind.name == "customers":
        tools.append(Link(_("Special users"), f"{reverse('desk:special')}?q={row.name}", "user"))
    return tools


# -- inside: the form


def _recorded(card: Card) -> dict[str, str]:
    """What is recorded, as it is typed; on a new card what the address brings."""
    if not card.id:
        brought = {column.name: card.request.GET.get(column.name, "") for column in card.columns}
        return {column.name: brought[column.name] or str(column.blank or "") for column in card.columns}
    raw = {name: str(getattr(card.row, attribute) or "") for name, (_other, attribute) in card.kind.refers.items()}
    return {column.name: _typed(column, card.values.get(column.name)) for column in card.columns} | raw


def _typed(column: Column, value: Any) -> str:
    if column.many:
        return "\n".join(directory.shown(one) if "@" not in one else one for one in value or ())
    return str(value if value is not None else "") if column.kind in ("choice", "date") else str(shown(column, value, "zh"))


def _field(card: Card, column: Column, raw: Mapping[str, str]) -> Field:
    name, label, help_, value = column.name, _label(column), said(column.note), raw.get(column.name, "")
    if name in card.kind.refers:
        return _chooser(card, column, raw)
    if name == "unit":
        none = [] if column.must else [("", "—")]
        return Field(name, label, "select", value, [*none, *unit_choices(card.keeper.units)], column.must)
    if column.kind == "choice":
        none = [] if column.blank or column.must else [("", "—")]
        return Field(name, label, "select", value, [*none, *((key, said(words)) for key, words in column.choices.items())], column.must)
    kind = "textarea" if column.many or (column.longest >= 200 and column.kind == "text") else INPUTS.get(column.kind, "text")
    longest = 0 if column.many else column.longest if column.kind in ("text", "code") else 0
    return Field(name, label, kind, value, must=column.must, help=_("One a line.") + " " + help_ if column.many else help_, longest=longest)


def _chooser(card: Card, column: Column, raw: Mapping[str, str]) -> Field:
    """One chosen while typing, by name, room or number."""
    other, id_ = card.kind.refers[column.name][0], raw.get(column.name, "")
    chosen = int(id_) if id_.isdecimal() and len(id_) < 19 else 0
    found = directory.things_with(other, [chosen], card.keeper.organisation.pk).get(chosen, {})
    value = {"id": id_, "title": found.get("title") or found["name"]} if found else raw.get(f"{column.name}-typed", "")
    return Field(column.name, _label(column), other, value, must=column.must)


# -- inside: what hangs on it


def _tickets(card: Card) -> Table:
    """The open ones first, then the latest others."""
    actor = card.request.actor
    of: Mapping[str, QuerySet[Any]] = {
        "customers": callers.his_tickets(card.id, actor),
        "sites": tickets.seen_by(actor).filter(site_id=card.id),
        "assets": tickets.seen_by(actor).filter(asset_id=card.id),
    }
    rows = of[card.kind.name].select_related("unit", "holder", "site")
    found = [*rows.filter(final="").order_by("-opened_at")[:MOST], *rows.exclude(final="").order_by("-opened_at")[:MOST]][:MOST]
    drawn = [_ticket(one) for one in lines(found, card.request.now)]
    heads = [_("Ticket"), _("Number"), _("State"), _("Unit"), _("Opened")]
    return Table(_("Tickets"), heads, drawn, "history", blank=_("No tickets yet."), count=rows.count())


def _ticket(row: Row) -> list[Cell]:
    return [
        Cell(row.title or row.number, reverse("desk:ticket", args=[row.number])), Cell(row.number, mono=True),
        Cell(said(row.state_title), tone=row.final or "state"), Cell(said(row.unit_title)), Cell(_moment(row.opened_at)),
    ]  # fmt: skip


def _around(card: Card) -> list[Part]:
    if card.kind.name == "customers":
        return [
            _things(card, directory.assets_of(card.row), f"owner={card.id}" + (f"&site={card.row.site_id}" if card.row.site_id else ""))
        ]
    if card.kind.name == "sites":
        return [_things(card, directory.products_at(card.id), f"site={card.id}"), _people(card), _within(card)]
    return []


def _things(card: Card, rows: QuerySet[Any], brings: str) -> Table:
    some = rows[:MOST]
    ways = cards_of("assets", [one.pk for one in some], card.request.actor)
    drawn = [
        [Cell(one.title, ways.get(one.pk, ""), more=one.model), *(Cell(said_, mono=True) for said_ in (one.code, one.serial)),
         Cell(one.warranty_until_on or "")]
        for one in some
    ]  # fmt: skip
    heads = [_("Thing"), _("Its code"), _("Serial number"), _("Warranty until")]
    blank, tools = _("Nothing is recorded here."), _adds(card, "assets", brings)
    return Table(_("Things"), heads, drawn, "device-desktop", blank=blank, tools=tools, count=rows.count())


def _people(card: Card) -> Table:
    rows = directory.customers_of(card.keeper.organisation.pk).filter(site_id=card.id).order_by("name", "pk")
    some = rows[:MOST]
    ways = cards_of("customers", [one.pk for one in some], card.request.actor)
    drawn = [
        [Cell(one.name, ways.get(one.pk, "")), Cell(mark_in_words(one.vip, card.request), tone="vip"), Cell(one.warning)] for one in some
    ]
    heads, tools = [_("Full name"), _("VIP"), _("Warning")], _adds(card, "customers", f"site={card.id}")
    return Table(_("Customers"), heads, drawn, "user", blank=_("Nobody is recorded here."), tools=tools, count=rows.count())


def _within(card: Card) -> Table:
    rows = card.row.children.order_by("code")
    some = rows[:MOST]
    ways = cards_of("sites", [one.pk for one in some], card.request.actor)
    drawn = [[Cell(one.title, ways.get(one.pk, "")), Cell(one.code, mono=True)] for one in some]
    heads, tools = [_("Place"), _("Its code")], _adds(card, "sites", f"above={card.id}")
    return Table(_("Places in it"), heads, drawn, "map-pin", blank=_("None."), tools=tools, count=rows.count())


def _adds(card: Card, name: str, brings: str) -> Sequence[Link]:
    return [Link(_("Add"), f"{reverse(f'desk:new_{name}')}?{brings}", "plus")] if card.may_change else []


# -- inside: what was changed


def _history(card: Card) -> Table:
    key = str(card.id) if card.kind.name == "customers" else card.row.code
    customer = card.id if card.kind.name == "customers" else None
    found = changes_of(card.keeper.organisation.pk, card.kind.name, key, customer=customer)[:MOST]
    rows = [[Cell(_moment(one.at)), Cell(one.actor_name), Cell(_told(card, one, key))] for one in found]
    return Table(_("What was changed"), [_("When"), _("Who"), _("What")], rows, "history", blank=_("Nothing since it was recorded."))


def _told(card: Card, event: Any, key: str) -> str:
    data = event.data
    if event.type == "CustomerMarked":
        marks = " → ".join(mark_in_words(data[name], card.request) or "—" for name in ("old", "mark"))
        return f"VIP: {marks} ({data['reason']})"
    cells = next((one["cells"] for one in data["changed"] if one["key"][0] == key), None)
    if cells is None:
        return _("added")
    return "\n".join(_cell_told(card, *cell) for cell in cells)


def _cell_told(card: Card, name: str, *values: Any) -> str:
    column = next((one for one in card.register.table.columns if one.name == name), None)
    if column is None:
        return name
    told = [shown(column, value, _language()) for value in values]
    return f"{said(column.title)}: {' → '.join(str(one) if one not in ('', None) else '—' for one in told)}"


def _moment(at: Any) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


def _language() -> str:
    return said({"zh": "zh", "en": "en"})


def note_of(tried: Tried, card: Card) -> Note:
    """Why a form was not taken, and what to do."""
    table, actor = card.register.table, card.request.actor
    if tried.is_behind:
        lines_ = [_("Below stands what you typed; what is recorded now stands beneath it. Save again if it is right.")]
        return Note(_("Somebody changed this meanwhile"), lines_, "warn", "alert-triangle")
    if tried.there is not None:
        there = Link(tried.there.title, card_of(card.kind.name, tried.there.pk, actor) or "#", card.kind.icon, primary=True)
        return Note(
            _("This code is there already"), [_("Open it and change it there, or write another code.")], "bad", "alert-triangle", [there]
        )
    if tried.alike:
        ways = cards_of("customers", [one.pk for one in tried.alike], actor)
        links = [Link(_alike(one), ways[one.pk], "user", primary=True) for one in tried.alike if one.pk in ways]
        beyond = [_("{name} is looked after by another unit.").format(name=one.name) for one in tried.alike if one.pk not in ways]
        ask = _("Is it the same customer? Then open his card and change it there.")
        return Note(_("This number is known already"), [ask, *beyond], "warn", "alert-triangle", links)
    return Note(_("This cannot be saved yet"), [told(table, one, _language()) for one in tried.faults], "bad", "alert-triangle")


def _alike(customer: Any) -> str:
    return " · ".join(part for part in (customer.name, customer.site.title if customer.site else "") if part)
