"""The stages of the packs. Rooms are imported inside: this file is read before Django is set up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from procedures.longfor import Estate
    from procedures.stage import Stage


@pytest.fixture
def lenovo(db: None) -> Stage:
    """Lenovo's stations: headquarters, a region, a head station with a service point; one person a role."""
    from procedures.stage import Stage

    return Stage("lenovo-unified-repair")


@pytest.fixture
def hotline(db: None) -> Stage:
    """Ailifengshe's hotline: two plumbers, an electrician, a plumber off shift, and one of another estate."""
    from baoxiu.directory import actions as directory
    from procedures.stage import Stage

    stage = Stage("ailifengshe-hotline")
    stage.usual = {"premises": "in_home", "category": "plumbing", "fault": "厨房漏水", "phone": "13800138000"}
    for skill in ("plumbing", "general"):
        directory.give_skill(stage.people["worker"], skill, by=stage.actor("system"), at=stage.began_at)
    stage.hire("worker", "老赵", login="worker_two", skills=("plumbing",))
    stage.hire("worker", "小钱", login="electrician", skills=("electrical",))
    stage.hire("worker", "老孙", login="off_shift", skills=("plumbing",))
    directory.set_on_shift(stage.people["off_shift"], False)
    elsewhere = stage.found("YH2", "project", "company", "别处项目")
    stage.hire("worker", "小周", login="worker_elsewhere", skills=("plumbing",), unit=elsewhere)
    return stage


@pytest.fixture
def owners(db: None) -> Stage:
    """A property company that visits owners: a service centre and a technician."""
    from procedures.stage import Stage

    stage = Stage("owner-visit-basic")
    stage.usual = {"customer": "王女士", "address": "3 栋 2 单元 1201", "fault": "厨房漏水", "category": "water"}
    return stage


@pytest.fixture
def onsite(db: None) -> Stage:
    """A repair team that works in seven steps: a desk, a manager, a technician for plumbing and one for computers."""
    from baoxiu.directory import actions as directory
    from procedures.stage import Stage

    stage = Stage("onsite-visit-default")
    stage.usual = {"customer": "王女士", "address": "3 栋 2 单元 1201", "fault": "水管漏水", "category": "plumbing"}
    directory.give_skill(stage.people["technician"], "plumbing", by=stage.actor("system"), at=stage.began_at)
    stage.hire("technician", "小钱", login="other", skills=("computer",))
    return stage


@pytest.fixture
def tianli(db: None) -> Stage:
    """Tianli property: a front desk, a crew leader with two repairers and an engineer, a customer supervisor."""
    from procedures.stage import Stage

    stage = Stage("tianli-property")
    stage.usual = {"customer": "王女士", "phone": "13800138000", "address": "3 栋 2 单元 1201", "fault": "厨房漏水", "category": "water"}
    stage.hire("technician", "老赵", login="second")
    return stage


@pytest.fixture
def longfor(db: None) -> Estate:
    """A property company: call centre and customer centre, two technicians, their leaders, a supervisor."""
    from procedures.longfor import Estate

    estate = Estate("longfor-property")
    estate.hire("technician", "老赵", login="second")
    return estate


@pytest.fixture
def estate(db: None) -> Stage:
    """An estate by the property standard: a desk, a supervisor, two repairers."""
    from procedures.stage import Stage

    stage = Stage("property-service-standard")
    stage.usual = {
        "customer": "王女士", "phone": "13800138000", "address": "3 栋 2 单元 1201", "fault": "厨房水龙头漏水", "category": "water_power",
        "wished_at": stage.iso("2026-03-02 14:00"), "liability_accepted": True,
    }  # fmt: skip
    stage.hire("repairer", "老赵", login="second")
    return stage


@pytest.fixture
def yuehao(db: None) -> Stage:
    """Yuehao property: an estate with a service centre, repairers, a supervisor, a head of engineering; the company's head."""
    from procedures.yuehao import Estate as Yuehao

    stage = Yuehao("yuehao-property")
    stage.usual = {"customer": "王女士", "address": "3 栋 2 单元 1201", "fault": "厨房水龙头漏水", "category": "water"}
    stage.hire("repairer", "老赵", login="second")
    return stage
