"""Packs spoilt anywhere, by anything: the loader ends in a pack or in faults, never in an accident."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baoxiu.core.procedure.examples import run_examples
from baoxiu.core.procedure.loading import LoadedPack, read_pack
from baoxiu.core.procedure.reading import read
from core.smallpack import FILES, JOB, PACK, write_small_pack

JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 10**12), st.text(max_size=12), st.just([]), st.just({}), st.just([[]]),
    st.just({"zh": ""}),
    st.sampled_from(["same", "any", "opened", "now", "size(", "state:", "a.b", "1/0", "promises[9]", "4h", "SML-01", "{seq}"]),
    st.lists(st.text(max_size=4), max_size=3), st.dictionaries(st.text(max_size=6), st.text(max_size=6), max_size=3),
)  # fmt: skip


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    rows = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in rows:
        yield from places(inner, (*path, key))


WHOLE: dict[str, Any] = {"job.yaml": read(JOB, "job.yaml")[0].value, "pack.yaml": read(PACK, "pack.yaml")[0].value}
PLACES = [(name, path) for name, value in WHOLE.items() for path in places(value)]


def spoilt(name: str, path: tuple[str | int, ...], junk: Any, *, rename: bool) -> dict[str, str]:
    value = copy.deepcopy(WHOLE[name])
    place = value
    for step in path[:-1]:
        place = place[step]
    if rename and isinstance(place, dict):
        place[str(junk)] = place.pop(path[-1])
    else:
        place[path[-1]] = junk
    return {**FILES, name: json.dumps(value, ensure_ascii=False)}


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(PLACES), JUNK, st.booleans())
def test_a_pack_spoilt_at_one_place_loads_or_is_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, where: tuple[str, tuple[str | int, ...]], junk: Any, rename: bool
) -> None:
    folder: Path = tmp_path_factory.mktemp("spoilt") / "pack"
    pack = write_small_pack(folder)
    for name, text in spoilt(*where, junk, rename=rename).items():
        pack.write(name, text)

    loaded, faults = read_pack(folder)

    for fault in faults:
        assert fault.line >= 1
        assert fault.what["zh"] and fault.what["en"]
    if not faults:
        assert loaded is not None
        again = LoadedPack.from_document(json.loads(json.dumps(loaded.to_document())))
        assert again.definitions == loaded.definitions
        run_examples(again)
