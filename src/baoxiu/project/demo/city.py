"""The demo city as plain values, and the seeded dice every story is drawn with."""

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
    """What city.yaml says."""

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
    """The shipped city."""
    rows = yaml.safe_load(Path(__file__).with_name("city.yaml").read_text("utf-8"))
    rows["given"] = tuple(rows["given"])
    rows["organisations"] = tuple(rows["organisations"])
    return City(**rows)
