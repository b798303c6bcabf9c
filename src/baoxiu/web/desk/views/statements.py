"""What units are paid for a month: drawn up, disputed and answered in place, closed; as Excel and on paper."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from baoxiu.acceptance import queries as acceptance
from baoxiu.core.errors import NotFound
from baoxiu.core.settlement import Month
from baoxiu.insight import queries as insight
from baoxiu.quotes import actions, queries
from baoxiu.quotes.actions import Answer
from baoxiu.web.desk.statementbook import statement_book
from baoxiu.web.desk.statements import MonthPage, StatementPage
from baoxiu.web.desk.workbook import XLSX
from baoxiu.web.shared import naming
from baoxiu.web.shared.requests import Asked


@require_GET
def statements(request: Asked) -> HttpResponse:
    """Every unit's statement of a month."""
    return render(request, "desk/statements.html", {"page": MonthPage(request.GET, request.actor, request.now)})


@require_POST
def draw_all(request: Asked) -> HttpResponse:
    """Draw up every statement of a month that is still wanting; those that are refused are told with the reason."""
    month = Month.of(request.POST.get("month", ""))
    done = actions.draw_all(month, by=request.actor, at=request.now)
    language = get_language() or "zh"
    refused = [(unit.code, naming.unit(unit), refusal.say(language)) for unit, refusal in done.refused]
    context = {"page": MonthPage(request.POST, request.actor, request.now), "done": {"count": len(done.drawn), "refused": refused}}
    return render(request, "desk/statements.html", context, status=409 if refused and not done.drawn else 200)


@require_GET
def statement(request: Asked, code: str, month: str) -> HttpResponse:
    """One statement, or what it would say today."""
    return render(request, "desk/statement.html", {"page": _page(request, code, month)})


@require_POST
def draw(request: Asked, code: str, month: str) -> HttpResponse:
    """Draw one up."""
    page = _page(request, code, month)
    actions.draw(page.unit, page.month, by=request.actor, at=request.now)
    return redirect("desk:statement", code, month)


@require_POST
def close(request: Asked, code: str, month: str) -> HttpResponse:
    """Close one."""
    actions.close_statement(_drawn(_page(request, code, month)), by=request.actor, at=request.now)
    return redirect("desk:statement", code, month)


@require_POST
def dispute(request: Asked, line: int) -> HttpResponse:
    """Dispute a line, with the reason."""
    actions.dispute_line(line, request.POST.get("reason", ""), by=request.actor, at=request.now)
    return _back_to(request, line)


@require_POST
def answer(request: Asked, line: int) -> HttpResponse:
    """Answer a disputed line."""
    form = request.POST
    said = Answer(form.get("answer") == "accepted", form.get("words", ""), form.get("tier", ""), tuple(form.getlist("waives")))
    actions.answer_dispute(line, said, by=request.actor, at=request.now)
    return _back_to(request, line)


@require_GET
def workbook(request: Asked, code: str, month: str) -> HttpResponse:
    """The statement as a workbook."""
    page = _page(request, code, month)
    zone, span = page.unit.zone, page.month
    assessed = insight.assessment_of(page.unit, since=span.begins(zone), until=span.ends(zone), by=request.actor, at=request.now)
    headers = {"Content-Disposition": f'attachment; filename="{page.file_name}.xlsx"'}
    return HttpResponse(statement_book(page, assessed), content_type=XLSX, headers=headers)


@require_GET
def paper(request: Asked, code: str, month: str) -> HttpResponse:
    """The statement on paper; only one that was drawn up is printed."""
    page = _page(request, code, month)
    if page.statement is None:
        raise NotFound(what="statement / 结费单", name=f"{code} {month}")
    pdf = acceptance.statement_pdf(page.unit, page.statement, at=request.now)
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{page.file_name}.pdf"'})


def _page(request: Asked, code: str, month: str) -> StatementPage:
    return StatementPage(code, Month.of(month), request.GET, request.actor, request.now)


def _drawn(page: StatementPage) -> int:
    if page.statement is None:
        raise NotFound(what="statement / 结费单", name=f"{page.unit.code} {page.month}")
    return int(page.statement.pk)


def _back_to(request: Asked, line: int) -> HttpResponse:
    found = queries.line_on(line, by=request.actor, at=request.now)
    where = reverse("desk:statement", args=[found.statement.unit.code, found.statement.month])
    return redirect(f"{where}#line-{found.place}")
