"""Logins that run out: who a session cookie belongs to, and how a page goes on once somebody has logged in again."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.db import OperationalError, close_old_connections
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from baoxiu.core.engine.facts import Actor
from baoxiu.directory.queries import actor_of, actors_of
from baoxiu.journal import clock


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


def actors_still_in(keys: Mapping[str, int]) -> dict[str, Actor]:
    """Of sessions and the people logged in under them those that stand, with who they are now."""
    standing = Session.objects.filter(pk__in=keys, expire_date__gt=clock.now()).values_list("pk", flat=True)
    people = actors_of(keys.values(), on=timezone.localdate(clock.now()))
    return {key: people[keys[key]] for key in standing if keys[key] in people}


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
