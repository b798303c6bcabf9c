"""Places: how large each box is, and where it stands so that arrows run straight and nothing touches."""

from __future__ import annotations

import itertools
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from baoxiu.core.procedure.drawing.graph import Graph, Node
from baoxiu.core.procedure.drawing.layers import Layers

SIZES = {"title": 15.0, "other": 11.0, "holder": 12.0, "clock": 11.0, "small": 11.0, "verb": 12.5, "role": 10.5}
LEADING = 1.45
WIDEST = {"state": 190.0, "final": 190.0, "command": 138.0, "system": 138.0, "birth": 120.0}
PADDING = {"state": (14.0, 10.0), "final": (14.0, 10.0), "command": (10.0, 5.0), "system": (10.0, 5.0), "birth": (12.0, 5.0)}
GAP_ACROSS, GAP_DOWN, JOINT_WIDTH, MARGIN = 26.0, 40.0, 10.0, 24.0
PASSES = 30


@dataclass
class Box:
    """Where something stands: its middle and its size."""

    x: float = 0.0
    y: float = 0.0
    width: float = JOINT_WIDTH
    height: float = 0.0
    lines: list[tuple[str, str]] = field(default_factory=list)
    row_top: float = 0.0
    row_bottom: float = 0.0


def text_width(text: str, size: float) -> float:
    """About how wide a text is: full-width signs one em, others a little over half."""
    return sum(size if unicodedata.east_asian_width(sign) in "WFA" else size * 0.57 for sign in text)


def wrapped(text: str, size: float, widest: float) -> list[str]:
    """The text in lines no wider than `widest`; Chinese breaks anywhere, other words between them."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and text_width(line + piece, size) > widest:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()]


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for sign in text:
        if pieces and not (unicodedata.east_asian_width(sign) in "WF" or pieces[-1][-1] == " " or _is_wide(pieces[-1][-1])):
            pieces[-1] += sign
        else:
            pieces.append(sign)
    return pieces


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"


def box_of(node: Node) -> Box:
    """The size a node needs for its words."""
    across, down = PADDING[node.kind]
    lines = [(line, style) for text, style in node.lines for line in wrapped(text, SIZES[style], WIDEST[node.kind])]
    width = max(text_width(text, SIZES[style]) for text, style in lines) + 2 * across
    height = sum(SIZES[style] * LEADING for _, style in lines) + 2 * down
    return Box(width=max(width, 64.0), height=height, lines=lines)


def placed(graph: Graph, layers: Layers) -> dict[str, Box]:
    """A box for every node and joint, its place included."""
    boxes = {key: box_of(node) for key, node in graph.nodes.items()}
    for row in layers.rows:
        for key in row:
            boxes.setdefault(key, Box())
    _down(layers.rows, boxes)
    _across(layers, boxes)
    return boxes


def _down(rows: Sequence[Sequence[str]], boxes: Mapping[str, Box]) -> None:
    top = MARGIN
    for row in rows:
        tallest = max(boxes[key].height for key in row)
        for key in row:
            boxes[key].y, boxes[key].row_top, boxes[key].row_bottom = top + tallest / 2, top, top + tallest
        top += tallest + GAP_DOWN


def _across(layers: Layers, boxes: Mapping[str, Box]) -> None:
    """Every row drawn to the middle of its neighbours again and again, order and gaps kept."""
    near: dict[str, list[str]] = defaultdict(list)
    for upper, lower in layers.links:
        near[lower].append(upper)
        near[upper].append(lower)
    for row in layers.rows:
        _settle(row, boxes, [0.0] * len(row))
    for step in range(PASSES):
        for row in layers.rows if step % 2 == 0 else reversed(layers.rows):
            wanted = [_middle([boxes[one].x for one in near[key]], boxes[key].x) for key in row]
            _settle(row, boxes, wanted)
    left = min(boxes[key].x - boxes[key].width / 2 for row in layers.rows for key in row)
    for row in layers.rows:
        for key in row:
            boxes[key].x += MARGIN - left


def _middle(spots: Sequence[float], otherwise: float) -> float:
    return sum(spots) / len(spots) if spots else otherwise


def _settle(row: Sequence[str], boxes: Mapping[str, Box], wanted: Sequence[float]) -> None:
    """The places nearest to the wanted ones that keep order and gaps: pools of neighbours move together."""
    offsets = [0.0]
    for one, other in itertools.pairwise(row):
        offsets.append(offsets[-1] + (boxes[one].width + boxes[other].width) / 2 + _gap(one, other))
    pools: list[tuple[float, int]] = []
    for spot, offset in zip(wanted, offsets, strict=True):
        mean, count = spot - offset, 1
        while pools and pools[-1][0] > mean:
            before, many = pools.pop()
            mean, count = (before * many + mean * count) / (many + count), many + count
        pools.append((mean, count))
    means = [mean for mean, count in pools for _ in range(count)]
    for key, mean, offset in zip(row, means, offsets, strict=True):
        boxes[key].x = mean + offset


def _gap(one: str, other: str) -> float:
    joints = one.startswith("joint:") + other.startswith("joint:")
    return GAP_ACROSS if joints == 0 else GAP_ACROSS * 0.6 if joints == 1 else GAP_ACROSS * 0.3
