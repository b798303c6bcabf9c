"""Orders out of the maker's old system: its special T31, 2010-01-01, comes in as a reason and never as a time."""

from __future__ import annotations

import pytest

from baoxiu.core.engine.facts import SYSTEM
from baoxiu.directory.models import Unit
from baoxiu.insight.queries import figures_of
from baoxiu.project import founding
from baoxiu.tickets import queries
from baoxiu.tickets.actions.replaying import hand_of, replay_all
from baoxiu.tickets.models import Ticket
from recorded.conftest import NOW, Take

PACK = "lenovo-unified-repair"
HEADS = "维修单号,大区,维修站,报修时间,用户,电话,地址,机型与编号,故障现象,服务方式,T2,T31,T32,T33,特殊原因,T4,状态"
ROWS = """
L1,SZO,SZ9,2025-12-01 09:00,张三,13800138001,,M1,不开机,上门,2025-12-01 10:00,2025-12-02 14:00,2025-12-03 10:00,,,2025-12-03 09:30,已解决
L2,SZO,SZ9,2025-12-01 09:00,李四,13800138002,南山,M2,黑屏,上门,2025-12-01 12:40,2010-01-01,,,联系不上,2025-12-09 10:00,已撤单
L3,SZO,SZ9,2025-12-01 09:00,王五,13800138003,南山,M3,软件,上门,2025-12-01 09:20,2010-01-01,,,电话解决,2025-12-01 09:20,已解决
L4,SZO,SZ9,2025-12-01 09:00,赵六,13800138004,南山,M4,花屏,送修,2025-12-01 16:00,2010-01-01 00:00,,,,,服务中
""".strip()


@pytest.fixture
def maker(db: None) -> Unit:
    return founding.found("MAKER", "厂商", PACK, zone="Asia/Shanghai", at=NOW)


@pytest.fixture
def orders(maker: Unit, take: Take) -> dict[str, Ticket]:
    assert take(maker, PACK, f"{HEADS}\n{ROWS}\n").rejected == []
    lives = [life for _, some in queries.lives_waiting(maker, PACK, 10) for life in some]
    ended = replay_all(lives, by=hand_of(maker, "work-order"))
    assert {one.source: (one.left, one.differs) for one in ended} == dict.fromkeys(("L1", "L2", "L3", "L4"), (None, False))
    return {row.number: row for row in Ticket.objects.filter(kind="work_order")}


@pytest.mark.clause("LCD-28", "LNG-32")
def test_the_special_date_of_the_old_system_is_kept_as_its_reason_and_no_promise(orders: dict[str, Ticket]) -> None:
    said = {number: (row.state, row.fields.get("no_promise"), len(row.fields.get("promises") or ())) for number, row in orders.items()}

    assert said == {
        "L1": ("solved", None, 2),
        "L2": ("withdrawn", "not_reached", 0),
        "L3": ("phone_solved", "phone_resolved", 0),
        "L4": ("unreachable", "not_reached", 0),
    }
    assert not any("2010" in str(row.fields) for row in orders.values())


@pytest.mark.clause("LNG-31", "LNG-32")
def test_it_counts_in_no_figure_of_time_and_is_listed_by_reason(maker: Unit, orders: dict[str, Ticket]) -> None:
    start = min(row.opened_at for row in orders.values())
    found = figures_of(maker, since=start, until=NOW, at=NOW, by=SYSTEM)["work-order"]

    assert (found["last_promise_kept"].counted, found["last_promise_kept"].good) == (1, 1)
    assert found["special_times"].counted == 3
    assert found["promise_kept"].counted == 0  # the old system knew no departures
    assert found["contact_on_time"].counted == 3  # all but what was withdrawn
    assert found["contact_on_time"].good == 2
