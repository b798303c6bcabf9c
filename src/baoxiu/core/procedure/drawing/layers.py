"""Layers: which row each node stands in, and in which order, so that few arrows cross.

1. Arrows that close a circle are turned round. 2. Each node stands one row below the lowest of those before it.
3. Long arrows get a joint in every row they pass. 4. Rows are ordered by the middle of their neighbours, down and up.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

SWEEPS = 24
Pair = tuple[str, str]


@dataclass
class Layers:
    """Rows of nodes and joints, the short arrows between rows, and through which joints each drawn arrow runs."""

    rows: list[list[str]] = field(default_factory=list)
    links: list[Pair] = field(default_factory=list)
    joints: dict[Pair, list[str]] = field(default_factory=dict)  # the arrow as drawn -> its joints on the way


def layered(nodes: Sequence[str], arrows: Sequence[Pair], first: str) -> Layers:
    """The rows for `nodes` and `arrows`; `first` stands on top."""
    turned = _turned(nodes, arrows, first)
    forward = [(end, start) if (start, end) in turned else (start, end) for start, end in dict.fromkeys(arrows)]
    rank = _ranks(nodes, forward)
    layers = Layers(rows=[[] for _ in range(max(rank.values()) + 1)])
    for node in nodes:
        layers.rows[rank[node]].append(node)
    for start, end in dict.fromkeys(arrows):
        _lay(layers, rank, start, end)
    _order(layers)
    return layers


def _turned(nodes: Sequence[str], arrows: Iterable[Pair], first: str) -> set[Pair]:
    """The arrows that lead back to where a walk from `first` came from."""
    after: dict[str, list[str]] = defaultdict(list)
    for start, end in arrows:
        after[start].append(end)
    done: set[str] = set()
    back: set[Pair] = set()
    for root in (first, *nodes):
        _walk(root, after, done, back)
    return back


def _walk(root: str, after: Mapping[str, list[str]], done: set[str], back: set[Pair]) -> None:
    if root in done:
        return
    way = {root}
    stack = [(root, iter(after[root]))]
    while stack:
        node, ends = stack[-1]
        end = next(ends, None)
        if end is None:
            stack.pop()
            way.discard(node)
            done.add(node)
        elif end in way:
            back.add((node, end))
        elif end not in done:
            way.add(end)
            stack.append((end, iter(after[end])))


def _ranks(nodes: Sequence[str], forward: Sequence[Pair]) -> dict[str, int]:
    """One below the lowest before it; then as low as those after it allow, so that arrows stay short."""
    before: dict[str, list[str]] = defaultdict(list)
    after: dict[str, list[str]] = defaultdict(list)
    for start, end in forward:
        before[end].append(start)
        after[start].append(end)
    order = _topological(nodes, before, after)
    rank: dict[str, int] = {}
    for node in order:
        rank[node] = max((rank[one] + 1 for one in before[node]), default=0)
    for node in reversed(order):
        if after[node] and before[node]:
            rank[node] = max(rank[node], min(rank[one] for one in after[node]) - 1)
    return rank


def _topological(nodes: Sequence[str], before: Mapping[str, list[str]], after: Mapping[str, list[str]]) -> list[str]:
    left = {node: len(before[node]) for node in nodes}
    ready = [node for node in nodes if not left[node]]
    order = []
    while ready:
        node = ready.pop(0)
        order.append(node)
        for end in after[node]:
            left[end] -= 1
            if not left[end]:
                ready.append(end)
    return order


def _lay(layers: Layers, rank: Mapping[str, int], start: str, end: str) -> None:
    upper, lower = (start, end) if rank[start] <= rank[end] else (end, start)
    joints = [f"joint:{start}>{end}:{row}" for row in range(rank[upper] + 1, rank[lower])]
    for row, joint in enumerate(joints, start=rank[upper] + 1):
        layers.rows[row].append(joint)
    chain = [upper, *joints, lower]
    layers.links += list(itertools.pairwise(chain))
    layers.joints[start, end] = joints if upper == start else joints[::-1]


def _order(layers: Layers) -> None:
    up: dict[str, list[str]] = defaultdict(list)
    down: dict[str, list[str]] = defaultdict(list)
    for upper, lower in layers.links:
        up[lower].append(upper)
        down[upper].append(lower)
    best, fewest = [list(row) for row in layers.rows], crossings(layers)
    for sweep in range(SWEEPS):
        downward = sweep % 2 == 0
        rows = range(1, len(layers.rows)) if downward else range(len(layers.rows) - 2, -1, -1)
        for row in rows:
            _by_middle(layers, row, up if downward else down, row - 1 if downward else row + 1)
        if (now := crossings(layers)) < fewest:
            best, fewest = [list(row) for row in layers.rows], now
    layers.rows = best


def _by_middle(layers: Layers, row: int, neighbours: Mapping[str, list[str]], other: int) -> None:
    place = {node: spot for spot, node in enumerate(layers.rows[other])}
    own = {node: spot for spot, node in enumerate(layers.rows[row])}

    def middle(node: str) -> tuple[float, int]:
        spots = [place[one] for one in neighbours[node] if one in place]
        return (median(spots) if spots else own[node], own[node])

    layers.rows[row].sort(key=middle)


def crossings(layers: Layers) -> int:
    """How many short arrows cross one another."""
    spots = {node: (row, spot) for row, nodes in enumerate(layers.rows) for spot, node in enumerate(nodes)}
    between: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for upper, lower in layers.links:
        between[spots[upper][0]].append((spots[upper][1], spots[lower][1]))
    return sum(_inversions(sorted(pairs)) for pairs in between.values())


def _inversions(pairs: Sequence[tuple[int, int]]) -> int:
    ends = [end for _, end in pairs]
    return sum(ends[one] > ends[other] for one in range(len(ends)) for other in range(one + 1, len(ends)))
