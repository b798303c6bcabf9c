"""Taking a report: nothing typed is lost, nothing known is asked, the caller gets a number."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from web.faces import Faces, tree

REPORT = {
    "tab": "1",
    "text": "打印机卡纸",
    "procedure": "work-order",
    "reporter_name": "林海贸易",
    "reporter_phone": "0755-26001000",
    "place": "南山区科技园",
}


def report(faces: Faces, **more: str) -> dict[str, str]:
    """The form as a clerk sends it."""
    unit = str(faces.cast.units["LH"].pk)
    ids = {"customer": str(faces.cast.customers["lin"].pk), "site": str(faces.cast.sites["NS"].pk)}
    return {**REPORT, **ids, "unit": unit, **more}


def filed(answer: Any) -> str:
    return str(parse_qs(urlsplit(answer.headers["HX-Redirect"]).query)["filed"][0])


def test_a_report_is_answered_with_its_number(faces: Faces) -> None:
    answer = faces.send("cc_agent", "/desk/report/file", report(faces, key="k1"))
    again = faces.send("cc_agent", "/desk/report/file", report(faces, key="k1"))

    shown = tree(faces.as_("cc_agent").get(answer.headers["HX-Redirect"]))
    assert shown.xpath("//*[@id='filed']//*[contains(@class,'no')]")[0].text_content() == filed(answer)
    assert filed(again) == filed(answer)


def test_a_draft_comes_back_and_goes_with_the_report(faces: Faces) -> None:
    faces.send("cc_agent", "/desk/report/draft", report(faces))
    kept = tree(faces.as_("cc_agent").get("/desk/report?tab=1"))
    other = tree(faces.as_("cc_agent").get("/desk/report?tab=2"))
    faces.send("cc_agent", "/desk/report/file", report(faces))
    gone = tree(faces.as_("cc_agent").get("/desk/report?tab=1"))

    texts = [tree.xpath("//textarea[@id='text']")[0].text_content().strip() for tree in (kept, other, gone)]
    assert texts == ["打印机卡纸", "", ""]
    assert "林海贸易" in kept.xpath("//*[contains(@class,'caller')]")[0].text_content()


def test_a_number_of_letters_is_refused_at_its_field_and_nothing_is_filed(faces: Faces) -> None:
    answer = faces.send("cc_agent", "/desk/report/file", report(faces, reporter_phone="no number", customer=""))

    assert answer.status_code == 422
    assert "不是电话号码" in answer.content.decode()
    assert "打印机卡纸" not in faces.as_("coordinator").get("/desk/board").content.decode()


def test_what_may_be_the_same_event_is_shown_while_typing(faces: Faces) -> None:
    near = faces.as_("cc_agent").get("/desk/report/hint", {"text": "不能开机", "site": str(faces.cast.sites["NS"].pk)})
    far = faces.as_("cc_agent").get("/desk/report/hint", {"text": "空调漏水", "site": ""})

    assert faces.number in near.content.decode()
    assert faces.number not in far.content.decode()


def test_the_callers_open_tickets_stand_beside_him(faces: Faces) -> None:
    line = faces.as_("cc_agent").get(f"/desk/report/caller/{faces.cast.customers['lin'].pk}").content.decode()

    assert "林海贸易" in line
    assert faces.number in line
