"""What tests of the faces share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from web.faces import Faces


@pytest.fixture
def faces(db: None, settings: Any, tmp_path: Path) -> Faces:
    """The cast at nine on a Monday, its packs in force, one order on its way; the clock is the test's."""
    from baoxiu.journal import clock
    from conftest import MORNING
    from web.faces import make_faces

    settings.CLOCK_FILE = str(tmp_path / "clock.json")
    settings.FILES = tmp_path / "files"
    clock.move(MORNING)
    return make_faces(MORNING)
