"""Refusals as problems: status, code, clause, and words in the caller's language."""

from __future__ import annotations

import pytest

from baoxiu.tickets import queries
from procedures.house import House
from web.api.caller import Program


@pytest.fixture
def number(api: Program) -> str:
    """A ticket that is being contacted."""
    found: str = api.report().body["number"]
    api.run(found, "download")
    return found


def judged(api: Program, number: str) -> str:
    """The same ticket, reached and judged."""
    api.run(number, "log_attempt", {"outcome": "reached"})
    api.run(number, "judge", {"fault_kind": "other"})
    return number


def test_what_the_procedure_refuses_is_409_with_its_clause_and_the_packs_words_in_both_languages(api: Program, number: str) -> None:
    refused = api.run(number, "mark_unreachable")

    assert (refused.status, refused.code, refused.body["clause"]) == (409, "refused_by_procedure", "LCD-29")
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.body["type"] == "urn:baoxiu:problem:refused_by_procedure" and refused.body["title"] == "Conflict"
    assert refused.body["instance"].endswith(f"/tickets/{number}/commands/mark_unreachable")
    assert set(refused.body["words"]) == {"zh", "en"} and refused.body["detail"] in refused.body["words"].values()


@pytest.mark.parametrize("said,spoken", [("en", "en"), ("zh-CN,zh;q=0.9", "zh"), ("de, en;q=0.5", "en"), (None, "zh")])
def test_the_detail_is_in_the_language_the_caller_asks_for_else_in_the_persons_own(
    api: Program, number: str, said: str | None, spoken: str
) -> None:
    api.language = said

    refused = api.run(number, "mark_unreachable").body

    assert refused["detail"] == refused["words"][spoken] != refused["words"]["en" if spoken == "zh" else "zh"]


def test_without_a_language_asked_for_the_person_reads_his_own(api: Program, number: str) -> None:
    type(api.person).objects.filter(pk=api.person.pk).update(language="en")

    refused = api.run(number, "mark_unreachable").body

    assert refused["detail"] == refused["words"]["en"]


def test_a_command_of_another_state_is_409(api: Program, number: str) -> None:
    refused = api.run(number, "solve")

    assert (refused.status, refused.code) == (409, "wrong_state")


def test_a_command_of_another_role_is_403(number: str, house: House) -> None:
    refused = Program(house, house.people["parts_desk"]).run(number, "log_attempt", {"outcome": "reached"})

    assert (refused.status, refused.code) == (403, "not_your_role")


def test_a_command_the_procedure_does_not_have_is_404(api: Program, number: str) -> None:
    refused = api.run(number, "teleport")

    assert (refused.status, refused.code) == (404, "no_such_command")


def test_a_promise_in_the_past_is_422_and_names_the_field(api: Program, number: str) -> None:
    refused = api.run(judged(api, number), "promise_visit", {"promised_at": "2026-03-01T14:00:00+08:00"})

    assert (refused.status, refused.code, refused.body["field"]) == (422, "in_the_past", "promised_at")


@pytest.mark.parametrize(
    "form,code", [({}, "missing"), ({"outcome": "maybe"}, "bad_choice"), ({"outcome": "reached", "mood": "good"}, "unknown_field")]
)
def test_an_answer_that_cannot_be_taken_is_422_and_every_fault_is_told(api: Program, number: str, form: dict[str, str], code: str) -> None:
    refused = api.run(number, "log_attempt", form)

    assert (refused.status, refused.code) == (422, code)
    assert code in [each["code"] for each in refused.body["errors"]]
    assert all({"field", "words"} <= set(each) for each in refused.body["errors"])


@pytest.mark.parametrize("form", [{"outcome": ["reached"]}, {"outcome": {"a": 1}}, {"outcome": 10**39}, {"outcome": True}, {"note": [[]]}])
def test_an_answer_of_another_kind_is_422(api: Program, number: str, form: dict[str, object]) -> None:
    assert api.run(number, "log_attempt", form).status == 422


def test_a_telephone_number_of_letters_is_422(api: Program) -> None:
    refused = api.report(reporter_phone="abc")

    assert (refused.status, refused.code) == (422, "not_a_telephone")


def test_an_unknown_procedure_or_category_is_409_and_nothing_is_filed(api: Program) -> None:
    refused = api.report(procedure="nonsense")

    assert (refused.status, refused.code) == (409, "procedure_not_in_force")
    assert api.get("/tickets").body["items"] == []


@pytest.mark.parametrize("path", ["/packs/nonsense", "/tickets/none", "/tickets/00000000-0000-0000-0000-000000000000"])
def test_what_is_not_there_is_404(api: Program, path: str) -> None:
    answer = api.get(path)

    assert (answer.status, answer.code) == (404, "not_found")


def test_a_fault_of_ours_is_a_problem_with_a_number_to_name_and_the_log_has_the_rest(
    api: Program, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError("of ours")

    monkeypatch.setattr(queries, "board", fails)

    answer = api.get("/tickets")

    assert (answer.status, answer.code, answer.headers["Content-Type"]) == (500, "broken", "application/problem+json")
    assert answer.headers["X-Request-ID"] and "of ours" not in str(answer.body) and "of ours" in caplog.text


def test_nothing_is_kept_on_the_way(api: Program) -> None:
    assert api.get("/tickets").headers["Cache-Control"] == "no-store"


def test_what_is_not_there_is_named_in_each_language_alone(api: Program) -> None:
    words = api.get("/tickets/NJ019999").body["words"]

    assert "单据" in words["zh"] and "ticket" not in words["zh"]
    assert "ticket" in words["en"] and "单据" not in words["en"]
