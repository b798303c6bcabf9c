"""Django as every WSGI server takes it; `/live` needs asgi.py.

A program that comes with a token and no cookie goes a shorter way: what looks after sessions, forms and pages is left out.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baoxiu.project.settings")

import django
from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.utils.module_loading import import_string

django.setup(set_prefix=False)


class ShortWay(WSGIHandler):
    """Django with the middleware that programs need (settings.SHORT_WAY)."""

    def load_middleware(self, is_async: bool = False) -> None:
        """Lay the shorter chain; none of it looks at views, templates or exceptions."""
        handler: Any = self
        handler._view_middleware, handler._template_response_middleware, handler._exception_middleware = [], [], []
        chain = convert_exception_to_response(handler._get_response)
        for name in reversed(settings.SHORT_WAY):
            chain = convert_exception_to_response(import_string(name)(chain))
        handler._middleware_chain = chain


pages, programs = WSGIHandler(), ShortWay()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer one request."""
    is_program = environ.get("HTTP_AUTHORIZATION", "").startswith("Bearer ") and "HTTP_COOKIE" not in environ
    return (programs if is_program and environ["PATH_INFO"].startswith("/api/") else pages)(environ, start_response)
