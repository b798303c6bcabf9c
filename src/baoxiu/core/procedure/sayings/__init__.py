"""The words for each fault of a pack."""

from baoxiu.core.procedure.sayings.charges import CHARGES
from baoxiu.core.procedure.sayings.files import READING, SHAPES
from baoxiu.core.procedure.sayings.later import LATER
from baoxiu.core.procedure.sayings.moves import COMMANDS, STATES
from baoxiu.core.procedure.sayings.rules import CLOCKS, EXPRESSIONS, FIELDS, PACKS
from baoxiu.core.procedure.sayings.saying import Saying
from baoxiu.core.procedure.sayings.settling import SETTLING

SAYINGS: dict[str, Saying] = {
    **READING, **SHAPES, **STATES, **COMMANDS, **CLOCKS, **FIELDS, **EXPRESSIONS, **PACKS, **CHARGES, **LATER, **SETTLING,
}  # fmt: skip

__all__ = ["SAYINGS", "Saying"]
