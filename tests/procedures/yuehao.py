"""Yuehao's house: reports open visits, though its pack has other things to open."""

from __future__ import annotations

from procedures.stage import Stage


class Estate(Stage):
    """An estate whose reports open visits."""

    @property
    def main(self) -> str:
        """What a report opens."""
        return "visit"
