"""The SVG itself: boxes, words and arrows, coloured by classes; no script, no font, nothing from outside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from baoxiu.core.procedure.drawing.graph import BIRTH, Edge, Graph, Node, Took, graph_of
from baoxiu.core.procedure.drawing.layers import Layers, layered
from baoxiu.core.procedure.drawing.placing import LEADING, MARGIN, SIZES, Box, placed, text_width
from baoxiu.core.procedure.loaded import LoadedProcedure

HEADER = 52.0
Ports = dict[tuple[Edge, str], float]
LIGHT = """
--bx-paper:#ffffff;--bx-ink:#1c2733;--bx-soft:#5d6b7a;--bx-line:#93a1b0;--bx-state:#eef4fb;
--bx-edge:#7b9cc4;--bx-done:#e9f6ec;--bx-done-edge:#5fa673;--bx-verb:#ffffff;--bx-system:#f5f3ee;--bx-clock:#9a5b00;
--bx-role:#2b6cb0;--bx-taken:#c2410c;--bx-here:#fde8d7"""
DARK = """
--bx-paper:#12181f;--bx-ink:#e6edf3;--bx-soft:#9aa8b5;--bx-line:#5b6a79;--bx-state:#1c2938;
--bx-edge:#47678d;--bx-done:#16291d;--bx-done-edge:#3f7a52;--bx-verb:#161f29;--bx-system:#22221d;--bx-clock:#e0a458;
--bx-role:#7db3e8;--bx-taken:#fb923c;--bx-here:#3a2416"""
STYLE = f"""
.bx-diagram{{{LIGHT}}}
@media (prefers-color-scheme:dark){{.bx-diagram{{{DARK}}}}}
[data-theme="light"] .bx-diagram{{{LIGHT}}}
[data-theme="dark"] .bx-diagram{{{DARK}}}
.bx-diagram{{background:var(--bx-paper)}}
.bx-diagram text{{fill:var(--bx-ink);dominant-baseline:central;text-anchor:middle;
font-family:"Noto Sans SC","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",system-ui,sans-serif}}
.bx-diagram .head{{font-size:18px;font-weight:600;text-anchor:start}}
.bx-diagram .sub{{font-size:12px;fill:var(--bx-soft);text-anchor:start}}
.bx-diagram .title{{font-size:15px;font-weight:600}}
.bx-diagram .other{{font-size:11px;fill:var(--bx-soft)}}
.bx-diagram .holder{{font-size:12px;fill:var(--bx-role)}}
.bx-diagram .role{{font-size:10.5px;fill:var(--bx-role)}}
.bx-diagram .clock{{font-size:11px;fill:var(--bx-clock)}}
.bx-diagram .small{{font-size:11px;fill:var(--bx-soft)}}
.bx-diagram .verb{{font-size:12.5px}}
.bx-diagram .state .box{{fill:var(--bx-state);stroke:var(--bx-edge);stroke-width:1.4}}
.bx-diagram .final .box{{fill:var(--bx-done);stroke:var(--bx-done-edge);stroke-width:2}}
.bx-diagram .command .box{{fill:var(--bx-verb);stroke:var(--bx-line);stroke-width:1}}
.bx-diagram .system .box{{fill:var(--bx-system);stroke:var(--bx-line);stroke-width:1;stroke-dasharray:4 3}}
.bx-diagram .birth .box{{fill:var(--bx-ink);stroke:none}}
.bx-diagram .birth text{{fill:var(--bx-paper)}}
.bx-diagram .arrow{{fill:none;stroke:var(--bx-line);stroke-width:1.3}}
.bx-diagram .tip{{fill:var(--bx-line)}}
.bx-diagram .taken .box,.bx-diagram .arrow.taken{{stroke:var(--bx-taken);stroke-width:2.4}}
.bx-diagram .tip.taken{{fill:var(--bx-taken)}}
.bx-diagram .here .box{{fill:var(--bx-here)}}
"""


def draw(loaded: LoadedProcedure, *, language: str = "zh", took: Sequence[Took] = (), style: bool = True) -> str:
    """The diagram as SVG text. `took` marks the path of a ticket; without `style` the page brings STYLE itself."""
    graph = graph_of(loaded, language, took)
    layers = layered(list(graph.nodes), [(edge.start, edge.end) for edge in graph.edges], BIRTH)
    boxes = placed(graph, layers)
    return _picture(loaded, graph, layers, boxes, language, style=style)


def _picture(loaded: LoadedProcedure, graph: Graph, layers: Layers, boxes: Mapping[str, Box], language: str, *, style: bool) -> str:
    title = loaded.definition.title.get("zh" if language == "zh" else "en") or next(iter(loaded.definition.title.values()))
    width = max(max(box.x + box.width / 2 for box in boxes.values()), text_width(title, 18) + MARGIN) + MARGIN
    height = max(box.y + box.height / 2 for box in boxes.values()) + MARGIN + HEADER
    ports = ports_of(graph, layers, boxes)
    edges = sorted(graph.edges, key=lambda edge: edge.taken)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bx-diagram" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" role="img" aria-label={quoteattr(title)} lang={quoteattr(language)}>',
        f"<title>{escape(title)}</title>",
        f"<style>{STYLE}</style>" if style else "",
        f'<text class="head" x="{MARGIN}" y="26">{escape(title)}</text>',
        f'<text class="sub" x="{MARGIN}" y="46">{escape(_sub(loaded))}</text>',
        f'<g transform="translate(0 {HEADER:.0f})">',
        *(_arrow(edge, layers, boxes, ports) for edge in edges),
        *(_node(node, boxes[key]) for key, node in graph.nodes.items()),
        "</g></svg>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _sub(loaded: LoadedProcedure) -> str:
    pack = loaded.pack.pack if loaded.pack else None
    version = loaded.definition.version or (pack.version if pack else "")
    return " · ".join(part for part in (pack.pack if pack else "", loaded.key, version) if part)


def _node(node: Node, box: Box) -> str:
    marks = " ".join([node.kind, *(["taken"] if node.taken else []), *(["here"] if node.here else [])])
    corner = box.height / 2 if node.kind in ("birth", "command", "system") else 9
    left, top = box.x - box.width / 2, box.y - box.height / 2
    rows, y = [], box.y - sum(SIZES[style] * LEADING for _, style in box.lines) / 2
    for text, style in box.lines:
        tall = SIZES[style] * LEADING
        rows.append(f'<text class="{style}" x="{box.x:.1f}" y="{y + tall / 2:.1f}">{escape(text)}</text>')
        y += tall
    shape = f'<rect class="box" x="{left:.1f}" y="{top:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="{min(corner, 16):.1f}"/>'
    hint = f"<title>{escape(node.hint)}</title>" if node.hint else ""
    return f'<g class="{marks}">{hint}{shape}{"".join(rows)}</g>'


def _arrow(edge: Edge, layers: Layers, boxes: Mapping[str, Box], ports: Ports) -> str:
    """A smooth line from box to box: straight through rows, bent between them; a tip where it enters a state."""
    joints = [boxes[key] for key in layers.joints[edge.start, edge.end]]
    start, end = boxes[edge.start], boxes[edge.end]
    down = end.y >= start.y
    leave, enter = ports[edge, "start"], ports[edge, "end"]
    half = 0.5 if down else -0.5
    points = [(leave, start.y + half * start.height), (leave, start.row_bottom if down else start.row_top)]
    for joint in joints:
        through = [(joint.x, joint.row_top), (joint.x, joint.row_bottom)]
        points += through if down else through[::-1]
    points += [(enter, end.row_top if down else end.row_bottom), (enter, end.y - half * end.height)]
    mark = " taken" if edge.taken else ""
    line = f'<path class="arrow{mark}" d="{_curve(points)}"/>'
    return line + (_tip(points[-1], down=down, mark=mark) if edge.end.startswith("state:") else "")


def ports_of(graph: Graph, layers: Layers, boxes: Mapping[str, Box]) -> Ports:
    """Where along its box each arrow leaves and enters: spread out, in the order of where they come from and go to."""
    sides: dict[tuple[str, bool], list[tuple[float, int, Edge, str]]] = defaultdict(list)
    for number, edge in enumerate(graph.edges):
        joints = [boxes[key] for key in layers.joints[edge.start, edge.end]]
        down = boxes[edge.end].y >= boxes[edge.start].y
        sides[edge.start, down].append(((joints[0] if joints else boxes[edge.end]).x, number, edge, "start"))
        sides[edge.end, not down].append(((joints[-1] if joints else boxes[edge.start]).x, number, edge, "end"))
    ports: Ports = {}
    for (key, _), uses in sides.items():
        box = boxes[key]
        step = min(14.0, box.width * 0.76 / len(uses))
        for place, (_, _, edge, role) in enumerate(sorted(uses, key=lambda use: use[:2])):
            ports[edge, role] = box.x + (place - (len(uses) - 1) / 2) * step
    return ports


def _curve(points: Sequence[tuple[float, float]]) -> str:
    (x, y), *rest = points
    path = [f"M{x:.1f} {y:.1f}"]
    for to_x, to_y in rest:
        half = (to_y - y) / 2
        straight = abs(to_x - x) < 0.05
        bend = f"C{x:.1f} {y + half:.1f} {to_x:.1f} {to_y - half:.1f} {to_x:.1f} {to_y:.1f}"
        path.append(f"V{to_y:.1f}" if straight else bend)
        x, y = to_x, to_y
    return " ".join(path)


def _tip(point: tuple[float, float], *, down: bool, mark: str) -> str:
    x, y = point
    back = -8 if down else 8
    return f'<path class="tip{mark}" d="M{x:.1f} {y:.1f} L{x - 4.5:.1f} {y + back:.1f} L{x + 4.5:.1f} {y + back:.1f} Z"/>'
