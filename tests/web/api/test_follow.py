"""From a report to a command run, and what is shown on the way."""

from __future__ import annotations

from web.api.caller import Program


def test_a_report_is_answered_with_the_number_of_its_open_ticket(api: Program) -> None:
    filed = api.report()

    assert filed.status == 201, filed.body
    found = api.get(f"/tickets/{filed.body['number']}")
    assert (found.status, found.body["id"], found.body["state"]) == (200, filed.body["ticket"], "dispatched")
    assert filed.headers["Location"] == f"/api/v1/tickets/{filed.body['ticket']}"


def test_a_command_that_stands_open_is_run_and_answered_with_the_new_version(api: Program) -> None:
    number = api.report().body["number"]

    done = api.run(number, "download")

    assert (done.status, done.body["state"]) == (200, "contacting"), done.body
    assert done.headers["ETag"] == f'"{done.body["version"]}"' == api.get(f"/tickets/{number}").headers["ETag"]
