"""What dispatch answers: who covers a place, and what is known of who acts."""

from __future__ import annotations

from baoxiu.dispatch.queries import COVERAGE, PERSON
from baoxiu.tickets.world import provides

provides("coverage", COVERAGE)
provides("person", PERSON)
