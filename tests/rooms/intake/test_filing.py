"""Reports: kept, answered with a number, their tickets opened, all or nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from baoxiu.catalogue.queries import NotInForce
from baoxiu.core.engine import FormRefused
from baoxiu.core.errors import KeyUsedDifferently, Malformed, NotFound, Refused
from baoxiu.directory import actions as directory
from baoxiu.directory.models import Customer
from baoxiu.directory.queries import NotATelephone
from baoxiu.intake import actions, queries
from baoxiu.intake.actions import NoProcedure, Report
from baoxiu.intake.models import Draft, Request
from baoxiu.journal import queries as journal
from baoxiu.journal.models import Event
from baoxiu.tickets.models import Ticket
from baoxiu.tickets.queries import Suspect, likely_duplicates
from pictures import PNG
from procedures.house import House

AT = "2026-03-02 09:00"


def file(house: House, *, at: str = AT, by: str = "cc_agent", key: str | None = None, **given: Any) -> actions.Filed:
    """File a report, usual words unless told otherwise."""
    usual = {"unit": house.station, "text": "厨房水管爆裂", "reporter_name": "王女士", "reporter_phone": "139 0013 9000"}
    return actions.file_report({**usual, **given}, by=house.actor(by), at=house.at(at), key=key)


def test_a_report_is_kept_and_answered_with_its_tickets_number(lenovo: House) -> None:
    filed = file(lenovo, place="3-2-1201")

    request, ticket = Request.objects.get(pk=filed.request_id), Ticket.objects.get(pk=filed.ticket_id)
    assert (filed.number, filed.state) == (ticket.number, "dispatched")
    assert (request.text, request.reporter_phone, request.channel, request.taken_by) == (
        "厨房水管爆裂",
        "+8613900139000",
        "phone",
        lenovo.people["cc_agent"],
    )
    assert (ticket.request, ticket.title, ticket.fields["address"]) == (request, "厨房水管爆裂", "3-2-1201")
    assert [event.type for event in journal.timeline(request.pk)] == ["ReportFiled"]
    assert journal.find_tampering() == []


def test_a_caller_we_know_is_recognised_and_a_new_one_becomes_a_customer(lenovo: House) -> None:
    known = Ticket.objects.get(pk=file(lenovo, reporter_name="随便", reporter_phone="138 0013 8000").ticket_id)
    assert known.customer == lenovo.customer
    assert known.fields["customer"] == "王女士"
    before = Customer.objects.count()

    first, second = file(lenovo, reporter_name="赵先生"), file(lenovo, reporter_name="赵先生", text="又漏了")

    assert Customer.objects.count() == before + 1
    assert Ticket.objects.get(pk=first.ticket_id).customer == Ticket.objects.get(pk=second.ticket_id).customer


def test_reporter_and_owner_are_apart(lenovo: House) -> None:
    owner = directory.add_customer(lenovo.root, "李业主")

    filed = file(lenovo, reporter_name="租客小张", owner=owner.pk)

    request = filed.request
    assert (request.reporter_name, request.owner) == ("租客小张", owner)
    assert Ticket.objects.get(pk=filed.ticket_id).fields["customer"] == "李业主"


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"reporter_phone": "abc"}, NotATelephone),
        ({"reporter_phone": "12"}, NotATelephone),
        ({"procedure": "flying-carpet"}, NotInForce),
        ({"text": ""}, FormRefused),
        ({"colour": "red"}, Malformed),
        ({"text": "长" * 20_001}, Malformed),
        ({"text": "漏水\0"}, Malformed),
        ({"reporter_name": "王\ud800"}, Malformed),
        ({"site": 987654}, NotFound),
        ({"owner": 987654}, NotFound),
        ({"answers": {"colour": "red"}}, FormRefused),
    ],
)
def test_what_cannot_be_taken_is_refused_and_leaves_nothing(lenovo: House, wrong: dict[str, Any], refusal: type[Exception]) -> None:
    before = Event.objects.count()

    with pytest.raises(refusal):
        file(lenovo, **wrong)

    assert not Request.objects.exists()
    assert not Ticket.objects.exists()
    assert Event.objects.count() == before


def test_who_may_not_open_may_not_report(lenovo: House) -> None:
    with pytest.raises(Refused):
        file(lenovo, by="engineer")
    assert not Request.objects.exists()


def test_the_same_key_files_once_and_with_another_report_is_refused(lenovo: House) -> None:
    first = file(lenovo, key="r1")

    assert file(lenovo, key="r1", at="2026-03-02 09:01") == first
    with pytest.raises(KeyUsedDifferently):
        file(lenovo, key="r1", text="别的")
    assert Request.objects.count() == 1


def test_an_organisation_without_a_procedure_says_so(lenovo: House) -> None:
    bare = directory.create_unit(None, level="company", code="BARE", title="空公司", by=lenovo.actor("system"), at=lenovo.began_at)

    with pytest.raises(NoProcedure) as refused:
        file(lenovo, unit=bare)

    assert "空公司" in refused.value.say("zh")


def test_a_place_brings_its_unit_and_words(hotline: House) -> None:
    answers = {"premises": "in_home"}
    report = Report(unit=hotline.root, text="水龙头漏水", category="plumbing", reporter_phone="13800138000", answers=answers)

    filed = actions.file_report(replace(report, site=hotline.site.pk), by=hotline.actor("hotline"), at=hotline.at(AT))

    ticket = Ticket.objects.get(pk=filed.ticket_id)
    assert (ticket.site, ticket.category) == (hotline.site, "plumbing")
    assert ticket.fields["site"]["code"] == hotline.site.code


def test_drafts_survive_are_replaced_and_dropped(lenovo: House) -> None:
    by, at = lenovo.actor("cc_agent"), lenovo.at(AT)
    actions.save_draft("1", {"text": "水"}, by=by, at=at)
    actions.save_draft("1", {"text": "水管"}, by=by, at=at)
    actions.save_draft("2", {"text": "灯"}, by=by, at=lenovo.at("2026-03-02 09:01"))

    assert [draft.form["text"] for draft in queries.drafts_of(by.id or 0)] == ["灯", "水管"]
    assert actions.drop_draft("1", by=by) is True
    assert actions.drop_draft("1", by=by) is False
    assert Draft.objects.count() == 1


def test_files_of_a_report_are_kept_once(lenovo: House, tmp_path: Path, settings: Settings) -> None:
    settings.FILES = tmp_path
    request = file(lenovo).request
    for _ in range(2):
        actions.add_request_file(request, [PNG], "泄漏.png", at=lenovo.at(AT))

    assert [(one.name, one.file.media_type) for one in queries.request_files(request)] == [("泄漏.png", "image/png")]


def test_requests_are_found_within_the_organisation_alone(lenovo: House) -> None:
    filed = file(lenovo)

    assert queries.request_on(filed.request_id, seen_by=lenovo.actor("coordinator")).text == "厨房水管爆裂"
    with pytest.raises(NotFound):
        queries.request_on(filed.request_id, seen_by=House("ailifengshe-hotline").actor("hotline"))


def test_a_likely_duplicate_is_named_with_its_reasons(hotline: House) -> None:
    def report(text: str, at: str, **given: Any) -> actions.Filed:
        return file(
            hotline,
            by="hotline",
            unit=hotline.root,
            at=at,
            text=text,
            category=given.pop("category", "plumbing"),
            answers={"premises": "in_home"},
            **given,
        )

    above = directory.add_site(hotline.root, level="room", code="3-2-1301", title="3 栋 2 单元 1301")
    same = report("厨房水管爆裂，水流到楼下", "2026-03-02 08:50", site=hotline.site.pk)
    report("电梯困人", "2026-03-02 08:55", category="electrical", site=above.pk)
    report("厨房水管爆裂，水流到楼下", "2026-02-20 08:55", site=hotline.site.pk)
    suspect = Suspect(text="厨房的水管爆了", category="plumbing", site=hotline.site.pk)

    found = likely_duplicates(suspect, hotline.actor("hotline"), at=hotline.at("2026-03-02 09:00"))

    assert [one.ticket.number for one in found] == [same.number]
    assert {reason["zh"] for reason in found[0].reasons} == {"同一地点", "同一类别", "描述相近"}
    assert found[0].score > 0.5
    assert likely_duplicates(Suspect(text="路灯不亮"), hotline.actor("hotline"), at=hotline.at("2026-03-02 09:00")) == []
    assert likely_duplicates(Suspect(), hotline.actor("hotline"), at=hotline.at("2026-03-02 09:00")) == []

    Ticket.objects.filter(number=same.number).update(kind="call_back")
    assert likely_duplicates(suspect, hotline.actor("hotline"), at=hotline.at("2026-03-02 09:00")) == []
