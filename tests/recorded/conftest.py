"""An organisation founded for imported records, and a way to import a table of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from baoxiu.directory.models import Unit
    from baoxiu.intake.actions.importing import Imported

PACKS = Path(__file__).parents[2] / "procedures"
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

Take = Callable[..., "Imported"]


@pytest.fixture
def city(db: None) -> Unit:
    from baoxiu.project import founding

    return founding.found("LA", "City of Los Angeles", "los-angeles-311", zone="America/Los_Angeles", at=NOW)


@pytest.fixture
def shop(db: None) -> Unit:
    from baoxiu.project import founding

    return founding.found("SHOP", "Repair shop", "repair-shop", zone="UTC", at=NOW)


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Import a text for an organisation by a pack's own mapping."""
    from baoxiu.core.recorded import load_mapping
    from baoxiu.intake.actions.importing import Import
    from baoxiu.tickets.actions.replaying import hand_of

    def taking(organisation: Unit, pack: str, text: str, *, dry_run: bool = False, **report: str) -> Imported:
        path = tmp_path / "records"
        path.write_text(text, "utf-8")
        mapping = load_mapping(PACKS / pack / "import.yaml")
        if report and mapping.report:
            mapping = mapping.model_copy(update={"report": mapping.report.model_copy(update=report)})
        wanted = Import(organisation, mapping, hand_of(organisation, mapping.procedure), NOW, dry_run=dry_run)
        for done in wanted.run(path):
            assert done.read
        return wanted.done

    return taking
