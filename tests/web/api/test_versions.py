"""Versions: the ETag of a ticket, sent back as If-Match."""

from __future__ import annotations

import pytest

from web.api.caller import Program


@pytest.mark.parametrize("form", ["{tag}", "W/{tag}", "*"])
def test_a_command_on_the_version_the_caller_knows_is_run(api: Program, form: str) -> None:
    number = api.report().body["number"]
    tag = api.get(f"/tickets/{number}").headers["ETag"]

    assert api.run(number, "download", If_Match=form.format(tag=tag)).status == 200


def test_a_command_on_a_stale_version_is_refused_and_nothing_changes(api: Program) -> None:
    number = api.report().body["number"]
    tag = api.get(f"/tickets/{number}").headers["ETag"]
    newer = api.run(number, "download").headers["ETag"]

    stale = api.run(number, "download", If_Match=tag)

    assert (stale.status, stale.code) == (412, "stale_version")
    assert api.get(f"/tickets/{number}").headers["ETag"] == newer


@pytest.mark.parametrize("tag", ["3", '"three"', '"1", "2"', '"99999999999"'])
def test_a_tag_that_no_ticket_ever_had_is_malformed(api: Program, tag: str) -> None:
    number = api.report().body["number"]

    answer = api.run(number, "download", If_Match=tag)

    assert (answer.status, answer.code, answer.body["errors"][0]["where"]) == (422, "malformed", ["header", "If-Match"])
