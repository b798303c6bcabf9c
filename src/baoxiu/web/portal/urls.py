"""Addresses of the customer's pages."""

from django.urls import path

from baoxiu.web.portal import views

app_name = "portal"
urlpatterns = [
    path("p/<str:token>", views.ticket, name="ticket"),
    path("p/<str:token>/do/<str:command>", views.do, name="do"),
    path("p/<str:token>/pay", views.pay, name="pay"),
    path("p/<str:token>/receipts/<str:receipt>.pdf", views.receipt, name="receipt"),
    path("p/<str:token>/files", views.add_file, name="add_file"),
    path("p/<str:token>/files/<str:hash_>", views.file, name="file"),
    path("r/<str:token>", views.report, name="report"),
]
