"""The diagram: everything of a procedure stands on it, nothing overlaps, nothing comes from outside."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoxiu.core.procedure.drawing import Took, draw
from baoxiu.core.procedure.drawing.graph import graph_of, span_words
from baoxiu.core.procedure.drawing.layers import crossings, layered
from baoxiu.core.procedure.drawing.placing import placed, wrapped
from baoxiu.core.procedure.loading import LoadedPack, load_pack
from core.smallpack import SmallPack

PACKS = Path(__file__).resolve().parents[2] / "procedures"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def pack(small: SmallPack) -> LoadedPack:
    return small.load()


def texts(svg: str) -> set[str]:
    return {element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")}


def classes(svg: str, name: str) -> set[str]:
    """The words of the boxes that carry the class `name`."""
    groups = (one for one in ElementTree.fromstring(svg).iter(f"{SVG}g") if name in one.get("class", "").split())
    return {group.findall(f"{SVG}text")[0].text or "" for group in groups}


def test_states_holders_clocks_and_commands_with_roles_stand_on_it(pack: LoadedPack) -> None:
    shown = texts(draw(pack.procedures["job"]))

    assert {"新单", "New", "处理中", "完成", "前台", "维修工", "联系", "重新联系"} <= shown
    assert "◷ 首次联系 4 小时" in shown
    assert "◷ 每日联系 每工作日 2 次" in shown
    assert "‖ 首次联系" in shown
    assert "· 承诺" in shown


def test_it_speaks_english_too(pack: LoadedPack) -> None:
    shown = texts(draw(pack.procedures["job"], language="en"))

    assert {"New", "Going", "Ring", "Desk", "◷ First call 4 h"} <= shown


def test_the_path_a_ticket_took_is_marked_and_where_it_stands(pack: LoadedPack) -> None:
    svg = draw(pack.procedures["job"], took=[Took("opened", None, "new"), Took("ring", "new", "going")])

    assert classes(svg, "taken") == {"开单", "报修", "新单", "联系", "处理中"}
    assert classes(svg, "here") == {"处理中"}


def test_nothing_is_marked_where_nothing_was_taken(pack: LoadedPack) -> None:
    assert classes(draw(pack.procedures["job"]), "taken") == set()


def test_final_states_look_different(pack: LoadedPack) -> None:
    assert classes(draw(pack.procedures["job"]), "final") == {"完成"}


def test_it_needs_nothing_from_outside_and_runs_nothing(pack: LoadedPack) -> None:
    svg = draw(pack.procedures["job"])

    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
    assert not any(word in svg for word in ("<script", "<image", "@import", "url(", "<foreignObject", "style="))


def test_a_page_with_its_own_styles_gets_none(pack: LoadedPack) -> None:
    assert "<style>" not in draw(pack.procedures["job"], style=False)


def test_words_of_a_pack_cannot_break_out(small: SmallPack) -> None:
    small.edit("job.yaml", "new: {title: {zh: 新单", 'new: {title: {zh: "<b>&新单"')

    assert "<b>&新单" in texts(draw(small.load().procedures["job"]))


@pytest.mark.parametrize("folder", sorted(path.parent for path in PACKS.glob("*/pack.yaml")), ids=lambda folder: folder.name)
def test_no_box_of_any_shipped_diagram_touches_another(folder: Path) -> None:
    for loaded in load_pack(folder).procedures.values():
        graph = graph_of(loaded, "zh")
        layers = layered(list(graph.nodes), [(edge.start, edge.end) for edge in graph.edges], "birth")
        boxes = placed(graph, layers)
        for one, other in combinations(graph.nodes, 2):
            a, b = boxes[one], boxes[other]
            apart = abs(a.x - b.x) >= (a.width + b.width) / 2 or abs(a.y - b.y) >= (a.height + b.height) / 2
            assert apart, f"{loaded.key}: {one} touches {other}"
        assert {f"state:{name}" for name in loaded.definition.states} <= set(graph.nodes)


@pytest.mark.parametrize("folder", sorted(path.parent for path in PACKS.glob("*/pack.yaml")), ids=lambda folder: folder.name)
def test_every_shipped_diagram_is_xml_and_the_same_each_time(folder: Path) -> None:
    for loaded in load_pack(folder).procedures.values():
        svg = draw(loaded)
        assert ElementTree.fromstring(svg).tag == f"{SVG}svg"
        assert draw(loaded) == svg


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] != pair[1]), max_size=25))
def test_any_graph_gets_rows_in_which_every_short_arrow_leads_down_one_row(pairs: list[tuple[int, int]]) -> None:
    nodes = [str(number) for number in range(10)]
    layers = layered(nodes, [(str(start), str(end)) for start, end in pairs], "0")
    row = {node: number for number, nodes_of in enumerate(layers.rows) for node in nodes_of}

    assert set(nodes) <= set(row)
    assert sum(len(nodes_of) for nodes_of in layers.rows) == len(row)
    assert all(row[lower] == row[upper] + 1 for upper, lower in layers.links)


def test_crossings_are_counted_and_taken_out() -> None:
    arrows = [("top", "a"), ("top", "b"), ("a", "y"), ("b", "x"), ("a", "z")]

    assert crossings(layered(["top", "a", "b", "x", "y", "z"], arrows, "top")) == 0


def test_chinese_breaks_anywhere_and_english_between_words() -> None:
    assert wrapped("四小时内联系不上用户", 10, 50) == ["四小时内联", "系不上用户"]
    assert wrapped("call them back", 10, 40) == ["call", "them", "back"]


@pytest.mark.parametrize(
    ("span", "zh", "en"),
    [("4h", "4 小时", "4 h"), ("3h30m", "3 小时 30 分钟", "3 h 30 min"), ("3 working_days", "3 个工作日", "3 working days"),
     ("half_working_day", "半个工作日", "half a working day"), ("2d", "2 天", "2 d")],
)  # fmt: skip
def test_lengths_of_time_are_said_in_words(span: str, zh: str, en: str) -> None:
    assert (span_words(span, "zh"), span_words(span, "en")) == (zh, en)
