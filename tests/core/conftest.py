"""What tests of the engine room may use."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.smallpack import SmallPack, write_small_pack


@pytest.fixture
def small(tmp_path: Path) -> SmallPack:
    """A small pack that is right in everything."""
    return write_small_pack(tmp_path / "small")
