"""What happens at dispatch."""

from __future__ import annotations

COVERAGE_LAID = "CoverageLaid"
COVERAGE_ENDED = "CoverageEnded"
