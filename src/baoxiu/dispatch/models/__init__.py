"""Who covers what on which terms, when a station takes nothing, and who is on duty when."""

from baoxiu.dispatch.models.coverage import Coverage, StationAbsence, StationTerms
from baoxiu.dispatch.models.duty import Duty

__all__ = ["Coverage", "Duty", "StationAbsence", "StationTerms"]
