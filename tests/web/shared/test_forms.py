"""A command's asks become fields, and what a browser sends becomes the form the engine takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import RequestFactory

import baoxiu
from baoxiu.core.drawn import NothingDrawn
from baoxiu.core.errors import Malformed
from baoxiu.core.procedure.elements.asking import FieldType
from baoxiu.web.shared import drawing, reading

PARTIALS = Path(baoxiu.__file__).parent / "web" / "shared" / "templates"
ZONE = "Asia/Shanghai"


def ask(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "label": {"zh": name}, **more}


def draw(*asks: dict[str, Any], **more: Any) -> list[drawing.Field]:
    return drawing.fields(asks, form="f", zone=ZONE, people=lambda _role: [("7", "李工")], **more)


def read(asks: list[dict[str, Any]], sent: str) -> dict[str, Any]:
    request = RequestFactory().post("/")
    request.POST = QueryDict(sent)
    return reading.form_of(request, asks, zone=ZONE, store=lambda chunks: f"stored {len(b''.join(chunks))}")


@pytest.mark.parametrize("kind", sorted(set(get_args(FieldType)) - drawing.UNASKED))
def test_every_type_of_the_language_has_its_partial(kind: str) -> None:
    (field,) = draw(ask("x", kind))

    assert (PARTIALS / field.template).is_file()


def test_what_is_given_wins_over_what_is_proposed_and_that_over_a_default() -> None:
    asks = [ask("a", "text", proposed="p", default="d"), ask("b", "text", default="d"), ask("c", "text", proposed="p")]

    assert [field.value for field in draw(*asks, given={"a": "g"})] == ["g", "d", "p"]


def test_a_time_is_shown_and_read_in_the_zone_of_the_unit() -> None:
    (field,) = draw(ask("at", "promise", proposed="2026-03-02T01:00:00+00:00"))

    assert field.value == "2026-03-02T09:00"
    assert read([ask("at", "promise")], "at=2026-03-02T09:00") == {"at": "2026-03-02T09:00:00+08:00"}


def test_many_choices_are_a_list_and_few_stand_beside_each_other() -> None:
    def options(count: int) -> list[dict[str, Any]]:
        return [{"value": str(n), "title": {"zh": str(n)}} for n in range(count)]

    few, many = draw(ask("few", "choice", options=options(3)), ask("many", "choice", options=options(9)))

    assert (few.template, many.template) == ("shared/fields/choice.html", "shared/fields/select.html")


def test_a_field_wanted_by_one_answer_is_shown_with_it() -> None:
    reason = ask("reason", "text", required_when='kind == "part"')
    fault = ask("fault", "text", required_when='state == "x"')

    fields = draw(ask("kind", "choice"), reason, fault)

    assert [field.shown_with for field in fields] == ["", "kind=part", ""]


def test_lines_are_read_in_their_order_and_empty_ones_left_out() -> None:
    sent = "parts.2.code=B&parts.2.quantity=2&parts.0.code=A&parts.0.quantity=1&parts.1.code=&parts.1.quantity=5"

    assert read([ask("parts", "part_lines")], sent) == {"parts": [{"code": "A", "quantity": "1"}, {"code": "B", "quantity": "2"}]}


def test_nothing_is_kept_of_what_was_not_answered() -> None:
    asks = [ask("a", "text"), ask("b", "tick"), ask("c", "checklist"), ask("d", "signature")]

    assert read(asks, "a=+&d=") == {}


def test_a_signature_is_stored_as_the_picture_it_is() -> None:
    drawn = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAD0lEQVR4nGNgAAIBJZ3/AAIGAV5Q61ZPAAAAAElFTkSuQmCC"

    assert read([ask("signature", "signature")], urlencode({"signature": f"data:image/png;base64,{drawn}"})) == {"signature": "stored 72"}


def test_a_signature_of_nothing_is_refused() -> None:
    blank = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAC0lEQVR4nGNggAIAAAkAAftSuKkAAAAASUVORK5CYII="

    with pytest.raises(NothingDrawn) as refused:
        read([ask("x", "signature")], urlencode({"x": f"data:image/png;base64,{blank}"}))
    assert refused.value.field == "x"


BROKEN = [("time", "x=tomorrow"), ("signature", "x=data:text/html,hello"), ("signature", "x=data:image/png;base64,!!")]


@pytest.mark.parametrize(("kind", "sent"), BROKEN)
def test_what_cannot_be_read_is_refused_at_its_field(kind: str, sent: str) -> None:
    with pytest.raises(Malformed) as refused:
        read([ask("x", kind)], sent)

    assert refused.value.field == "x"
