"""The demo city, and the demo network, as plain values, and the seeded dice every story is drawn with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

Json = Any


@dataclass(frozen=True, slots=True)
class City:
    """What city.yaml says, or network.yaml over it."""

    seed: int
    days: int
    orders: int
    storm: Mapping[str, Json]
    families: str
    given: tuple[str, ...]
    organisations: tuple[Mapping[str, Json], ...]
    faults: Mapping[str, tuple[Mapping[str, Json], ...]]

    def dice(self, purpose: str) -> Random:
        """Dice of their own for each purpose, so that one more order changes no name."""
        return Random(f"{self.seed}/{purpose}")

    def names(self, purpose: str) -> Iterator[str]:
        """Person names without end."""
        dice = self.dice(purpose)
        while True:
            yield dice.choice(self.families) + dice.choice(self.given)

    def organisation(self, code: str) -> Mapping[str, Json]:
        """One organisation's row."""
        return next(row for row in self.organisations if row["code"] == code)


@lru_cache(maxsize=1)
def city() -> City:
    """The shipped city: three organisations."""
    return _read("city.yaml")


@lru_cache(maxsize=1)
def network() -> City:
    """The shipped network of a maker: six regions, forty stations, three thousand orders a month."""
    return _read("city.yaml", "network.yaml")


def _read(*names: str) -> City:
    rows: dict[str, Json] = {}
    for name in names:
        rows |= yaml.safe_load(Path(__file__).with_name(name).read_text("utf-8"))
    rows["given"], rows["organisations"] = tuple(rows["given"]), tuple(rows["organisations"])
    return City(**rows)
