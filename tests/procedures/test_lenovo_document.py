"""Lenovo: the procedure as a controlled document, its parts, versions and scope."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from baoxiu.catalogue import actions, queries
from baoxiu.catalogue.models import PackVersion
from baoxiu.catalogue.queries import shipped_folder
from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.errors import Refusal
from baoxiu.core.procedure.loading import LoadedPack, load_pack
from baoxiu.directory import actions as directory
from baoxiu.directory.models import Unit
from baoxiu.tickets.actions import open_ticket
from procedures.stage import Stage

REGIONS = ("LGL-SZO", "LGL-SWR", "LGL-CCR", "LGL-NCR", "LGL-NWR", "LGL-NER")


@pytest.fixture(scope="module")
def shipped() -> LoadedPack:
    return load_pack(shipped_folder() / "lenovo-unified-repair")


def next_version(pack: LoadedPack, *, calls: int = 5) -> LoadedPack:
    """Version 3.1: the call-back asks for more calls, and one guide is new."""
    document: dict[str, Any] = pack.to_document()
    document["pack"] = {**document["pack"], "version": "3.1"}
    changed = next(part for part in document["procedures"] if part["procedure"] == "call-back")
    changed["version"] = "3.1"
    changed["commands"]["give_up"]["when"][0]["that"] = f"size(calls) >= {calls}"
    document["guides"] = {**document["guides"], "second-call": {"zh": "第二次回访", "en": "The second call"}}
    return LoadedPack.from_document(document)


def put_in_force(stage: Stage, pack: LoadedPack, *, at: str) -> PackVersion:
    moment = stage.at(at)
    version = actions.install_pack(pack, stage.root, by=stage.actor("cc_agent"), at=moment)
    actions.review(version, by=stage.actor("region"), at=moment)
    actions.approve(version, by=stage.actor("headquarters"), at=moment)
    return actions.publish(version, by=stage.actor("headquarters"), at=moment)


@pytest.mark.clause("LCD-01")
def test_the_document_carries_number_dates_type_addressees_pages_and_marks(shipped: LoadedPack) -> None:
    document = shipped.pack.document

    assert document is not None
    assert (document.number, document.pages, document.marks) == ("LGL-CSSD-03-QDZC-B1023", 36, ("circulate",))
    assert document.type == {"zh": "通知", "en": "Notice"}
    assert document.to == REGIONS
    assert len(document.copy_to) == 2
    assert document.attachments
    assert (document.drafted_on, document.reviewed_on, document.approved_on) == (date(2003, 5, 30), date(2003, 6, 2), date(2003, 6, 4))


@pytest.mark.clause("LCD-02")
def test_it_is_in_force_only_once_three_people_signed_in_order(lenovo: Stage, shipped: LoadedPack) -> None:
    at = lenovo.at("2026-03-01 09:00")
    version = actions.install_pack(next_version(shipped), lenovo.root, by=lenovo.actor("cc_agent"), at=at)
    with pytest.raises(Refusal):
        actions.approve(version, by=lenovo.actor("headquarters"), at=at)
    with pytest.raises(Refusal):
        actions.review(version, by=lenovo.actor("cc_agent"), at=at)
    actions.review(version, by=lenovo.actor("region"), at=at)
    with pytest.raises(Refusal):
        actions.publish(version, by=lenovo.actor("headquarters"), at=at)
    assert lenovo.version_of("work-order") == "3.0"

    actions.approve(version, by=lenovo.actor("headquarters"), at=at)
    actions.publish(version, by=lenovo.actor("headquarters"), at=at)

    assert lenovo.version_of("call-back") == "3.1"
    version.refresh_from_db()
    assert [one.name for one in (version.drafted_by, version.reviewed_by, version.approved_by) if one] == [
        lenovo.name_of(who) for who in ("cc_agent", "region", "headquarters")
    ]


@pytest.mark.clause("LCD-03")
def test_a_new_version_goes_to_the_regions_and_is_copied_to_the_managers(lenovo: Stage, shipped: LoadedPack) -> None:
    for code in REGIONS:
        lenovo.found(code, "region", "headquarters", code)
    lenovo.change("headquarters", settings={"groups": {"customer-service-support-managers": {"roles": ["parts_desk"]},
                                                       "customer-information-support-managers": {"roles": ["cc_agent"]}}})  # fmt: skip

    version = put_in_force(lenovo, next_version(shipped), at="2026-03-01 09:00")

    receipts = list(queries.receipts_of(version))
    assert {one.unit.code for one in receipts if one.unit and not one.copy} == set(REGIONS)
    assert {one.person.name for one in receipts if one.person and one.copy} == {lenovo.name_of("parts_desk"), lenovo.name_of("cc_agent")}
    assert "not_delivered" not in version.notes


@pytest.mark.clause("LCD-04")
def test_the_old_version_ends_stays_readable_and_the_changes_are_listed(lenovo: Stage, shipped: LoadedPack) -> None:
    running = lenovo.report(at="2026-02-27 09:00")

    version = put_in_force(lenovo, next_version(shipped), at="2026-03-01 09:00")

    pack = queries.pack_on(lenovo.root.pk, "lenovo-unified-repair")
    old = queries.version_on(pack, "3.0")
    assert old.state == "retired"
    assert queries.loaded(old).procedures["call-back"].definition.title["zh"] == "回访"
    noted = {(part["what"], part["kind"], part["key"]) for part in version.notes["parts"]}
    assert noted == {("changed", "procedure", "call-back"), ("added", "guide", "second-call")}
    assert running.row.procedure.pack_version == old
    assert lenovo.report(at="2026-03-02 09:00").row.procedure.pack_version == version


@pytest.mark.clause("LCD-04")
def test_the_shipped_version_says_what_it_replaces_changes_and_adds(shipped: LoadedPack) -> None:
    pack = shipped.pack

    assert (pack.version, pack.replaces) == ("3.0", "2.0")
    assert set(pack.changed) == {"station-generated", "withdrawal", "coverage-change", "station-operations", "coverage-request"}
    assert pack.added == ("time-points",)


@pytest.mark.clause("LCD-04")
def test_what_is_stored_keeps_the_order_in_which_it_was_written(lenovo: Stage, shipped: LoadedPack) -> None:
    stored = queries.version_on(queries.pack_on(lenovo.root.pk, "lenovo-unified-repair"), "3.0").document

    for written, kept in zip(shipped.to_document()["procedures"], stored["procedures"], strict=True):
        for part in ("fields", "states", "commands"):
            assert list(kept[part]) == list(written[part])
    asks = next(one for one in stored["procedures"] if one["procedure"] == "work-order")["commands"]["promise_visit"]["asks"]
    assert list(asks) == ["promised_at", "promise_type", "explained_to_user", "reason"]


@pytest.mark.clause("LCD-05")
def test_it_is_made_of_nine_parts_each_with_a_version_of_its_own(lenovo: Stage, shipped: LoadedPack) -> None:
    parts = shipped.pack.parts
    assert len(parts) == 9
    assert {part.version for part in parts.values()} == {"3.0"}
    assert {key for key, part in parts.items() if part.form} == {"no-800-areas", "coverage-request"}

    put_in_force(lenovo, next_version(shipped), at="2026-03-01 09:00")

    assert (lenovo.version_of("call-back"), lenovo.version_of("work-order")) == ("3.1", "3.0")


@pytest.mark.clause("LCD-05")
def test_a_part_that_changed_needs_a_new_version(lenovo: Stage, shipped: LoadedPack) -> None:
    changed = next_version(shipped)
    unmarked = tuple(one.model_copy(update={"version": "3.0"}) for one in changed.definitions)

    with pytest.raises(Refusal) as refused:
        put_in_force(lenovo, replace(changed, definitions=unmarked), at="2026-03-01 09:00")

    assert refused.value.clause == "LCD-05"


@pytest.mark.clause("LCD-06")
def test_only_the_stations_that_adopted_it_work_by_it(lenovo: Stage, shipped: LoadedPack) -> None:
    root, station, other = _organisation()
    people = [directory.create_person(root, login=f"lx{n}", name=f"人{n}", by=SYSTEM, at=lenovo.began_at) for n in range(3)]
    directory.give_post(people[0], root, "cc_agent", by=SYSTEM, at=lenovo.began_at)
    reviewer, approver, agent = (lenovo.actor_of(people[n]) for n in (1, 2, 0))
    actions.adopt_shipped(root, "lenovo-unified-repair", reviewer=reviewer, approver=approver, at=lenovo.began_at, units=(station,))
    form = {"customer": "王女士", "phone": "13800138000", "fault": "不开机"}

    assert open_ticket("work-order", station, form, by=agent, at=lenovo.at("2026-03-02 09:00")).state == "dispatched"
    with pytest.raises(queries.NotInForce):
        open_ticket("work-order", other, form, by=agent, at=lenovo.at("2026-03-02 09:00"))
    assert shipped.pack.scope["departments"] == ("customer-service-support", "customer-information-support")


def _organisation() -> tuple[Unit, Unit, Unit]:
    at = Stage.long_ago()
    root = directory.create_unit(None, level="headquarters", code="LX", title="另一本部", by=SYSTEM, at=at)
    stations = [directory.create_unit(root, level="station", code=code, title=code, by=SYSTEM, at=at) for code in ("A", "B")]
    return root, stations[0], stations[1]
