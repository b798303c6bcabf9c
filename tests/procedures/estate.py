"""The steps of an order by the property standard, and its pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from baoxiu.core.errors import Refused
from baoxiu.web.shared import links
from procedures.stage import Order, Stage

PASSWORD = "korrekt-pferd-9"
KINDS = ["water_power", "installation", "appliance", "wall", "door_window", "pipe", "other"]


def sent(order: Order, *, at: str = "2026-03-02 09:30", **form: Any) -> Order:
    given = {"repairer": order.house.id_of("repairer"), "expected_at": order.house.iso("2026-03-02 14:00"), "to_bring": "管钳、软管"}
    order.run("dispatch", {**given, **form}, by="desk", at=at)
    return order


def ticked(order: Order, checklist: str, *, at: str) -> None:
    order.run("tick", {"checklist": checklist, "items": ["0", "1", "2"]}, by="repairer", at=at)


def in_work(order: Order) -> Order:
    sent(order)
    ticked(order, "bring", at="2026-03-02 13:30")
    order.run("depart", by="repairer", at="2026-03-02 13:40")
    order.run("arrive", {"right_place": True}, by="repairer", at="2026-03-02 13:58")
    return order


def to_tell(order: Order) -> Order:
    in_work(order)
    ticked(order, "safety", at="2026-03-02 14:30")
    order.run("finish", by="repairer", at="2026-03-02 14:31")
    return order


TOLD: dict[str, Any] = {"result": "已不漏水", "method": "更换阀芯", "material": "阀芯一个", "explained": True}


def portal(stage: Stage, order: Order, at: str) -> str:
    from baoxiu.journal import clock

    token = links.ticket_token(order.id, clock.now())
    answer = Client(headers={"Accept-Language": "zh-CN"}).get(f"/p/{token}")
    assert answer.status_code == 200
    return answer.content.decode()


def refusal(stage: Stage, **answers: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        stage.report(at="2026-03-02 09:00", by="customer", **answers)
    return refused.value


def page_of(stage: Stage) -> tuple[Client, str, str]:
    from baoxiu.journal import clock

    token = links.report_token(stage.station.pk, "", clock.now())
    address = f"/r/{token}"
    client = Client(headers={"Accept-Language": "zh-CN"})
    return client, address, client.get(address).content.decode()
