"""The database of the tests: the one DATABASE_URL names, else one of our own for as long as the tests run.

Loaded by conftest. The process that was started first makes the server; the workers of pytest-xdist inherit its address,
and pytest-django gives each of them a database of its own.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from baoxiu.project import home
from baoxiu.project.postgres.server import running

_open = ExitStack()
atexit.register(_open.close)  # where pytest itself cannot go on


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """Set the environment before settings are read; start PostgreSQL where none was named."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        _find_database()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baoxiu.project.settings")
    assert settings.DATABASES  # reads the settings now: pytest-django sets Django up only where they were read


def pytest_unconfigure() -> None:
    """Stop what was started and leave no folder behind."""
    _open.close()


def _find_database() -> None:
    folder = Path(tempfile.gettempdir()) / f"baoxiu-tests-{uuid4().hex[:12]}"
    place = home.make(folder)
    _open.callback(shutil.rmtree, folder, ignore_errors=True)
    os.environ["BAOXIU_HOME"] = str(folder)
    if not os.environ.get("DATABASE_URL"):
        if settings.configured:
            raise pytest.UsageError("Settings were read before the tests' database stood: leave DJANGO_SETTINGS_MODULE unset.")
        _open.enter_context(place.locked())
        os.environ["DATABASE_URL"] = _open.enter_context(running(place, is_lasting=False, may_create=True))
