"""From a report to a command run, and what is shown on the way."""

from __future__ import annotations

import pytest

from baoxiu.journal.queries import find_tampering
from procedures.house import House
from web.api.caller import Program

PHONE = "+8613800138000"


def test_a_report_is_answered_with_the_number_of_its_open_ticket(api: Program) -> None:
    filed = api.report()

    assert filed.status == 201, filed.body
    found = api.get(f"/tickets/{filed.body['number']}")
    assert (found.status, found.body["id"], found.body["state"]) == (200, filed.body["ticket"], "dispatched")
    assert filed.headers["Location"] == f"/api/v1/tickets/{filed.body['ticket']}"


def test_a_report_may_name_a_known_place_by_its_code(api: Program) -> None:
    filed = api.report(site=api.house.site.code, place="")

    assert api.get(f"/tickets/{filed.body['number']}").body["fields"]["address"] == api.house.site.title
    unknown = api.report(site="nowhere")
    assert (unknown.status, unknown.code, unknown.body["field"]) == (404, "not_found", "site")


def test_the_form_of_a_report_tells_what_its_procedure_asks(api: Program) -> None:
    form = api.get(f"/reports/form?procedure={api.house.main}")

    assert (form.status, form.body["open"]) == (200, True)
    assert {ask["name"] for ask in form.body["asks"] if ask["required"]} >= {"customer", "phone", "fault"}


def test_a_command_that_stands_open_is_run_and_answered_with_the_new_version(api: Program) -> None:
    number = api.report().body["number"]

    done = api.run(number, "download")

    assert (done.status, done.body["state"]) == (200, "contacting"), done.body
    assert done.headers["ETag"] == f'"{done.body["version"]}"' == api.get(f"/tickets/{number}").headers["ETag"]


def test_commands_come_with_the_form_they_ask_for_and_closed_ones_with_the_reason(api: Program) -> None:
    number = api.report().body["number"]

    api.run(number, "download")

    found = {each["command"]: each for each in api.get(f"/tickets/{number}/commands").body}

    assert found["log_attempt"]["open"] and found["log_attempt"]["refusal"] is None
    assert [ask["name"] for ask in found["log_attempt"]["asks"] if ask["required"]] == ["outcome"]
    closed = found["mark_unreachable"]
    assert (closed["open"], closed["refusal"]["clause"], set(closed["refusal"]["words"])) == (False, "LCD-29", {"zh", "en"})


@pytest.mark.parametrize("ended,states", [("open", {"dispatched", "contacting"}), ("ended", set()), ("all", {"dispatched", "contacting"})])
def test_tickets_are_filtered(api: Program, ended: str, states: set[str]) -> None:
    api.report()
    api.run(api.report().body["number"], "download")

    assert {each["state"] for each in api.get(f"/tickets?ended={ended}").body["items"]} == states
    assert api.get(f"/tickets?ended={ended}&state=contacting&state=solved").body["items"][:1] == [
        each for each in api.get(f"/tickets?ended={ended}").body["items"] if each["state"] == "contacting"
    ]


@pytest.mark.parametrize("words", ["6000", "无显", "wnx"])
def test_tickets_are_searched_by_telephone_by_two_characters_and_by_initials(api: Program, words: str) -> None:
    number = api.report(text="屏幕无显示", reporter_name="王女希", reporter_phone="136 0013 6000").body["number"]
    api.report(text="键盘失灵", reporter_name="李四", reporter_phone="139 0013 9001")

    assert [each["number"] for each in api.get(f"/tickets?q={words}").body["items"]] == [number]


@pytest.mark.parametrize("order", ["urgent", "recent"])
def test_pages_by_cursor_show_every_ticket_once(api: Program, order: str) -> None:
    filed = {api.report().body["number"] for _ in range(5)}
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = api.get(f"/tickets?order={order}&size=2&cursor={cursor}").body
        seen += [each["number"] for each in page["items"]]
        cursor = page["next"]

    assert len(seen) == 5 and set(seen) == filed


def test_events_come_in_order_and_their_hashes_are_the_chain_that_is_verified(api: Program) -> None:
    filed = api.report().body
    api.run(filed["number"], "download")

    page = api.get(f"/tickets/{filed['number']}/events").body

    assert [(each["seq"], each["type"], each["door"]) for each in page["items"]] == [(1, "TicketOpened", "api"), (2, "CommandRun", "api")]
    assert page["items"][1]["data"]["command"] == "download"
    assert len({each["hash"] for each in page["items"]}) == 2 and _is_whole(filed["ticket"])
    assert [each["seq"] for each in api.get(f"/tickets/{filed['number']}/events?after=1").body["items"]] == [2]


def test_personal_data_is_masked_for_whoever_does_not_need_it_now_in_fields_and_events_alike(api: Program, house: House) -> None:
    number = api.report().body["number"]
    parts = Program(house, house.people["parts_desk"])

    for program, sees_it in ((api, True), (parts, False)):
        shown = program.get(f"/tickets/{number}").body["fields"]["phone"]
        told = program.get(f"/tickets/{number}/events").body["items"][0]["data"]
        assert (shown == PHONE) is (told["form"]["phone"] == PHONE) is (told["changes"]["phone"] == PHONE) is sees_it
        assert (PHONE in str(told)) is (PHONE in str(program.get(f"/tickets/{number}").body)) is sees_it


def test_a_deadline_is_explained_stretch_by_stretch(api: Program) -> None:
    number = api.report().body["number"]
    clock = api.get(f"/tickets/{number}").body["clocks"][0]

    lines = api.get(f"/tickets/{number}/clocks/{clock['name']}")

    assert lines.status == 200 and {"start", "what", "words", "seconds"} <= set(lines.body[0])
    assert api.get(f"/tickets/{number}/clocks/none").status == 404


def test_packs_are_shown_with_the_version_in_force_and_its_document(api: Program, house: House) -> None:
    (pack,) = api.get("/packs").body
    whole = api.get(f"/packs/{pack['key']}").body

    assert pack["version"] == house.pack.pack.version and house.main in pack["procedures"]
    assert whole["versions"][0]["state"] == "published" and whole["document"]


def _is_whole(ticket: str) -> bool:
    return not [each for each in find_tampering() if str(each.subject) == ticket]
