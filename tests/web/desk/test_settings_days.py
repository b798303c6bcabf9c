"""Days of an organisation's own: each with what it is called, on the page, by table."""

from __future__ import annotations

from baoxiu.directory.models import Unit
from web.desk.tabled import book, read, taken
from web.faces import Faces

HEADS = ("单位编码", "日期", "安排", "名称", "工作时间")


def lay(faces: Faces, **form: str) -> int:
    """Write days down on the station's calendar."""
    return int(faces.send("coordinator", "/desk/settings/calendars/SZ01/days", form).status_code)


def test_an_own_day_off_is_called_by_its_name_in_the_month(faces: Faces) -> None:
    assert lay(faces, first="2026-03-02", last="2026-03-03", kind="closed", title="公司年会") == 204

    month = faces.as_("coordinator").get("/desk/settings/calendars/SZ01?month=2026-03").content.decode()
    assert month.count("公司年会") == 4  # each day in the month and in the list below it


def test_a_name_goes_with_its_day_and_other_hours_leave_it(faces: Faces) -> None:
    lay(faces, first="2026-03-07", kind="open", hours="9:00-12:00", title="盘点日")
    faces.send("coordinator", "/desk/settings/calendars/SZ01/hours", {"mon": "09:00-17:00", "holidays": "CN", "makeup": "CN"})
    assert Unit.objects.get(code="SZ01").calendar["names"] == {"2026-03-07": "盘点日"}

    lay(faces, first="2026-03-07", kind="week")
    assert "names" not in Unit.objects.get(code="SZ01").calendar
    assert lay(faces, first="2026-03-08", kind="closed", title="长" * 41) == 422


def test_names_come_and_go_by_the_table_and_stay_where_it_has_no_such_column(faces: Faces) -> None:
    assert taken(faces, "coordinator", "days", book(HEADS, ["SZ01", "2026-03-03", "放假", "公司年会", ""]))["new"] == 1
    raw = faces.as_("coordinator").get("/desk/settings/tables/days/export.xlsx").content
    assert "公司年会" in read(raw)[1]
    assert taken(faces, "coordinator", "days", raw)["same"] == 1

    without = book(HEADS[:3] + HEADS[4:], ["SZ01", "2026-03-03", "上班", "9:00-12:00"])
    assert taken(faces, "coordinator", "days", without)["changed"] == 1
    assert Unit.objects.get(code="SZ01").calendar["names"] == {"2026-03-03": "公司年会"}
    assert taken(faces, "coordinator", "days", book(HEADS, ["SZ01", "2026-03-03", "放假", "", ""]))["changed"] == 1
    assert "names" not in Unit.objects.get(code="SZ01").calendar
