"""Generated calls, well formed and malformed, on every operation: no server error, and every answer as the document says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import positive_data_acceptance
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode

from baoxiu.project.wsgi import application
from web.api.caller import REPORT, ROOT, Program

SCHEMA = schemathesis.openapi.from_wsgi(f"{ROOT}/openapi.json", application)
FOUND = [found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok)]
OPERATIONS = {found.definition.raw["operationId"]: found for found in FOUND}
MODES = {"well_formed": GenerationMode.POSITIVE, "malformed": GenerationMode.NEGATIVE}
# A well-formed call may still be refused by a procedure, and is then answered 409, 412 or 422 with a reason.
EXCLUDED = [positive_data_acceptance]
TAKEN: dict[str, Any] = {  # what makes a generated body one that is taken
    "file_report": {**REPORT, "unit": None, "procedure": "", "category": "", "area": "", "site": None, "asset": None, "answers": {}},
    "run_command": {"form": {}},
}
bounded = settings(
    max_examples=20,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", OPERATIONS)
def test_whatever_is_sent_the_answer_is_one_the_document_tells_of(api: Program, name: str, mode: str) -> None:
    number = api.report().body["number"]
    known = {"number": number, "name": "download", "key": api.house.folder, "token_id": "1", "file_id": "1"}

    @bounded
    @given(case=OPERATIONS[name].as_strategy(generation_mode=MODES[mode]), hits=st.booleans())
    def every(case: Any, hits: bool) -> None:
        if hits and mode == "well_formed":
            case.path_parameters.update({name: value for name, value in known.items() if name in case.path_parameters})
            if name in TAKEN:
                case.body = {**case.body, **TAKEN[name]}
        _undone(lambda: case.call_and_validate(headers={"Authorization": f"Bearer {api.secret}"}, excluded_checks=EXCLUDED))

    every()


def _undone(does: Callable[[], Any]) -> None:
    """Do it and leave nothing behind, so that every example finds the same house."""
    with _kept_connection(), transaction.atomic():
        does()
        transaction.set_rollback(True)


@contextmanager
def _kept_connection() -> Iterator[None]:
    """A request ends as in Django's own test client: the connection, inside the test's transaction, stays."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
