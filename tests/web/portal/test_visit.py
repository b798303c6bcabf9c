"""The customer's word on his visit: the time confirmed or moved, into his calendar; yes or no; hurry, not solved, a complaint, a rating."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from baoxiu.journal import clock
from baoxiu.web.shared import links
from web.faces import tree
from web.portal.doors import stranger

if TYPE_CHECKING:
    from procedures.longfor import Estate, Slip

DAY = "2026-03-02"


@pytest.fixture
def estate(db: None, settings: Any, tmp_path: Any) -> Estate:
    """The property company at work; the clock is the test's."""
    from procedures.longfor import Estate

    settings.CLOCK_FILE, settings.FILES = str(tmp_path / "clock.json"), tmp_path / "files"
    return Estate("longfor-property")


@pytest.fixture
def customer() -> Client:
    """Ms Wang with her phone."""
    return stranger()


def page_of(slip: Slip, at: str) -> str:
    """Her page, opened at a time of that day."""
    now = slip.house.at(f"{DAY} {at}")
    clock.move(now)
    return f"/p/{links.ticket_token(slip.id, now)}"


def do(customer: Client, page: str, command: str, **form: str) -> Any:
    """What a press does."""
    return customer.post(f"{page}/do/{command}", {"key": f"k-{command}", **form}, headers={"HX-Request": "true"})


def text(answer: Any) -> str:
    """What stands on the page."""
    return " ".join(str(tree(answer).text_content()).split())


def test_who_comes_and_when_stands_on_top(estate: Estate, customer: Client) -> None:
    page = tree(customer.get(page_of(estate.slip().accepted().planned(), "09:20")))

    assert page.xpath("//ol[@class='stages']/li/b/text()") == ["已受理", "已派", "途中", "处理", "完成"]
    assert "here" in page.xpath("//ol[@class='stages']/li")[1].get("class")
    assert "今天 10:00" in page.xpath("string(//p[@class='comes'])")
    assert "工程维修员" in page.text_content()


@pytest.mark.parametrize(
    ("way", "here"), [("planned", "已派"), ("departed", "途中"), ("to_survey", "处理"), ("to_return", "处理"), ("archived", "完成")]
)
def test_the_five_steps_follow_the_ticket(estate: Estate, customer: Client, way: str, here: str) -> None:
    slip = estate.slip()
    if way in {"planned", "departed"}:
        slip.accepted().planned()
    if way == "departed":
        slip.packed().departed()
    if way.startswith("to_"):
        getattr(slip, way)()
    if way == "archived":
        slip.to_return().handed_in().archived()

    page = tree(customer.get(page_of(slip, "18:00")))

    assert page.xpath("string(//li[@aria-current='step']/b)") == here


def test_nobody_found_at_home_is_no_visit_under_way(estate: Estate, customer: Client) -> None:
    slip = estate.slip().to_door()
    note = {"place": "door", "phone": "0755-86001234", "next_at": estate.iso("2026-03-03 10:00")}
    slip.run("nobody_home", {"appointment_at": note["next_at"], "note": note}, by="technician", at=f"{DAY} 10:10")

    page = tree(customer.get(page_of(slip, "10:20")))

    assert page.xpath("string(//li[@aria-current='step']/b)") == "已派"
    assert "明天 10:00" in page.xpath("string(//p[@class='comes'])")


def test_the_time_is_confirmed_with_one_press_and_a_second_one_changes_nothing(estate: Estate, customer: Client) -> None:
    slip = estate.slip().accepted().planned()
    page = page_of(slip, "09:20")

    first, again = do(customer, page, "confirm_time"), do(customer, page, "confirm_time")

    assert [first.status_code, again.status_code] == [200, 200]
    assert "已确认" in text(first)
    assert len(slip.fields["_times_said"]) == 1


def test_another_time_is_asked_for_and_the_office_sees_it(estate: Estate, customer: Client) -> None:
    slip = estate.slip().accepted().planned()
    page = page_of(slip, "09:20")

    answer = do(customer, page, "ask_new_time", new_at=f"{DAY}T16:00", why="要开会")

    assert "您希望改到 今天 16:00" in text(answer)
    office = Client(headers={"Accept-Language": "zh-CN"})
    office.force_login(estate.people["crew_leader"])
    assert "用户希望改到 今天 16:00" in text(office.get(f"/desk/tickets/{slip.number}"))


def test_on_the_way_the_page_says_by_which_rule_the_time_stays(estate: Estate, customer: Client) -> None:
    page = tree(customer.get(page_of(estate.slip().accepted().planned().packed().departed(), "09:40")))

    said = page.xpath("//p[contains(@class, 'fixed')]")[0]
    assert "时间不能再改" in said.text_content()
    assert said.xpath("string(.//span[@class='clause'])") == "LFR-32"
    assert not page.xpath("//*[@data-command='ask_new_time']")


def test_the_visit_goes_into_a_calendar(estate: Estate, customer: Client) -> None:
    page = page_of(estate.slip(fault="厨房；漏水, 很急").accepted().planned(), "09:20")

    answer = customer.get(f"{page}/visit.ics")

    lines = answer.content.decode().replace("\r\n ", "").split("\r\n")
    assert answer["Content-Type"].startswith("text/calendar")
    assert "DTSTART:20260302T020000Z" in lines
    assert "LOCATION:3 栋 2 单元 1201" in lines
    assert any(line.startswith("ORGANIZER;CN=") for line in lines)
    assert any(line.startswith("SUMMARY:") and "\\, 很急" in line for line in lines)
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75


def test_without_a_time_there_is_nothing_for_a_calendar(estate: Estate, customer: Client) -> None:
    assert customer.get(f"{page_of(estate.slip(), '09:05')}/visit.ics").status_code == 404


def test_a_price_is_agreed_or_refused_with_one_press(estate: Estate, customer: Client) -> None:
    from procedures.longfor import PAID

    slip = estate.slip().to_survey().surveyed(PAID)
    page = page_of(slip, "10:07")
    shown = tree(customer.get(page))
    assert "收费标准和价格" in shown.xpath("string(//section[contains(@class, 'asks')])")

    assert do(customer, page, "agree", consent="price").status_code == 200

    (said,) = [one for one in slip.fields["_consents"] if one["consent"] == "price"]
    assert (said["agreed"], said["door"]) == (True, "portal")
    assert "收费标准和价格" not in tree(customer.get(page)).xpath("string(//section[contains(@class, 'asks')])")


def test_a_customer_signs_and_rates(estate: Estate, customer: Client) -> None:
    from web.portal.test_portal import PNG

    slip = estate.slip().to_sign()
    page = page_of(slip, "10:50")

    answer = do(customer, page, "accept_work", satisfied="5", opinion="满意", signature=PNG)

    assert answer.status_code == 200
    assert slip.state == "handing_in"


def test_after_the_end_one_may_say_that_it_was_not_right_and_complain(estate: Estate, customer: Client) -> None:
    slip = estate.slip().to_return().handed_in().archived()
    page = page_of(slip, "18:00")

    not_right, complained = do(customer, page, "not_solved", remark="又漏了"), do(customer, page, "complain", words="等了一天")

    assert [not_right.status_code, complained.status_code] == [200, 200]
    assert [one.fields["fault"] for one in slip.opened("in-home")] == ["又漏了"]
    assert "投诉已收到" in text(complained)


def test_urging_twice_says_when_it_is_heard_again(estate: Estate, customer: Client) -> None:
    page = page_of(estate.slip(), "09:05")
    do(customer, page, "urge")

    again = customer.post(f"{page}/do/urge", {"key": "another"}, headers={"HX-Request": "true"})

    assert "已经催办" in text(again)
    assert not tree(customer.get(page)).xpath("//*[@data-command='urge']")


def test_a_link_shows_one_ticket_and_no_other(estate: Estate, customer: Client) -> None:
    mine, other = estate.slip(), estate.slip(customer="赵先生", phone="13900139000", fault="灯不亮")
    page = page_of(mine, "09:05")

    assert other.number not in customer.get(page).content.decode()
    forged = ":".join([page_of(other, "09:05").split(":")[0], *page.split(":")[1:]])  # his ticket under her signature
    assert customer.get(forged).status_code == 404


def test_the_workers_telephone_stays_with_us(estate: Estate, customer: Client) -> None:
    from baoxiu.directory.models import Person

    Person.objects.filter(pk=estate.people["technician"].pk).update(phone="+8613711112222")

    said = customer.get(page_of(estate.slip().accepted().planned(), "09:20")).content.decode()

    assert "1371111" not in said.replace(" ", "")


def test_what_a_customer_says_in_a_script_stays_words(estate: Estate, customer: Client) -> None:
    slip = estate.slip()
    page = page_of(slip, "09:05")

    do(customer, page, "complain", words="<script>alert(1)</script>")

    office = Client()
    office.force_login(estate.people["crew_leader"])
    assert "<script>alert(1)" not in office.get(f"/desk/tickets/{slip.number}").content.decode()


def test_without_scripts_every_form_is_a_page(estate: Estate, customer: Client) -> None:
    slip = estate.slip().accepted().planned()
    page = page_of(slip, "09:20")

    form = tree(customer.get(f"{page}/do/ask_new_time"))
    answer = customer.post(f"{page}/do/ask_new_time", {"new_at": f"{DAY}T16:00", "key": "k1"})

    assert form.xpath("//form[contains(@action, 'ask_new_time')]//input[@name='new_at']")
    assert (answer.status_code, answer["Location"]) == (302, page)


def test_a_page_asked_after_ninety_days_has_expired(estate: Estate, customer: Client) -> None:
    page = page_of(estate.slip(), "09:05")
    clock.move(estate.at(f"{DAY} 09:05") + timedelta(days=91))

    assert customer.get(f"{page}/visit.ics").status_code == 410
