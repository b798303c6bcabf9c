"""Addresses of the customer's pages."""

from django.urls import path

from baoxiu.web.portal.views import mine, reports, ticket

app_name = "portal"
urlpatterns = [
    path("p/<str:token>", ticket.ticket, name="ticket"),
    path("p/<str:token>/do/<str:command>", ticket.do, name="do"),
    path("p/<str:token>/pay", ticket.pay, name="pay"),
    path("p/<str:token>/receipts/<str:receipt>.pdf", ticket.receipt, name="receipt"),
    path("p/<str:token>/files", ticket.add_file, name="add_file"),
    path("p/<str:token>/files/<str:hash_>", ticket.file, name="file"),
    path("p/<str:token>/visit.ics", ticket.invitation, name="invitation"),
    path("r/<str:token>", reports.report, name="report"),
    path("s/<str:mark>", reports.report_at, name="sign"),
    path("o/<str:code>", reports.house, name="house"),
    path("o/<str:code>/report/<str:unit>", reports.report_to, name="report_to"),
    path("o/<str:code>/mine", mine.ask, name="ask"),
    path("o/<str:code>/mine/code/<str:token>", mine.prove, name="prove"),
    path("o/<str:code>/mine/<str:token>", mine.mine, name="mine"),
]
