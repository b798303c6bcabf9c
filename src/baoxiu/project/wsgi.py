"""Django as every WSGI server takes it; `/live` needs asgi.py."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baoxiu.project.settings")
application = get_wsgi_application()
