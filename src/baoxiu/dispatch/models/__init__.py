"""Who covers what on which terms, when a station takes nothing, who is on duty when, and the day's plan."""

from baoxiu.dispatch.models.coverage import Coverage, StationAbsence, StationTerms
from baoxiu.dispatch.models.duty import Duty
from baoxiu.dispatch.models.placement import Placement

__all__ = ["Coverage", "Duty", "Placement", "StationAbsence", "StationTerms"]
