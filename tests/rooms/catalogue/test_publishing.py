"""A pack's way into force: three people in order, then it never changes; what it replaces stays readable."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from baoxiu.catalogue import actions, queries
from baoxiu.catalogue.models import Pack, PackVersion, ProcedureVersion
from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.errors import NotFound
from baoxiu.core.procedure.faults import PackFaults
from baoxiu.core.procedure.loading import load_pack
from baoxiu.directory import actions as directory
from baoxiu.journal import queries as journal
from baoxiu.journal.actions import drain_messages
from baoxiu.journal.events import subject_of
from cast import Cast
from small_pack import CALL, LAMP, write_pack

DRAFTED = datetime(2003, 5, 30, 1, 0, tzinfo=UTC)
REVIEWED = datetime(2003, 6, 2, 1, 0, tzinfo=UTC)
APPROVED = datetime(2003, 6, 4, 1, 0, tzinfo=UTC)


class Way:
    """A pack on its way, step by step, by people of the cast."""

    def __init__(self, cast: Cast, folder: Path) -> None:
        self.cast, self.folder = cast, folder

    def draft(self, **pack: Any) -> PackVersion:
        procedures = pack.pop("procedures", (LAMP, CALL))
        source = write_pack(self.folder / pack.get("version", "1.0"), pack=pack, procedures=procedures)
        return actions.install_pack(source, self.cast.yuehe, by=self.cast.actor("front_desk"), at=DRAFTED)

    def approved(self, **pack: Any) -> PackVersion:
        version = actions.review(self.draft(**pack), by=self.cast.actor("crew_leader"), at=REVIEWED)
        return actions.approve(version, by=self.cast.actor("owner_manager"), at=APPROVED)

    def published(self, **pack: Any) -> PackVersion:
        return actions.publish(self.approved(**pack), by=self.cast.actor("owner_manager"), at=APPROVED)


@pytest.fixture
def way(cast: Cast, tmp_path: Path) -> Way:
    return Way(cast, tmp_path)


@pytest.mark.clause("LCD-01")
def test_the_facts_of_the_controlled_document_are_kept_with_the_version(way: Way) -> None:
    version = way.published()

    document = queries.loaded(version).pack.document
    assert document is not None
    assert (document.number, document.pages, document.term) == ("YH-GC-01", 36, "5 年")
    assert (document.to, document.copy_to) == (("YH-1", "NOWHERE"), ("crew_leader", "managers"))
    assert (document.attachments, document.marks) == (("附件一",), ("circulate", "confidential"))
    assert document.type == {"zh": "通知", "en": "Notice"}
    people = (version.drafted_by, version.reviewed_by, version.approved_by)
    assert [person.name for person in people if person] == ["小何", "孙班长", "梁总"]


@pytest.mark.clause("LCD-02")
def test_each_hand_is_recorded_with_its_own_date_in_order(way: Way) -> None:
    version = way.published()

    assert (version.drafted_at, version.reviewed_at, version.approved_at) == (DRAFTED, REVIEWED, APPROVED)
    chain = journal.timeline(subject_of("pack", version.pack_id))
    assert [event.type for event in chain] == ["PackDrafted", "PackReviewed", "PackApproved", "PackPublished"]
    assert journal.find_tampering() == []


@pytest.mark.clause("LCD-02")
def test_a_version_takes_effect_only_after_approval(way: Way, cast: Cast) -> None:
    version = way.draft()
    actions.adopt(cast.yuehe, version.pack, by=cast.actor("owner_manager"), at=DRAFTED)

    for step, at in ((None, DRAFTED), (actions.review, REVIEWED), (actions.approve, APPROVED)):
        if step:
            version = step(version, by=cast.actor("crew_leader" if step is actions.review else "owner_manager"), at=at)
        with pytest.raises(queries.NotInForce):
            queries.procedure_for(cast.units["YH-1"], "lamp")

    actions.publish(version, by=cast.actor("owner_manager"), at=APPROVED)
    assert queries.procedure_for(cast.units["YH-1"], "lamp")[1].key == "lamp"


@pytest.mark.clause("LCD-02")
@pytest.mark.parametrize("reviewer", ["front_desk"])
def test_who_drafted_does_not_review(way: Way, cast: Cast, reviewer: str) -> None:
    with pytest.raises(actions.SamePerson) as refused:
        actions.review(way.draft(), by=cast.actor(reviewer), at=REVIEWED)

    assert refused.value.clause == "LCD-02"
    assert "拟稿人" in refused.value.say("zh")


@pytest.mark.clause("LCD-02")
@pytest.mark.parametrize("approver", ["front_desk", "crew_leader"])
def test_who_drafted_or_reviewed_does_not_approve(way: Way, cast: Cast, approver: str) -> None:
    reviewed = actions.review(way.draft(), by=cast.actor("crew_leader"), at=REVIEWED)

    with pytest.raises(actions.SamePerson):
        actions.approve(reviewed, by=cast.actor(approver), at=APPROVED)

    assert PackVersion.objects.get().state == "reviewed"


def test_the_database_itself_wants_three_people(way: Way) -> None:
    version = way.draft()

    for column in ("reviewed_by", "approved_by"):
        with pytest.raises(DatabaseError), transaction.atomic():
            PackVersion.objects.filter(pk=version.pk).update(**{column: version.drafted_by})


@pytest.mark.clause("LCD-02")
def test_steps_are_taken_in_order(way: Way, cast: Cast) -> None:
    version = way.draft()
    manager = cast.actor("owner_manager")

    with pytest.raises(actions.WrongStep):
        actions.approve(version, by=manager, at=APPROVED)
    with pytest.raises(actions.WrongStep) as refused:
        actions.publish(version, by=manager, at=APPROVED)

    assert "已批准" in refused.value.say("zh")
    assert PackVersion.objects.get().state == "draft"


@pytest.mark.clause("LCD-02")
def test_a_step_cannot_be_dated_before_the_one_it_follows(way: Way, cast: Cast) -> None:
    with pytest.raises(actions.BeforeStep):
        actions.review(way.draft(), by=cast.actor("crew_leader"), at=DRAFTED - timedelta(days=1))


@pytest.mark.parametrize("stranger", ["director", "SYSTEM"])
def test_only_a_person_of_the_organisation_reviews(way: Way, cast: Cast, stranger: str) -> None:
    with pytest.raises(actions.NotAPerson):
        actions.review(way.draft(), by=SYSTEM if stranger == "SYSTEM" else cast.actor(stranger), at=REVIEWED)


def test_a_version_sent_back_begins_anew(way: Way, cast: Cast) -> None:
    approved = way.approved()
    actions.send_back(approved, "缺少收费标准", by=cast.actor("owner_manager"), at=APPROVED)

    version = PackVersion.objects.get()
    assert (version.state, version.reviewed_by, version.approved_at) == ("draft", None, None)
    with pytest.raises(actions.WrongStep):
        actions.publish(version, by=cast.actor("owner_manager"), at=APPROVED)


def test_a_draft_may_be_installed_again_until_it_is_reviewed(way: Way, cast: Cast) -> None:
    first = way.draft()
    again = way.draft(source="第二稿")

    assert first.pk == again.pk
    assert queries.loaded(again).pack.source == "第二稿"
    assert ProcedureVersion.objects.count() == 2

    actions.review(again, by=cast.actor("crew_leader"), at=REVIEWED)
    with pytest.raises(actions.VersionTaken):
        way.draft(source="第三稿")


def test_the_same_contents_again_change_nothing(way: Way) -> None:
    published = way.published()

    assert way.draft().pk == published.pk
    assert PackVersion.objects.get().state == "published"


def test_a_pack_with_faults_is_not_kept(cast: Cast, tmp_path: Path) -> None:
    lamp = {**LAMP, "commands": {"finish": {**LAMP["commands"]["finish"], "to": "nowhere"}}}
    source = write_pack(tmp_path, procedures=(lamp,))

    with pytest.raises(PackFaults) as refused:
        actions.install_pack(source, cast.yuehe, by=cast.actor("front_desk"), at=DRAFTED)

    assert any("lamp.yaml" in line and "nowhere" in line for line in refused.value.lines("en"))
    assert not Pack.objects.exists()


CHANGES = [
    {"document": {}},
    {"digest": "0" * 64},
    {"version": "9"},
    {"approved_at": DRAFTED},
    {"state": "draft"},
    {"published_at": None},
    {"notes": {"x": 1}},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_the_database_refuses_to_change_what_was_published(way: Way, change: dict[str, Any]) -> None:
    version = way.published()

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        PackVersion.objects.filter(pk=version.pk).update(**change)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        ProcedureVersion.objects.filter(pack_version=version).update(key="x")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        ProcedureVersion.objects.filter(pack_version=version).delete()


@pytest.mark.clause("LCD-04")
def test_a_new_version_terminates_the_old_which_stays_readable(way: Way, cast: Cast) -> None:
    old = way.published()
    lamp = {**LAMP, "title": {"zh": "路灯急修", "en": "Urgent lamp repair"}}
    new = way.published(version="2.0", procedures=(lamp, CALL))

    old.refresh_from_db()
    assert (old.state, old.retired_at, new.state, new.replaces) == ("retired", APPROVED, "published", old)
    assert queries.loaded(old).procedures["lamp"].definition.title["zh"] == "路灯维修"
    assert [row.version for row in queries.versions_of(new.pack)] == ["2.0", "1.0"]
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        PackVersion.objects.filter(pk=old.pk).update(state="published")


@pytest.mark.clause("LCD-04")
def test_changed_and_added_parts_are_listed_against_the_version_replaced(way: Way) -> None:
    way.published(procedures=(LAMP,))
    lamp = {**LAMP, "states": {**LAMP["states"], "wait": {"title": {"zh": "等料", "en": "Waiting"}, "holder": "technician"}}}
    lamp["commands"] = {
        **LAMP["commands"],
        "hold": {"title": {"zh": "等料", "en": "Wait"}, "from": "open", "by": "technician", "to": "wait"},
        "go_on": {"title": {"zh": "继续", "en": "Go on"}, "from": "wait", "by": "technician", "to": "open"},
    }
    new = way.published(version="2.0", procedures=(lamp, CALL), contacts={"office": {"mail": "new@yuehe.example"}})

    listed = {(part["what"], part["kind"], part["key"]): (part["before"], part["after"]) for part in new.notes["parts"]}
    assert listed == {
        ("changed", "procedure", "lamp"): ("1.0", "2.0"),
        ("added", "procedure", "call"): (None, "7"),
        ("changed", "settings", "contacts"): (None, None),
    }


@pytest.mark.clause("LCD-05")
def test_parts_carry_versions_of_their_own(way: Way) -> None:
    way.published()

    assert dict(ProcedureVersion.objects.values_list("key", "version")) == {"lamp": "1.0", "call": "7"}


@pytest.mark.clause("LCD-05")
def test_a_part_that_changed_needs_a_version_of_its_own(way: Way, cast: Cast) -> None:
    way.published()
    call = {**CALL, "title": {"zh": "电话回访", "en": "Call-back by phone"}}
    approved = way.approved(version="2.0", procedures=(LAMP, call))

    with pytest.raises(actions.PartKeptItsVersion) as refused:
        actions.publish(approved, by=cast.actor("owner_manager"), at=APPROVED)

    assert (refused.value.clause, refused.value.facts["part"]) == ("LCD-05", "call")
    assert {row.version: row.state for row in PackVersion.objects.all()} == {"1.0": "published", "2.0": "approved"}


@pytest.mark.clause("LCD-03")
def test_a_published_version_reaches_the_named_units_and_the_copies_their_people(way: Way, cast: Cast) -> None:
    settings = {"groups": {"managers": {"logins": ["owner_manager"], "roles": ["duty_leader"]}}}
    directory.change_unit(cast.yuehe, settings=settings, by=SYSTEM, at=DRAFTED)

    version = way.published()

    handed = {(r.unit.code if r.unit else r.person.login if r.person else "", r.copy) for r in queries.receipts_of(version)}
    assert handed == {("YH-1", False), ("crew_leader", True), ("owner_manager", True), ("duty_leader", True)}
    assert version.notes["not_delivered"] == ["NOWHERE"]


@pytest.mark.clause("LCD-03")
def test_the_addressees_are_told_and_sign_for_it(way: Way, cast: Cast) -> None:
    version = way.published()
    drain_messages(APPROVED)
    leader = cast.people["crew_leader"]
    (notice,) = journal.notices_of(leader.pk)
    assert notice.task
    assert "1.0" in notice.words["zh"]
    assert [row.pk for row in queries.unread_versions(leader)] == [version.pk]

    assert actions.mark_read(version, by=cast.actor("crew_leader"), at=APPROVED + timedelta(hours=1)) == 1

    receipt = queries.receipts_of(version).get(person=leader)
    assert (receipt.read_by, receipt.read_at) == (leader, APPROVED + timedelta(hours=1))
    assert list(queries.unread_versions(leader)) == []
    assert actions.mark_read(version, by=cast.actor("crew_leader"), at=APPROVED + timedelta(days=1)) == 0


@pytest.mark.clause("LCD-03")
def test_who_was_not_addressed_has_nothing_to_sign(way: Way, cast: Cast) -> None:
    version = way.published()

    with pytest.raises(NotFound):
        actions.mark_read(version, by=cast.actor("technician"), at=APPROVED)


@pytest.mark.clause("LCD-06")
def test_a_pack_is_in_force_where_it_is_adopted_and_below(way: Way, cast: Cast) -> None:
    version = way.published()
    manager = cast.actor("owner_manager")
    adoption = actions.adopt(cast.units["YH-1-C"], version.pack, by=manager, at=APPROVED)

    assert queries.procedure_for(cast.units["YH-1-C"], "lamp")[1].key == "lamp"
    for elsewhere in ("YH", "YH-1", "YH-1-D", "SZ01"):
        with pytest.raises(queries.NotInForce):
            queries.procedure_for(cast.units[elsewhere], "lamp")

    actions.end_adoption(adoption, by=manager, at=APPROVED + timedelta(days=1))

    with pytest.raises(queries.NotInForce):
        queries.procedure_for(cast.units["YH-1-C"], "lamp")


def test_a_pack_of_another_organisation_cannot_be_adopted(way: Way, cast: Cast) -> None:
    with pytest.raises(directory.OtherOrganisation):
        actions.adopt(cast.units["SZ01"], way.published().pack, by=SYSTEM, at=APPROVED)


def test_two_organisations_may_have_packs_of_one_name(way: Way, cast: Cast, tmp_path: Path) -> None:
    way.published()
    other = load_pack(write_pack(tmp_path / "other", pack={"source": "蓝海"}))
    actions.install_pack(other, cast.lanhai, by=cast.actor("director"), at=DRAFTED)

    assert queries.pack_on(cast.lanhai.pk, "lamps") != queries.pack_on(cast.yuehe.pk, "lamps")
    assert queries.published_version(queries.pack_on(cast.lanhai.pk, "lamps")) is None
