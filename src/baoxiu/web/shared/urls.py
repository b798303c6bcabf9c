"""Addresses of no single face."""

from django.urls import path

from baoxiu.web.shared import choosing, password, paying, views

urlpatterns = [
    path("", views.home, name="home"),
    path("login", views.login, name="login"),
    path("password", password.password, name="password"),
    path("logout", views.logout, name="logout"),
    path("language", views.language, name="language"),
    path("notices", views.notices, name="notices"),
    path("notices/unread", views.unread, name="unread"),
    path("notices/read", views.read_notices, name="read_notices"),
    path("notices/<int:notice_id>/tick", views.tick_notice, name="tick_notice"),
    path("offers/<str:kind>", choosing.offers, name="offers"),
    path("pay/fake/<str:token>", paying.rehearse, name="fake_bank"),
    path("pay/<str:provider>/heard", paying.heard, name="payment_heard"),
    path("health", views.health, name="health"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("sw.js", views.service_worker, name="service_worker"),
    path("offline", views.offline, name="offline"),
]
