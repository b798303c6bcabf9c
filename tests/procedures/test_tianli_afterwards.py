"""Tianli: public work, the supervisor's call, rework under the same slip, and words with the office."""

from __future__ import annotations

import pytest
from django.test import Client

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.core.errors import Refused
from baoxiu.directory import actions as directory
from procedures.stage import Order, Stage
from procedures.tianli import (
    DRAWN,
    PREPARED,
    TIDY,
    WORK,
    accepted,
    accepted_by_owner,
    arrived,
    at_door,
    finished,
    gone_in,
    handed_in,
    received,
    signed,
    started,
)  # fmt: skip

PASSWORD = "korrekt-pferd-9"


@pytest.fixture
def written(tianli: Stage) -> Order:
    return tianli.report(at="2026-03-02 09:00", by="front_desk")


@pytest.fixture
def public(tianli: Stage) -> Order:
    return tianli.report(
        at="2026-03-02 09:00",
        by="front_desk",
        premises="public",
        customer=None,
        phone=None,
        address="2 号楼大堂",
        category="power",
        fault="大堂灯不亮",
    )


def public_work(order: Order) -> Order:
    accepted(received(order), at="2026-03-02 09:50")
    order.run("tick", PREPARED, by="technician", at="2026-03-02 09:51")
    order.run("depart", by="technician", at="2026-03-02 09:52")
    order.run("arrive", by="technician", at="2026-03-02 10:00")
    for ticked in (WORK, TIDY):
        order.run("tick", ticked, by="technician", at="2026-03-02 10:20")
    order.run("finish", {"work_done": "更换灯管"}, by="technician", at="2026-03-02 10:21")
    return order


@pytest.mark.clause("TLW-06")
@pytest.mark.parametrize("signer", ["crew_leader", "supervisor"])
def test_public_work_is_signed_by_the_crew_leader_or_the_supervisor(public: Order, signer: str) -> None:
    public_work(public)
    for other in ("technician", "front_desk"):
        with pytest.raises(Refused):
            public.run("sign_public", {"public_signature": DRAWN}, by=other, at="2026-03-02 10:25")
    with pytest.raises(Refused) as owner:
        public.run("sign_off", {"owner_signature": DRAWN}, by="technician", at="2026-03-02 10:25")
    assert owner.value.clause == "TLW-06"
    with pytest.raises(Refused) as unsigned:
        public.run("sign_public", by=signer, at="2026-03-02 10:25")
    assert unsigned.value.clause == "TLW-06"

    public.run("sign_public", {"public_signature": DRAWN}, by=signer, at="2026-03-02 10:26")
    handed_in(public)

    assert (public.fields["copy_2"], public.fields["copy_3"]) == ("front_desk", "front_desk")
    assert (public.state, public.opened("call-back")) == ("closed", [])


@pytest.mark.clause("TLW-07")
def test_the_supervisor_rings_after_every_repair_in_a_home(tianli: Stage, written: Order) -> None:
    handed_in(signed(written))

    call = written.child("call-back")
    assert call.row.holder_role == "supervisor"
    with pytest.raises(Refused):
        call.run("record", {"answer": "yes"}, by="front_desk", at="2026-03-02 14:00")
    assert "厨房漏水" in call.words_shown("call-back", by="supervisor", at="2026-03-02 14:00")["zh"]
    call.run("record", {"answer": "yes", "rating": 5}, by="supervisor", at="2026-03-02 14:00")

    assert (call.state, written.state) == ("satisfied", "closed")


@pytest.mark.clause("TLW-07")
def test_only_three_calls_without_an_answer_end_it(written: Order) -> None:
    handed_in(signed(written))
    call = written.child("call-back")
    for minute in (1, 2, 3):
        with pytest.raises(Refused) as refused:
            call.run("give_up", by="supervisor", at=f"2026-03-02 14:0{minute}")
        assert refused.value.clause == "TLW-07"
        call.run("no_answer", by="supervisor", at=f"2026-03-02 14:0{minute}")

    call.run("give_up", by="supervisor", at="2026-03-02 14:05")

    assert written.state == "closed"


def complained(order: Order, *, day: str, remark: str) -> None:
    call = order.child("call-back")
    with pytest.raises(Refused) as unsaid:
        call.run("record", {"answer": "no"}, by="supervisor", at=f"{day} 14:00")
    assert (unsaid.value.clause, unsaid.value.field) == ("TLW-08", "remark")
    call.run("record", {"answer": "no", "remark": remark}, by="supervisor", at=f"{day} 14:00")


def reworked(order: Order, *, day: str, **form: object) -> None:
    """A whole further visit, with every consent and checklist asked anew."""
    house = order.house
    order.run(
        "arrange_rework",
        {"worker": house.id_of("second"), "repair_at": house.iso(f"{day} 10:00"), **form},
        by="crew_leader",
        at=f"{day} 08:40",
    )
    accepted_by_owner(
        finished(started(gone_in(arrived(order, day=day, by="second"), day=day, by="second"), day=day, by="second"), day=day, by="second"),
        day=day,
        by="second",
    )
    handed_in(order, at=f"{day} 11:00")


@pytest.mark.clause("TLW-08", "TLW-09")
def test_rework_goes_on_under_the_same_number_until_the_owner_is_satisfied(tianli: Stage, written: Order) -> None:
    number = written.number
    handed_in(signed(written))
    complained(written, day="2026-03-02", remark="又漏了")
    assert written.state == "to_rework"
    assert len(written.messages("crew_leader", clause="TLW-08", saying="又漏了")) == 1
    reworked(written, day="2026-03-03")
    complained(written, day="2026-03-03", remark="还滴水")
    reworked(written, day="2026-03-04", specialist=True, engineer=tianli.id_of("engineer"))

    written.child("call-back").run("record", {"answer": "yes"}, by="supervisor", at="2026-03-04 14:00")

    assert (written.state, written.number) == ("closed", number)
    assert [(one["complaint"], one.get("engineer")) for one in written.fields["reworks"]] == [
        ("又漏了", None),
        ("还滴水", tianli.id_of("engineer")),
    ]
    assert len(written.fields["arrivals"]) == 3
    assert [one["visit"] for one in written.fields["signatures"] if one["who"] == "owner"] == [1, 2, 3]
    assert len(tianli.every("repair")) == 1
    assert len(written.opened("call-back")) == 3


@pytest.mark.clause("TLW-08")
@pytest.mark.parametrize(("form", "field"), [({}, "worker"), ({"worker": 1, "specialist": True}, "engineer")])
def test_somebody_capable_is_picked_and_an_engineer_where_needed(
    tianli: Stage, written: Order, form: dict[str, object], field: str
) -> None:
    handed_in(signed(written))
    complained(written, day="2026-03-02", remark="又漏了")
    given = {"repair_at": tianli.iso("2026-03-03 10:00"), **form, **({"worker": tianli.id_of("second")} if "worker" in form else {})}

    with pytest.raises(Refused) as refused:
        written.run("arrange_rework", given, by="crew_leader", at="2026-03-02 15:00")

    assert (refused.value.clause, refused.value.field) == ("TLW-08", field)


@pytest.mark.clause("TLW-08", "TLW-22")
def test_a_further_visit_asks_for_entry_anew(tianli: Stage, written: Order) -> None:
    handed_in(signed(written))
    complained(written, day="2026-03-02", remark="又漏了")
    form = {"worker": tianli.id_of("second"), "repair_at": tianli.iso("2026-03-03 10:00")}
    written.run("arrange_rework", form, by="crew_leader", at="2026-03-03 08:40")
    accepted(written, at="2026-03-03 09:50", by="second")
    with pytest.raises(Refused) as unprepared:
        written.run("depart", by="second", at="2026-03-03 09:51")
    assert unprepared.value.clause == "TLW-11"
    written.run("tick", PREPARED, by="second", at="2026-03-03 09:51")
    written.run("depart", by="second", at="2026-03-03 09:52")
    written.run("arrive", by="second", at="2026-03-03 10:00")

    with pytest.raises(Refused) as refused:
        written.run("enter", by="second", at="2026-03-03 10:01")

    assert refused.value.clause == "TLW-20"
    written.run("show_slip", {"items_explained": True}, by="second", at="2026-03-03 10:01")
    with pytest.raises(Refused) as unasked:
        written.run("enter", by="second", at="2026-03-03 10:02")
    assert unasked.value.clause in {"TLW-21", "TLW-22"}


@pytest.mark.clause("TLW-41", "TLW-40")
def test_a_repairer_reaches_the_office_from_his_own_page(tianli: Stage, written: Order) -> None:
    tianli.change("centre", settings={"office_phone": "0755-86001234"})
    at_door(written)
    directory.set_password(tianli.people["technician"], PASSWORD, by=SYSTEM, at=tianli.began_at)
    client = Client()
    client.post("/login", {"username": tianli.people["technician"].login, "password": PASSWORD})
    assert "联系客服前台" in client.get(f"/field/jobs/{written.number}").content.decode()
    page = client.get(f"/field/jobs/{written.number}/do/ask_office").content.decode()
    assert "0755-86001234" in page
    assert "不要使用业主家的电话" in page

    written.run("ask_office", {"message": "业主要加装角阀，有货吗？"}, by="technician", at="2026-03-02 10:05")
    assert len(written.messages("front_desk", clause="TLW-41", saying="有货吗")) == 1
    written.run("answer_worker", {"message": "有，已放前台"}, by="front_desk", at="2026-03-02 10:06")

    assert [(one["from"], one["words"]) for one in written.fields["worker_messages"]] == [
        ("worker", "业主要加装角阀，有货吗？"),
        ("office", "有，已放前台"),
    ]
    assert (
        len(written.messages(f"person:{tianli.id_of('technician')}", saying="已放前台"))
        + len(written.messages("holder", saying="已放前台"))
        == 1
    )
