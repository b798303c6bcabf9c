"""Customers, places and things are chosen while typing, among what whoever asks may see."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from lxml import html

from baoxiu.core.engine.facts import Actor
from baoxiu.directory.models import Asset
from baoxiu.web.shared import choosing, drawing
from cast import Cast
from web.faces import Faces, tree


def offered(faces: Faces, login: str, kind: str, text: str) -> dict[int, str]:
    answer = faces.as_(login).get(f"/offers/{kind}", {"find": text}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return {int(one.get("data-chooses")): one.get("data-says") for one in tree(answer).xpath("//button")}


def drawn(kind: str, **more: Any) -> Any:
    (field,) = drawing.fields([{"name": "x", "type": kind, "label": {"zh": kind}, **more}], form="f", zone="UTC", people=lambda _role: ())
    return html.fromstring(render_to_string("shared/_field.html", {"field": field}))


def test_a_place_is_found_by_its_name_and_a_customer_by_number(faces: Faces) -> None:
    ns, lin = faces.cast.sites["NS"], faces.cast.customers["lin"]

    assert offered(faces, "coordinator", "site", "科技园") == {ns.pk: ns.title}
    assert offered(faces, "engineer", "customer", "0755-26001000") == {lin.pk: "林海贸易"}


def test_a_thing_is_found_by_serial_number_and_by_its_place(faces: Faces) -> None:
    ns = faces.cast.sites["NS"]
    asset = Asset.objects.create(organisation=faces.cast.lanhai, site=ns, code="PC-1", title="笔记本", serial="SN-778")

    assert offered(faces, "engineer", "asset", "sn-778") == offered(faces, "engineer", "asset", "科技园 笔记本") == {asset.pk: "笔记本"}


@pytest.mark.parametrize(
    ("kind", "text"), [("customer", "王女士"), ("site", "悦和花园"), ("asset", "花园"), ("site", ""), ("customer", "没有这个人")]
)
def test_nothing_of_another_organisation_and_nothing_for_nothing(faces: Faces, kind: str, text: str) -> None:
    answer = faces.as_("coordinator").get(f"/offers/{kind}", {"find": text}).content.decode()

    assert "data-chooses" not in answer
    assert ("没有找到" in answer) == bool(text)


def test_there_is_no_list_of_other_kinds(faces: Faces) -> None:
    assert faces.as_("coordinator").get("/offers/person", {"find": "李"}).status_code == 404


@pytest.mark.parametrize("kind", choosing.KINDS)
def test_a_chooser_keeps_the_id_and_shows_the_name(kind: str) -> None:
    field = drawn(kind, required=True, proposed={"id": 7, "title": "3 栋 1201"})

    (kept,), (typed,) = field.xpath(".//input[@name='x']"), field.xpath(".//input[@type='search']")
    assert (kept.get("type"), kept.get("value"), typed.get("value")) == ("hidden", "7", "3 栋 1201")
    assert typed.get("hx-get") == f"/offers/{kind}"
    assert (typed.get("id"), typed.get("required") is not None) == ("f-x", True)


def test_a_chooser_without_a_choice_is_empty() -> None:
    assert [one.get("value") for one in drawn("site").xpath(".//input")] == ["", ""]


def test_a_customer_by_his_link_chooses_among_his_own(cast: Cast) -> None:
    wang = cast.customers["wang"]
    Asset.objects.create(organisation=cast.yuehe, site=wang.site, code="AC-1", title="空调")
    Asset.objects.create(organisation=cast.yuehe, site=cast.sites["YH1-3-2-1101"], code="AC-2", title="别家空调")

    class Ticket:
        customer, site = wang, wang.site

    asked = [{"name": kind, "type": kind, "label": {"zh": kind}} for kind in (*choosing.KINDS, "text")]
    fields = drawing.fields(asked, form="f", zone="UTC", people=lambda _role: ())
    own = choosing.among_own(fields, Ticket(), Actor(None, "王女士", "customer", cast.yuehe.pk))

    assert [[str(option.words) for option in field.options] for field in own] == [["王女士"], ["3 栋 2 单元 1201"], ["壁挂炉", "空调"], []]
    assert own[0].template.endswith("select.html")


def test_the_words_in_an_empty_chooser_are_the_readers() -> None:
    with translation.override("zh-hans"):
        assert drawn("asset").xpath(".//input[@type='search']")[0].get("placeholder") == "产品、序列号、编码或房号"
