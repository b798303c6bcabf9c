"""Parts: what is on order and on its way back, what stations owe by age, shelves and their ledger; each done from its list."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baoxiu.core.errors import Malformed, NotFound
from baoxiu.stock import actions, queries
from baoxiu.tickets import actions as tickets
from baoxiu.web.desk import parts as shown
from baoxiu.web.desk import partsbook
from baoxiu.web.desk.views.ticket import page_on
from baoxiu.web.desk.workbook import XLSX
from baoxiu.web.shared import acting
from baoxiu.web.shared.requests import Asked
from baoxiu.web.shared.ticket_page import TicketPage

SENT_ALONG = frozenset({"csrfmiddlewaretoken", "key", "version", "back"})  # with every form, beside what it asks


@require_GET
def parts(request: Asked) -> HttpResponse:
    """Part orders and returns under way, late ones first."""
    page = shown.OrdersPage(request.GET.dict(), request.actor, request.now)
    context = {"page": page, "tabs": shown.tabs(request.actor, request.now, page.show), "units": _choice_of_units(request)}
    return render(request, "desk/parts/orders.html", context)


@require_http_methods(["GET", "POST"])
def do(request: Asked, number: str, command: str) -> HttpResponse:
    """A command of a line: its form, or what was sent; afterwards the list stands there again."""
    page = page_on(request, number)
    if request.method == "GET":
        context = {"page": page, "doing": page.doing(command), "back": _back(request.GET.get("back", "")), "line": number}
        return render(request, "desk/parts/_act.html", context)
    _run(request, page, command)
    return redirect(reverse("desk:parts") + _back(request.POST.get("back", "")))


def _run(request: Asked, page: TicketPage, command: str) -> None:
    """What is not offered here is asked of the ticket all the same: it says why not, or answers a second click as the first."""
    if any(choice.command == command for choice in page.standing.choices):
        acting.run(request, page, command)
        return
    asks_nothing = not set(request.POST) - SENT_ALONG
    key = request.POST.get("key") or None
    tickets.run_command(page.ticket.pk, command, {}, by=request.actor, at=request.now, key=key if asks_nothing else None)


@require_GET
def owed(request: Asked) -> HttpResponse:
    """What stations owe, by age, and the pieces behind a count."""
    page = shown.OwedPage(request.GET.dict(), request.actor, request.now)
    return render(request, "desk/parts/owed.html", {"page": page, "tabs": shown.tabs(request.actor, request.now, "owed")})


@require_GET
def owed_workbook(request: Asked) -> HttpResponse:
    """The same as a workbook."""
    page = shown.OwedPage(request.GET.dict(), request.actor, request.now)
    return _book(partsbook.owed_book(page), f"parts-owed-{request.now:%Y%m%d}.xlsx")


@require_POST
def send(request: Asked, piece: int) -> HttpResponse:
    """Send one replaced part back, by its job's own command."""
    found = queries.owed_pieces(request.actor, at=request.now).filter(pk=piece).first()
    if found is None:
        raise NotFound(what="part / 备件", name=piece)
    page = page_on(request, found.ticket.number)
    command = next((name for name in shown.RETURNING if page.may(name)), shown.RETURNING[-1])
    line = {"code": found.part, "serial": request.POST.get("serial", "").strip() or found.old_serial, "quantity": 1}
    form = {page.choice(command).asks[0]["name"]: [line]} if page.may(command) else {"further_parts": [line]}
    key = request.POST.get("key") or None
    tickets.run_command(found.ticket_id, command, form, by=request.actor, at=request.now, key=key)
    return redirect(reverse("desk:owed") + _back(request.POST.get("back", "")))


@require_GET
def stock(request: Asked) -> HttpResponse:
    """What lies on a shelf."""
    page = shown.ShelfPage(request.GET.dict(), request.actor, request.now)
    context = {"page": page, "tabs": shown.tabs(request.actor, request.now, "stock")}
    return render(request, "desk/parts/stock.html", context)


@require_GET
def ledger(request: Asked) -> HttpResponse:
    """The movements of a part, or of a whole shelf."""
    page = shown.LedgerPage(request.GET.dict(), request.actor, request.now)
    return render(request, "desk/parts/ledger.html", {"page": page, "tabs": shown.tabs(request.actor, request.now, "stock")})


@require_POST
def count(request: Asked) -> HttpResponse:
    """Lay down a count."""
    unit, form = queries.shelf_on(request.actor, request.POST.get("unit", "")), request.POST
    part, quantity = form.get("part", ""), _number(form.get("quantity", ""), least=None)
    actions.count_stock(
        unit, part, quantity, by=request.actor, at=request.now, title=form.get("title", "").strip(), reason=form.get("reason", "")
    )
    return redirect(_ledger(unit.code, part))


@require_POST
def receive(request: Asked) -> HttpResponse:
    """Take parts in that no order brought."""
    unit, form = queries.shelf_on(request.actor, request.POST.get("unit", "")), request.POST
    part, quantity = form.get("part", ""), _number(form.get("quantity", ""), least=1)
    said = {"title": form.get("title", "").strip(), "reason": form.get("reason", "").strip(), "paper": form.get("paper", "").strip()}
    actions.receive(unit, part, quantity, by=request.actor, at=request.now, **said)
    return redirect(_ledger(unit.code, part))


@require_POST
def write_off(request: Asked) -> HttpResponse:
    """Take parts off the shelf for good."""
    unit, form = queries.shelf_on(request.actor, request.POST.get("unit", "")), request.POST
    part, quantity = form.get("part", ""), _number(form.get("quantity", ""), least=1)
    actions.write_off(unit, part, quantity, reason=form.get("reason", ""), by=request.actor, at=request.now)
    return redirect(_ledger(unit.code, part))


@require_POST
def transfer(request: Asked) -> HttpResponse:
    """Move parts to another station's shelf."""
    unit, form = queries.shelf_on(request.actor, request.POST.get("unit", "")), request.POST
    taker = queries.shelf_on(request.actor, form.get("taker", ""))
    part, quantity = form.get("part", ""), _number(form.get("quantity", ""), least=1)
    actions.transfer(unit, taker, part, quantity, reason=form.get("reason", ""), by=request.actor, at=request.now)
    return redirect(_ledger(unit.code, part))


@require_POST
def reverse_movement(request: Asked, movement: int) -> HttpResponse:
    """Reverse a movement, with the reason."""
    row = actions.reverse(movement, request.POST.get("reason", ""), by=request.actor, at=request.now)
    return redirect(_ledger(row.unit.code, row.part))


@require_GET
def shelf_workbook(request: Asked) -> HttpResponse:
    """A shelf and its ledger as a workbook."""
    unit = queries.shelf_on(request.actor, request.GET.get("unit", ""))
    return _book(partsbook.shelf_book(unit), f"stock-{unit.code}-{request.now:%Y%m%d}.xlsx")


def _choice_of_units(request: Asked) -> list[tuple[str, object]]:
    return [(unit.code, title) for unit, title, _parts in shown.shelf_units(request.actor)]


def _number(given: str, *, least: int | None) -> int:
    try:
        return int(given.strip())
    except ValueError:
        why = "a whole number / 整数" if least is None else f"a whole number, {least} or more / 不小于 {least} 的整数"
        raise Malformed(what="quantity / 数量", why=why, field="quantity") from None


def _back(query: str) -> str:
    """The list somebody came from; nothing but a query of it."""
    return query if query.startswith("?") and "\n" not in query and len(query) < 300 else ""


def _ledger(unit: str, part: str) -> str:
    return f"{reverse('desk:ledger')}?{urlencode({'unit': unit, 'part': part.strip()})}"


def _book(book: bytes, name: str) -> HttpResponse:
    return HttpResponse(book, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
