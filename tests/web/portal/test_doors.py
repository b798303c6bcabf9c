"""Reporting without an account: the organisation's page, the sign of a room or machine; lost signs; a page switched off."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory import actions as directory
from baoxiu.intake import actions as intake
from baoxiu.journal import clock
from baoxiu.tickets.models import Ticket
from web.faces import Faces, tree
from web.portal.doors import WANG, newest, open_house, reported, sign_for, stranger

JPEG = b"\xff\xd8\xff\xe0"


def test_an_organisations_page_leads_to_its_door_and_to_ones_own_reports(faces: Faces) -> None:
    open_house(faces)

    page = tree(stranger().get("/o/yh"))

    assert "悦和物业" in page.text_content()
    assert page.xpath("//a[@href='/o/YH/report/YH-1']") and page.xpath("//a[@href='/o/YH/mine']")


def test_a_house_whose_procedures_take_no_reports_says_so(faces: Faces) -> None:
    page = tree(stranger().get("/o/LH"))

    assert not page.xpath("//a[contains(@href, '/report/')]")
    assert "此处暂不受理网上报修" in page.text_content()


def test_a_page_can_be_switched_off(faces: Faces) -> None:
    open_house(faces)
    directory.change_unit(faces.cast.yuehe, settings={"public_page": False}, by=SYSTEM, at=clock.now())

    assert [stranger().get(path).status_code for path in ("/o/YH", "/o/YH/mine", "/o/YH/report/YH-1", "/o/NOBODY")] == [404] * 4


def test_a_report_by_the_page_is_answered_with_the_page_to_follow_it(faces: Faces) -> None:
    open_house(faces)

    page = stranger().get(reported(faces) + "?new")

    assert newest().number in page.content.decode()
    assert "已收到，单号" in page.content.decode()
    assert newest().site_id == faces.cast.sites["YH1-3-2-1201"].pk  # the one place that was meant


def test_a_report_sent_twice_is_one_report(faces: Faces) -> None:
    open_house(faces)

    reported(faces)
    reported(faces)

    assert newest().request is not None
    assert Ticket.objects.filter(title="厨房水管漏水").count() == 1


def test_the_sign_of_a_room_knows_the_room(faces: Faces) -> None:
    open_house(faces)
    sign = sign_for(faces, faces.cast.sites["YH1-3-2-1201"])

    form = tree(stranger().get(f"/s/{sign.mark.lower()}"))
    answer = stranger().post(f"/s/{sign.mark}", WANG, headers={"HX-Request": "true"})

    assert "3 栋 2 单元 1201" in form.text_content()
    assert not form.xpath("//input[@name='place']")
    assert answer.status_code == 204
    assert newest().site_id == faces.cast.sites["YH1-3-2-1201"].pk


def test_the_sign_of_a_machine_knows_the_machine_and_where_it_stands(faces: Faces) -> None:
    open_house(faces)
    site = faces.cast.sites["YH1-3"]
    lift = directory.add_asset(faces.cast.yuehe, code="LIFT-2", title="2 号电梯", site=site)
    sign = sign_for(faces, lift)

    stranger().post(f"/s/{sign.mark}", WANG)

    assert "2 号电梯 · 3 栋" in tree(stranger().get(f"/s/{sign.mark}")).text_content()
    assert (newest().asset_id, newest().site_id) == (lift.pk, site.pk)


def test_a_sign_that_was_lost_says_politely_where_to_go(faces: Faces) -> None:
    open_house(faces)
    old = sign_for(faces, faces.cast.sites["YH1-3-2-1201"])
    new = intake.replace_sign(old, by=faces.cast.actor("front_desk"), at=clock.now())

    gone = stranger().get(f"/s/{old.mark}")

    assert gone.status_code == 410
    assert "已停用" in gone.content.decode()
    assert tree(gone).xpath("//a[@href='/o/YH']")
    assert stranger().post(f"/s/{old.mark}", WANG).status_code == 410
    assert stranger().get(f"/s/{new.mark}").status_code == 200
    assert sign_for(faces, faces.cast.sites["YH1-3-2-1201"]).mark == new.mark


def test_a_mark_nobody_made_leads_nowhere(faces: Faces) -> None:
    assert stranger().get("/s/ABCDEFGH23").status_code == 404


def test_a_name_with_a_script_stays_a_name(faces: Faces) -> None:
    open_house(faces)
    name = "<script>alert(1)</script>𠮷㛃😀"

    page = stranger().get(reported(faces, reporter_name=name, key="k-script"))

    assert newest().request is not None
    assert "<script>alert(1)" not in page.content.decode()
    assert newest().request.reporter_name == name  # type: ignore[union-attr]


def test_a_huge_or_wrong_photo_is_refused_and_nothing_is_filed(faces: Faces, settings: object) -> None:
    open_house(faces)
    before = Ticket.objects.count()
    wrong = SimpleUploadedFile("a.jpg", b"<html>", "image/jpeg")
    settings.UPLOAD_LIMIT = 1000  # type: ignore[attr-defined]
    huge = SimpleUploadedFile("b.jpg", JPEG + b"0" * 5000, "image/jpeg")

    answers = [
        stranger().post("/o/YH/report/YH-1", {**WANG, "place": "3 栋", "key": f"k{n}", "file": file}, headers={"HX-Request": "true"})
        for n, file in enumerate((wrong, huge))
    ]

    assert [answer.status_code for answer in answers] == [415, 413]
    assert Ticket.objects.count() == before


@pytest.mark.parametrize("phone", ["13800138000x", "abc", "12"])
def test_a_number_that_is_none_is_named_beside_its_field(faces: Faces, phone: str) -> None:
    open_house(faces)

    answer = stranger().post("/o/YH/report/YH-1", {**WANG, "place": "3 栋", "reporter_phone": phone}, headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert 'data-field="' in answer.content.decode()
