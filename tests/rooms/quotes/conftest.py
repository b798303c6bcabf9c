"""A house that charges: the pack `tests/core/packs/paid` on the real rooms."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from procedures.house import House

PACK = Path(__file__).parents[2] / "core" / "packs" / "paid"


@pytest.fixture
def paid(db: None, monkeypatch: pytest.MonkeyPatch) -> House:
    """A property company: a desk, a technician, finance."""
    from baoxiu.catalogue.queries import shipped
    from procedures.house import House

    monkeypatch.setattr(shipped, "shipped_packs", lambda: {"paid": PACK})
    return House("paid")
