"""What others recorded: tables and event logs, read by a mapping into reports and the life each one had.

For: turning a row or a trace into a report, its commands with their times, and its oddities. Not for: storing or running them.
"""

from baoxiu.core.recorded.mapping import Mapping, MappingFault, load_mapping
from baoxiu.core.recorded.reading import Recorded, Rejected, Step, read

__all__ = ["Mapping", "MappingFault", "Recorded", "Rejected", "Step", "load_mapping", "read"]
