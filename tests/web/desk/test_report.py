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


def joined(faces: Faces) -> Any:
    """A further caller on the order there is."""
    return faces.send(
        "cc_agent", "/desk/report/join", report(faces, into=faces.number, reporter_name="路人", reporter_phone="13900001111", customer="")
    )


def test_a_further_caller_stands_on_the_ticket_and_can_be_taken_off_again(faces: Faces) -> None:
    answer = joined(faces)
    told = tree(faces.as_("cc_agent").get(answer.headers["HX-Redirect"])).xpath("//*[@id='filed']//*[contains(@class,'no')]")[0]
    page = tree(faces.as_("coordinator").get(f"/desk/tickets/{faces.number}"))
    masked = tree(faces.as_("manager").get(f"/desk/tickets/{faces.number}")).xpath("//*[@id='joined']")[0].text_content()
    parted = faces.send("cc_agent", page.xpath("//*[@id='joined']//form/@action")[0], {"key": "p"})

    assert told.text_content() == faces.number
    assert "139 0000 1111" in page.xpath("//*[@id='joined']")[0].text_content()
    assert "139****1111" in masked
    own = faces.as_("cc_agent").get(parted.headers["HX-Redirect"])
    assert own.status_code == 200
    assert "打印机卡纸" in own.content.decode()
    assert not tree(faces.as_("coordinator").get(f"/desk/tickets/{faces.number}")).xpath("//*[@id='joined']")


def test_nobody_of_another_house_joins_a_call_to_our_ticket_or_takes_one_off(faces: Faces) -> None:
    form = report(faces, unit=str(faces.cast.units["GZ01"].pk), into=faces.number, customer="", site="")

    assert faces.send("coordinator_gz", "/desk/report/join", form).status_code == 404
    assert faces.send("front_desk", f"/desk/tickets/{faces.number}/calls/x/part").status_code == 404


def look_ahead(faces: Faces, **more: str) -> Any:
    return tree(faces.send("cc_agent", "/desk/report/ahead", report(faces, **more)))


def test_the_page_says_while_typing_what_the_report_leads_to(faces: Faces) -> None:
    page = look_ahead(faces)
    verdict, promise = page.xpath("//*[@id='verdict']")[0].text_content(), page.xpath("//*[contains(@class,'promise')]")[0].text_content()

    assert "上门" in verdict
    assert "4 小时" in verdict
    assert "深圳一站" in verdict
    assert "今天 14:00" in promise or "今天" in promise


def test_what_is_still_to_be_asked_leads_to_its_input(faces: Faces) -> None:
    page = look_ahead(faces, text="", reporter_phone="", customer="", reporter_name="", category="x")

    assert {"text", "reporter_phone"} <= set(page.xpath("//*[@data-goto]/@data-goto"))


def test_many_alike_calls_are_told_as_one_event(faces: Faces) -> None:
    for _ in range(3):
        faces.file("整栋楼停电")
    page = look_ahead(faces, text="整栋楼停电")

    assert "可能是大面积故障" in page.text_content()
    assert len(page.xpath("//*[@data-joins-first]")) == 1


def test_the_calls_on_hand_stand_as_tabs_and_an_empty_one_can_be_closed(faces: Faces) -> None:
    faces.send("cc_agent", "/desk/report/draft", report(faces))
    second = faces.send("cc_agent", "/desk/report/another").headers["HX-Redirect"]
    page = tree(faces.as_("cc_agent").get(second))
    tabs = [(one.get("data-call"), one.get("aria-current")) for one in page.xpath("//*[@data-call]")]
    closed = faces.as_("cc_agent").post("/desk/report/draft/drop", {"tab": "2"})

    assert tabs == [("1", None), ("2", "page")]
    assert "林海贸易" in page.xpath("//*[@data-call='1']")[0].text_content()
    assert closed.headers["Location"].endswith("tab=1")
    assert tree(faces.as_("front_desk").get("/desk/report")).xpath("//*[@data-call]/@data-call") == ["1"]


def test_the_line_of_a_caller_tells_warranty_and_arrears(faces: Faces) -> None:
    cast = faces.cast
    cast.customers["ou"].arrears = 120
    cast.customers["ou"].save()
    cast.assets["laptop"].warranty_until_on = "2027-03-31"
    cast.assets["laptop"].save()
    line = tree(faces.as_("cc_agent").get(f"/desk/report/caller/{cast.customers['ou'].pk}"))

    assert "笔记本电脑：保修至 2027-03-31" in line.text_content()
    assert "120" in line.text_content()
    assert line.xpath("//*[@name='asset']/@value") == [str(cast.assets["laptop"].pk), ""]


def test_who_is_not_known_is_taken_over_as_he_was_typed(faces: Faces) -> None:
    def into(text: str) -> str:
        found = tree(faces.as_("cc_agent").get("/desk/report/customers", {"find": text}))
        return str(found.xpath("//@data-newcomer")[0])

    assert [into("13911112222"), into("张三丰"), into("9 栋 301")] == ["reporter_phone", "reporter_name", "place"]


def test_the_questions_stand_in_the_packs_order_and_words(faces: Faces) -> None:
    page = tree(faces.as_("cc_agent").get("/desk/report"))
    asked = [one.text_content().split("*")[0].strip() for one in page.xpath("//*[@id='asked']//legend | //*[@id='asked']//label[@for]")]

    assert asked[0] == "机器是上门还是送修？"
    assert "什么现象？" in page.xpath("//*[@data-prompt='text']")[0].text_content()  # asked aloud beside the line it fills


def test_a_report_can_lead_straight_to_the_form_of_its_next_step(faces: Faces) -> None:
    answer = faces.send("cc_agent", "/desk/report/file", report(faces, then="withdraw"))

    assert answer.headers["HX-Redirect"].endswith("?do=withdraw")


def test_a_call_that_only_asks_is_turned_into_a_consultation(faces: Faces) -> None:
    page = tree(faces.as_("coordinator").get("/desk/report"))

    assert "station-call" in page.xpath("//@data-turns")


def test_a_category_is_suggested_by_the_packs_words_and_by_what_was_filed_before(faces: Faces) -> None:
    from baoxiu.web.desk.suggesting import suggested
    from baoxiu.web.shared.drawing import Option

    options = [
        Option("water", {"zh": "水", "en": "Water"}),
        Option("power", {"zh": "电", "en": "Power"}),
        Option("locks", {"zh": "门窗锁"}),
    ]
    agent = faces.cast.actor("cc_agent")
    found = {
        text: one.key if (one := suggested(text, options, agent)) else None for text in ("厨房漏水", "插座没电", "水电都停了", "灯坏了", "")
    }

    assert found == {"厨房漏水": "water", "插座没电": "power", "水电都停了": None, "灯坏了": None, "": None}


def test_who_is_near_is_told_once_the_place_is_known(faces: Faces) -> None:
    near = look_ahead(faces).xpath("//*[@class='near']//li")
    nowhere = look_ahead(faces, site="", customer="").xpath("//*[@class='near']")

    assert near
    assert all("空闲" in one.text_content() and "位置未知" in one.text_content() for one in near)
    assert nowhere == []
