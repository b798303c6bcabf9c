"""A row read by its mapping: the report, the life, the oddities, or why it cannot be taken."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from baoxiu.core.recorded import Mapping, MappingFault, Recorded, Rejected, load_mapping, read
from baoxiu.core.recorded.tables import UnreadableFile

Table = Callable[..., Path]
PACKS = Path(__file__).parents[3] / "procedures"
HEADER = (
    "SRNumber,CreatedDate,UpdatedDate,Owner,RequestType,Status,RequestSource,AssignTo,ServiceDate,ClosedDate,Address,Latitude,Longitude"
)
GOOD = "1-1,12/31/2018 11:00:00 PM,,BOS,Bulky Items,Closed,Call,NC,01/05/2019 12:00:00 AM,01/04/2019 09:00:00 AM,1 MAIN ST,34.1,-118.2"


def taken(path: Path, mapping: Mapping) -> list[Recorded]:
    """Every row, all of them taken."""
    found = list(read(path, mapping))
    assert all(isinstance(one, Recorded) for one in found)
    return [one for one in found if isinstance(one, Recorded)]


@pytest.fixture
def myla() -> Mapping:
    return load_mapping(PACKS / "los-angeles-311" / "import.yaml")


@pytest.fixture
def table(tmp_path: Path) -> Table:
    def write(*lines: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "reports.csv"
        path.write_bytes("\n".join([HEADER, *lines]).encode(encoding))
        return path

    return write


def test_a_row_becomes_a_report_with_its_life(myla: Mapping, table: Table) -> None:
    (found,) = taken(table(GOOD), myla)

    assert found.number == "1-1"
    assert found.reported_at.isoformat() == "2019-01-01T07:00:00+00:00"
    assert (found.unit, found.parent, found.expected) == ("NC", "BOS", "closed")
    assert [(s.command, s.at.isoformat()) for s in found.life] == [
        ("dispatch", "2019-01-01T07:00:00+00:00"),
        ("plan", "2019-01-01T07:00:00+00:00"),
        ("complete", "2019-01-04T17:00:00+00:00"),
    ]
    assert found.report["latitude"] == 34.1


def test_a_request_closed_before_it_was_created_is_taken_and_marked(myla: Mapping, table: Table) -> None:
    (found,) = taken(table(GOOD.replace("01/04/2019 09:00:00 AM", "12/30/2018 09:00:00 AM")), myla)

    assert found.flags == ("closed_before_created",)
    assert found.life[-1].at == found.reported_at
    assert found.life[-1].form == {"closed_backwards": True}


def test_a_request_planned_before_it_was_created_keeps_its_plan_and_a_mark(myla: Mapping, table: Table) -> None:
    (found,) = taken(table(GOOD.replace("01/05/2019", "12/30/2018")), myla)

    assert found.flags == ("planned_before_created",)
    assert found.life[1].form == {"planned_at": "2018-12-30T08:00:00+00:00", "planned_backwards": True}


def test_a_request_without_a_zone_stays_with_its_bureau(myla: Mapping, table: Table) -> None:
    (found,) = taken(table(GOOD.replace(",NC,", ",,")), myla)

    assert found.flags == ("no_crew_zone",)
    assert (found.unit, found.parent) == (None, "BOS")
    assert "dispatch" not in [s.command for s in found.life]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (GOOD.replace("12/31/2018 11:00:00 PM", "yesterday"), "CreatedDate: 'yesterday' is not a time"),
        (GOOD.replace("12/31/2018 11:00:00 PM", "12/31/0208 11:00:00 PM"), "lies outside 1970"),
        (GOOD.replace("12/31/2018 11:00:00 PM", ""), "CreatedDate is empty"),
        (GOOD.replace("Bulky Items", "Bulkier Items"), "not in the vocabulary"),
        (GOOD.replace("34.1", "north"), "Latitude: 'north' is not a number"),
        (GOOD.replace("1-1", ""), "no number"),
        (GOOD + ",one,more", "15 cells where the header has 13"),
        ("only,three,cells", "3 cells where the header has 13"),
    ],
)
def test_a_row_that_cannot_be_taken_says_its_line_and_why_and_the_next_is_read(myla: Mapping, table: Table, line: str, reason: str) -> None:
    rejected, taken = read(table(line, GOOD.replace("1-1", "1-2")), myla)

    assert isinstance(rejected, Rejected)
    assert rejected.line == 2
    assert reason in rejected.reason
    assert isinstance(taken, Recorded)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_file_in_any_usual_chinese_encoding_reads_the_same(myla: Mapping, table: Table, encoding: str) -> None:
    (found,) = taken(table(GOOD.replace("1 MAIN ST", "三栋二单元"), encoding=encoding), myla)

    assert found.report["place"] == "三栋二单元"


def test_a_packed_file_reads_the_same(myla: Mapping, table: Table, tmp_path: Path) -> None:
    packed = tmp_path / "reports.csv.gz"
    packed.write_bytes(gzip.compress(table(GOOD).read_bytes()))

    assert list(read(packed, myla)) == list(read(table(GOOD), myla))


def test_excel_reads_like_csv(myla: Mapping, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet(index=0)
    sheet.append(HEADER.split(","))
    sheet.append(GOOD.split(","))
    book.save(tmp_path / "reports.xlsx")

    (found,) = taken(tmp_path / "reports.xlsx", myla.model_copy(update={"format": "xlsx"}))

    assert (found.number, found.expected) == ("1-1", "closed")


def test_ndjson_reads_like_csv_and_a_broken_line_is_rejected(myla: Mapping, tmp_path: Path) -> None:
    cells = ", ".join(f'"{k}": "{v}"' for k, v in zip(HEADER.split(","), GOOD.split(","), strict=True))
    (tmp_path / "reports.ndjson").write_text(f"{{{cells}}}\n{{broken\n[1]\n", "utf-8")

    found, broken, wrong = read(tmp_path / "reports.ndjson", myla.model_copy(update={"format": "ndjson"}))

    assert isinstance(found, Recorded) and found.number == "1-1"
    assert isinstance(broken, Rejected) and (broken.line, broken.reason[:8]) == (2, "not JSON")
    assert isinstance(wrong, Rejected) and wrong.reason == "not a JSON object"


def test_a_file_that_is_no_workbook_is_refused_whole(myla: Mapping, table: Table) -> None:
    with pytest.raises(UnreadableFile, match="not an Excel workbook"):
        list(read(table(GOOD), myla.model_copy(update={"format": "xlsx"})))


def test_the_shipped_sample_has_every_row_taken(myla: Mapping) -> None:
    found = taken(PACKS / "los-angeles-311" / "sample.csv", myla)

    assert Counter(f.expected for f in found)["pending"] == 3
    assert len(found) == 1000


@pytest.mark.parametrize(
    ("source", "what"),
    [("mapping: x\ncolour: red\n", "colour"), ("- a list\n", "valid dictionary"), ("a: [", "expected")],
)
def test_a_wrong_mapping_file_says_what_is_wrong(tmp_path: Path, source: str, what: str) -> None:
    (tmp_path / "m.yaml").write_text(source, "utf-8")

    with pytest.raises(MappingFault, match=what):
        load_mapping(tmp_path / "m.yaml")


def test_a_flag_that_cannot_be_computed_is_refused_when_the_mapping_is_read(tmp_path: Path) -> None:
    source = (PACKS / "los-angeles-311" / "import.yaml").read_text("utf-8").replace("closed < created'", "closed <'")
    (tmp_path / "m.yaml").write_text(source, "utf-8")

    with pytest.raises(MappingFault, match="cannot be read"):
        load_mapping(tmp_path / "m.yaml")
