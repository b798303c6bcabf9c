"""The cards of customers, places and things: read by who deals with them, changed by who looks after them, nothing of another unit's."""

from __future__ import annotations

from typing import Any

import pytest

from baoxiu.directory import actions as directory
from baoxiu.directory.models import Asset, Customer, Site
from baoxiu.journal.models import Event
from web.faces import Faces, tree


def form_of(faces: Faces, login: str, path: str) -> dict[str, str]:
    """What stands in the form of a card."""
    page = tree(faces.as_(login).get(path))
    (form,) = page.xpath("//form[contains(@class, 'settings-form')]")
    return {name: str(value) for name, value in form.form_values() if name != "csrfmiddlewaretoken"}


def post(faces: Faces, login: str, path: str, **changed: str) -> Any:
    """The form of a card as it stands, some of it typed over."""
    return faces.as_(login).post(path, {**form_of(faces, login, path), **changed})


def words(answer: Any) -> str:
    return " ".join(tree(answer).text_content().split())


@pytest.fixture
def lin(faces: Faces) -> str:
    return f"/desk/customers/{faces.cast.customers['lin'].pk}"


def other_site(faces: Faces, unit: str = "GZ01") -> Site:
    """A place another station serves."""
    return directory.add_site(faces.cast.lanhai, level="place", code=f"P-{unit}", title=f"{unit} 广场", unit=faces.cast.units[unit])


# -- reading


def test_a_customers_card_shows_what_is_recorded_and_his_tickets_and_leads_on(faces: Faces, lin: str) -> None:
    page = tree(faces.as_("coordinator").get(lin))
    links = set(page.xpath("//main//a/@href")) or set(page.xpath("//a/@href"))

    assert page.xpath("//h1/text()") == ["林海贸易"]
    assert "0755 2600 1000" in page.text_content()
    assert "it@linhai.example" in page.text_content()
    assert {f"/desk/tickets/{faces.number}", f"/desk/sites/{faces.cast.sites['NS'].pk}", "tel:+8675526001000"} <= links


def test_a_place_shows_who_lives_and_what_stands_there_and_its_sign(faces: Faces) -> None:
    site = faces.cast.sites["NS"]
    thing = directory.add_asset(faces.cast.lanhai, code="M-1", title="打印机", site=site)

    page = tree(faces.as_("coordinator").get(f"/desk/sites/{site.pk}"))
    links = set(page.xpath("//a/@href"))

    assert {f"/desk/assets/{thing.pk}", f"/desk/customers/{faces.cast.customers['lin'].pk}", f"/desk/sites/{site.pk}/sign"} <= links
    assert f"/desk/tickets/{faces.number}" in links
    assert "/desk/signs?unit=SZ01&q=NS" in links


def test_a_thing_shows_its_warranty_and_leads_to_its_place_and_owner(faces: Faces) -> None:
    thing = faces.cast.assets["boiler"] if "boiler" in faces.cast.assets else Asset.objects.filter(organisation=faces.cast.yuehe).first()
    assert thing is not None

    page = words(faces.as_("owner_manager").get(f"/desk/assets/{thing.pk}"))

    assert thing.code in page
    assert "壁挂炉" in page


@pytest.mark.parametrize("login", ["coordinator_gz", "coordinator_bj", "owner_manager", "front_desk", "engineer"])
def test_another_units_card_is_not_there(faces: Faces, lin: str, login: str) -> None:
    site = faces.cast.sites["NS"].pk

    for path in (lin, f"/desk/sites/{site}"):
        assert faces.as_(login).get(path).status_code == 404
        assert faces.as_(login).post(path, {"name": "x"}).status_code in {403, 404}


def test_the_front_desk_reads_and_does_not_change(faces: Faces) -> None:
    path = f"/desk/customers/{faces.cast.customers['wang'].pk}"
    answer = faces.as_("front_desk").get(path)

    assert answer.status_code == 200
    assert tree(answer).xpath("//form[contains(@class, 'settings-form')]") == []
    assert faces.as_("front_desk").post(path, {"name": "x"}).status_code == 404
    assert faces.as_("front_desk").get("/desk/customers/new").status_code == 403
    assert "138****8000" in words(answer)  # no procedure is in force here that she could open: she rings nobody


def test_who_takes_reports_reads_the_number_and_who_only_keeps_parts_does_not(faces: Faces, lin: str) -> None:
    assert "0755 2600 1000" in words(faces.as_("cc_agent").get(lin))
    shown = words(faces.as_("parts_desk").get(lin))
    assert "2600 1000" not in shown
    assert "****" in shown


# -- changing


def test_a_change_is_written_found_again_and_recorded_before_and_after(faces: Faces, lin: str) -> None:
    answer = post(
        faces, "coordinator", lin, name="林海贸易𠮷㛃", contacts="137 0013 7999\n0755-26001000", arrears="１２.5", warning="先付后修"
    )

    assert answer.status_code == 302
    row = Customer.objects.get(pk=faces.cast.customers["lin"].pk)
    assert (row.name, str(row.arrears), row.warning) == ("林海贸易𠮷㛃", "12.50", "先付后修")
    kept = [(one.number, one.kind, one.first) for one in row.contacts.order_by("pk")]
    assert kept == [("+8613700137999", "mobile", True), ("+8675526001000", "landline", False)]
    event = Event.objects.filter(type="TableTaken").latest("seq")
    assert event.actor_name == "陈协调"
    (said,) = event.data["changed"]
    assert ["name", "林海贸易", "林海贸易𠮷㛃"] in said["cells"]
    shown = words(faces.as_("coordinator").get(lin))
    assert "林海贸易 → 林海贸易𠮷㛃" in shown
    assert "陈协调" in shown
    assert "林海贸易𠮷㛃" in faces.as_("coordinator").get("/desk/settings/customers?q=7999").content.decode()


def test_sent_as_it_stands_nothing_is_written(faces: Faces, lin: str) -> None:
    before = Event.objects.count()

    answer = faces.as_("coordinator").post(lin, form_of(faces, "coordinator", lin), follow=True)

    assert "没有做任何更改" in words(answer)
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": " "}, "没有填写"),
        ({"contacts": "一三八零零"}, "不是电话号码或邮箱"),
        ({"arrears": "很多"}, "不是数字"),
        ({"warning": "长" * 241}, "超过 240"),
        ({"name": "坏\x07字"}, "控制字符"),
        ({"site": "999999"}, "没有编码为"),
        ({"site": "", "find": "科技园"}, "没有从列表中选定"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(faces: Faces, lin: str, changed: dict[str, str], told: str) -> None:
    answer = post(faces, "director", lin, **{"language": "en", **changed})

    assert answer.status_code == 422
    assert told in words(answer)
    (language,) = tree(answer).xpath("//select[@name='language']/option[@selected]/@value")
    assert language == "en"
    assert Customer.objects.get(pk=faces.cast.customers["lin"].pk).language == "zh-hans"


def test_a_place_of_another_unit_is_not_taken(faces: Faces, lin: str) -> None:
    answer = post(faces, "coordinator", lin, site=str(other_site(faces).pk))

    assert answer.status_code == 422
    assert "不属于您负责的单位" in words(answer)


def test_a_number_that_is_known_leads_to_its_customer_and_may_be_shared_knowingly(faces: Faces, lin: str) -> None:
    ou = faces.cast.customers["ou"]
    known = "137-0013-7000"

    answer = post(faces, "director", lin, contacts=known)

    assert answer.status_code == 422
    assert "号码已有" in words(answer)
    assert f"/desk/customers/{ou.pk}" in tree(answer).xpath("//a/@href")
    assert not Customer.objects.get(name="林海贸易").contacts.filter(number="+8613700137000").exists()
    assert post(faces, "director", lin, contacts=known, another="1").status_code == 302
    assert post(faces, "director", lin, name="林海").status_code == 302  # said once, it is not asked again


def test_the_known_customer_of_another_unit_is_named_without_a_way_in(faces: Faces, lin: str) -> None:
    there = directory.add_customer(faces.cast.lanhai, "钱先生", contacts=["13600136000"], site=other_site(faces))

    answer = post(faces, "coordinator", lin, contacts="13600136000")

    assert answer.status_code == 422
    assert "钱先生" in words(answer)
    assert f"/desk/customers/{there.pk}" not in tree(answer).xpath("//a/@href")


def test_whoever_was_slower_sees_what_changed_and_keeps_what_he_typed(faces: Faces, lin: str) -> None:
    sent = {**form_of(faces, "coordinator", lin), "warning": "狗在院内"}
    post(faces, "director", lin, name="林海商贸")

    answer = faces.as_("coordinator").post(lin, sent)

    assert answer.status_code == 422
    assert "已被他人修改" in words(answer)
    again = {name: str(value) for name, value in tree(answer).xpath("//form[contains(@class, 'settings-form')]")[0].form_values()}
    assert again["warning"] == "狗在院内"
    assert faces.as_("coordinator").post(lin, {**again, "name": "林海商贸"}).status_code == 302
    assert Customer.objects.filter(name="林海商贸", warning="狗在院内").exists()


# -- adding


def test_a_customer_a_place_and_a_thing_are_added_each_from_the_other(faces: Faces) -> None:
    coordinator = faces.as_("coordinator")
    coordinator.post(
        "/desk/sites/new", {"code": "NS-8", "title": "8 号楼", "level": "building", "above": str(faces.cast.sites["NS"].pk), "unit": "SZ01"}
    )
    site = Site.objects.get(code="NS-8")
    assert site.parent_id == faces.cast.sites["NS"].pk

    brought = form_of(faces, "coordinator", f"/desk/customers/new?site={site.pk}")
    assert brought["site"] == str(site.pk)
    assert form_of(faces, "coordinator", "/desk/customers/new")["site"] == ""
    made = coordinator.post("/desk/customers/new", {**brought, "name": "何女士", "contacts": "135 0013 5000"})
    customer = Customer.objects.get(name="何女士")
    assert made["Location"] == f"/desk/customers/{customer.pk}"

    brought = form_of(faces, "coordinator", f"/desk/assets/new?owner={customer.pk}&site={site.pk}")
    made = coordinator.post("/desk/assets/new", {**brought, "code": "PC-8", "title": "电脑", "warranty_until_on": "2030-01-01"})
    thing = Asset.objects.get(code="PC-8")
    assert (thing.owner_id, thing.site_id, str(thing.warranty_until_on)) == (customer.pk, site.pk, "2030-01-01")
    assert "新增" in words(coordinator.get(made["Location"]))
    assert {f"/desk/assets/{thing.pk}"} <= set(tree(coordinator.get(f"/desk/customers/{customer.pk}")).xpath("//a/@href"))


def test_a_code_that_is_there_leads_to_its_card(faces: Faces) -> None:
    answer = faces.as_("coordinator").post("/desk/sites/new", {"code": "NS", "title": "又一个", "level": "place", "unit": "SZ01"})

    assert answer.status_code == 422
    assert f"/desk/sites/{faces.cast.sites['NS'].pk}" in tree(answer).xpath("//a/@href")
    other = other_site(faces)
    answer = faces.as_("coordinator").post("/desk/sites/new", {"code": other.code, "title": "又一个", "level": "place", "unit": "SZ01"})
    assert "不属于您负责的单位" in words(answer)
    assert Site.objects.filter(title="又一个").count() == 0


def test_a_place_does_not_come_to_lie_in_itself(faces: Faces) -> None:
    made = directory.add_site(
        faces.cast.lanhai, level="room", code="NS-1", title="101", unit=faces.cast.units["SZ01"], parent=faces.cast.sites["NS"]
    )

    answer = post(faces, "coordinator", f"/desk/sites/{faces.cast.sites['NS'].pk}", above=str(made.pk))

    assert answer.status_code == 422
    assert "圈" in words(answer)


# -- the ways there


def test_the_lists_the_caller_and_the_ticket_lead_to_the_card_of_whom_one_deals_with(faces: Faces, lin: str) -> None:
    pk = faces.cast.customers["lin"].pk

    assert lin in tree(faces.as_("coordinator").get("/desk/settings/customers")).xpath("//a/@href")
    (caller,) = tree(faces.as_("cc_agent").get(f"/desk/report/caller/{pk}")).xpath(f"//a[@href='{lin}']")
    assert caller.get("target") == "_blank"  # the draft stays where it is
    assert lin in tree(faces.as_("coordinator").get(f"/desk/tickets/{faces.number}")).xpath("//a/@href")
    assert lin not in tree(faces.as_("coordinator_gz").get(f"/desk/report/caller/{pk}")).xpath("//a/@href")
