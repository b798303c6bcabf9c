"""The checks a pack must pass before anybody may use it. Each check is one function from a part to its faults."""

from baoxiu.core.procedure.checking.all import check

__all__ = ["check"]
