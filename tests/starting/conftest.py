"""Folders and installations of these tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from starting.installation import Installation, installation, somewhere


@pytest.fixture
def place() -> Iterator[Path]:
    """A place for a folder that is not there yet, in reach of every user."""
    path = somewhere()
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def fresh() -> Iterator[Installation]:
    """An installation nobody has started yet."""
    with installation() as one:
        yield one


@pytest.fixture(scope="module")
def running() -> Iterator[Installation]:
    """An installation that runs; tests that share it leave it running."""
    with installation() as one:
        one.start("--demo", "none")
        yield one
