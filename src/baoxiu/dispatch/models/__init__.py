"""Who covers what on which terms, and when a station takes nothing."""

from baoxiu.dispatch.models.coverage import Coverage, StationAbsence, StationTerms

__all__ = ["Coverage", "StationAbsence", "StationTerms"]
