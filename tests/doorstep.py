"""A house that works by the pack `door`: one worker goes to people's homes, one desk sends him."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest

    from procedures.house import House

DOOR = Path(__file__).parent / "core" / "packs" / "door"
NONE = {"how": "none", "reason": "门禁无信号"}
DAY = "2026-03-02 "


@contextmanager
def door_house(monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """The house, its pack standing among those that come with the product."""
    from baoxiu.catalogue.queries import shipped
    from procedures.house import House

    packs = shipped.shipped_packs()
    monkeypatch.setattr(shipped, "shipped_packs", lambda: {**packs, "door": DOOR})
    yield House("door")
    shipped.shipped_pack.cache_clear()


def job(house: House, *, at: str = "09:00", category: str = "water", site: Any = "own", next_at: str = "") -> Any:
    """A job at the house's own place (or another, or none), with or without an appointment that day."""
    here = house.site if site == "own" else site
    about = {"site": {"id": here.pk}} if here else {}
    appointed = {"next_at": house.at(DAY + next_at).isoformat()} if next_at else {}
    return house.report({"fault": "漏水", "category": category, "customer": {"id": house.customer.pk}, **about, **appointed}, at=DAY + at)


def go(order: Any, *steps: tuple[str, str, Any], by: Any = "worker") -> Any:
    """Several commands, each at its time."""
    for name, at, form in steps:
        order.run(name, form, by=by, at=DAY + at)
    return order


def done(order: Any, *, arrive: str, leave: str, by: Any = "worker") -> Any:
    """A whole visit."""
    go(order, ("accept", arrive, {"asked_whom": "老刘"}), ("arrive", arrive, {"proof": NONE}), by=by)
    return go(order, ("agree", arrive, {}), ("start", arrive, {}), ("finish", leave, {}), by=by)
