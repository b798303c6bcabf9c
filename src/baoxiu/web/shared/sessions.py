"""Logins that run out: who a session cookie belongs to, and how a page goes on once somebody has logged in again."""

from __future__ import annotations

from importlib import import_module
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user
from django.db import OperationalError, close_old_connections
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from baoxiu.core.engine.facts import Actor
from baoxiu.directory.queries import actor_of


def actor_of_session(key: str) -> Actor | None:
    """The person logged in under `key`, as an actor; None for strangers, and while the database cannot say."""
    if not key:
        return None
    close_old_connections()
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    try:
        person = get_user(request)
        return actor_of(person) if person.is_authenticated else None
    except OperationalError:
        return None


def ask_again(request: HttpRequest, *, wrong: bool = False) -> HttpResponse:
    """The login as a card on the page that stands: nothing that was typed there goes."""
    context = {"wrong": wrong, "login": request.POST.get("username", "") if wrong else ""}
    answer = render(request, "shared/_login_again.html", context, status=401)
    if not wrong:
        answer["HX-Retarget"], answer["HX-Reswap"] = "#refusal", "innerHTML"
    return answer


def back_from(request: HttpRequest) -> str:
    """Where a login leads back to: the page that was asked for; of a form that was sent, the page it stood on."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    stood = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(stood, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    parts = urlsplit(stood)
    return f"{parts.path}{'?' + parts.query if parts.query else ''}" if stood and is_ours else reverse("home")
