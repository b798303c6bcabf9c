"""What dispatch answers: who covers a place, what is known of who acts, and changes of coverage that were approved."""

from __future__ import annotations

from baoxiu.directory.queries import unit_with
from baoxiu.dispatch.actions.changes import apply_change
from baoxiu.dispatch.queries import COVERAGE, PERSON
from baoxiu.dispatch.queries.changes import COVERED_AREAS, UNCOVERED_BY_CHANGE
from baoxiu.dispatch.queries.contracts import CONTRACT, GRADES
from baoxiu.dispatch.queries.duties import ROSTER
from baoxiu.dispatch.queries.planning import CREW
from baoxiu.dispatch.queries.registers import REGISTERED_AREA
from baoxiu.journal import Happened, reacts
from baoxiu.tickets.world import provides

provides("_crew", CREW)
provides("coverage", COVERAGE)
provides("contract", CONTRACT)
provides("grades", GRADES)
provides("person", PERSON)
provides("roster", ROSTER)
provides("covered_areas", COVERED_AREAS)
provides("uncovered_by_change", UNCOVERED_BY_CHANGE)
provides("registered_area", REGISTERED_AREA)


@reacts(to="CommandRun:coverage_change")
def on_command_run(event: Happened) -> None:
    """A request for a change that ended done takes effect, in the same transaction."""
    said = event.data
    if said.get("final") == "done":
        apply_change(unit_with(said["unit_id"]), said["fields"], said["number"], by=event.by, at=event.recorded_at or event.at)
