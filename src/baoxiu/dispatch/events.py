"""What happens at dispatch."""

from __future__ import annotations

COVERAGE_LAID = "CoverageLaid"
COVERAGE_ENDED = "CoverageEnded"
TERMS_SET = "StationTermsSet"
TERMS_ENDED = "StationTermsEnded"
STATION_CLOSED = "StationClosed"
STATION_REOPENED = "StationReopened"
DUTY_SET = "DutySet"
DUTY_ENDED = "DutyEnded"
JOB_PLACED = "JobPlaced"
JOB_TAKEN_OFF = "JobTakenOff"
