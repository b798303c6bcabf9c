"""Who a session cookie belongs to, asked outside a request (the live line)."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.db import OperationalError, close_old_connections
from django.http import HttpRequest

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
