"""Addresses of the office."""

from django.urls import path

from baoxiu.web.desk.views import board, figures, messages, procedures, report, ticket, tokens, visits

app_name = "desk"
urlpatterns = [
    path("board", board.board, name="board"),
    path("calls", board.calls, name="calls"),
    path("approvals", board.approvals, name="approvals"),
    path("report", report.report, name="report"),
    path("report/file", report.file, name="file"),
    path("report/draft", report.draft, name="draft"),
    path("report/draft/drop", report.drop_draft, name="drop_draft"),
    path("report/customers", report.customers, name="customers"),
    path("report/caller/<int:customer_id>", report.caller, name="caller"),
    path("report/questions", report.questions, name="questions"),
    path("report/hint", report.hint, name="hint"),
    path("tickets/<str:number>", ticket.ticket, name="ticket"),
    path("tickets/<str:number>/do/<str:command>", ticket.do, name="do"),
    path("tickets/<str:number>/files", ticket.add_file, name="add_file"),
    path("tickets/<str:number>/files/<str:hash_>", ticket.file, name="ticket_file"),
    path("tickets/<str:number>/clocks/<str:clock>", ticket.why, name="why"),
    path("tickets/<str:number>/diagram.svg", ticket.diagram, name="diagram"),
    path("tickets/<str:number>/slips/<str:name>", ticket.slip, name="slip"),
    path("tickets/<str:number>/slips/<str:name>/<int:copy>.pdf", ticket.slip_pdf, name="slip_pdf"),
    path("figures", figures.figures, name="figures"),
    path("figures.xlsx", figures.workbook, name="figures_workbook"),
    path("figures/packs", figures.packs, name="pack_figures"),
    path("figures/behind/<str:number>", figures.behind, name="behind"),
    path("wall", figures.wall, name="wall"),
    path("visits", visits.day, name="visits"),
    path("sites/<int:site_id>/sign", visits.sign, name="sign"),
    path("messages", messages.messages, name="messages"),
    path("messages/<int:message_id>/resend", messages.resend, name="resend"),
    path("tokens", tokens.tokens, name="tokens"),
    path("tokens/<int:token_id>/end", tokens.end, name="end_token"),
    path("procedures", procedures.procedures, name="procedures"),
    path("procedures/<str:key>/<str:version>", procedures.pack, name="pack"),
    path("procedures/<str:key>/<str:version>/read", procedures.read, name="read_pack"),
    path("procedures/<str:key>/<str:version>/<str:name>", procedures.procedure, name="procedure"),
    path("procedures/<str:key>/<str:version>/<str:name>/diagram.svg", procedures.diagram, name="procedure_diagram"),
]
