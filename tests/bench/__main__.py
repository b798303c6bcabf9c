"""`make bench`: every figure beside its limit, measured in the same run. `make bench-NAME`: one of them.

Figures, not pass marks: what falls short is shown. Writes bench/latest.md when all were measured.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench import clocks, decide, ground, start
from bench.clocks import Row

LATEST = Path(__file__).parents[2] / "bench" / "latest.md"
ALONE: dict[str, Callable[[], Row]] = {"decide": decide.measure, "clocks": clocks.measure, "start": start.measure}
ON_GROUND = ("commands", "reports", "storm", "sweep", "waiting", "settlement", "live")


def main(names: list[str]) -> int:
    """Measure what was named, or all."""
    wanted = names or [*ON_GROUND, *ALONE]
    unknown = set(wanted) - {*ALONE, *ON_GROUND}
    if unknown:
        sys.stderr.write(f"No such figure: {', '.join(sorted(unknown))}. There are: {', '.join([*ON_GROUND, *ALONE])}.\n")
        return 2
    rows = sorted(_measured(wanted), key=lambda row: row.number)
    said = table(rows)
    sys.stdout.write(said)
    if not names:
        LATEST.parent.mkdir(exist_ok=True)
        LATEST.write_text(said, "utf-8")
    return 0


def _measured(wanted: list[str]) -> Iterator[Row]:
    yield from (ALONE[name]() for name in wanted if name in ALONE)
    here = [name for name in wanted if name in ON_GROUND]
    if here:
        with ground.database() as url:
            from bench import commands, live, settlement, stage, storm, sweep, waiting

            company = stage.build()
            on = {
                "commands": commands.measure,
                "reports": commands.measure_reports,
                "storm": storm.measure,
                "sweep": sweep.measure,
                "waiting": waiting.measure,
                "settlement": settlement.measure,
                "live": live.measure,
            }
            yield from (on[name](company, url) for name in here)


def table(rows: list[Row]) -> str:
    """The figures as Markdown."""
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    lines = [
        f"# Figures of {when}",
        "",
        "| # | figure | measured | goal | reached | beside it, in the same run |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *map(_line, rows)]) + "\n"


def _line(row: Row) -> str:
    beside = ", ".join(f"{name} {value:,.4g}" for name, value in row.beside.items())
    goal = f"{'≥' if row.more_is_better else '≤'} {row.goal:g}"
    reached = "yes" if row.reached else "no"
    return f"| {row.number} | {row.figure} | {row.value:.3g} {row.unit} | {goal} | {reached} | {beside} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
