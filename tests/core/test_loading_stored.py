"""A pack as the catalogue keeps it: the same pack comes back, at once, and the same contents only once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from baoxiu.core.procedure.loading import LoadedPack, digest_of, load_pack
from core.smallpack import SmallPack

SHIPPED = sorted(path.parent for path in (Path(__file__).resolve().parents[2] / "procedures").glob("*/pack.yaml"))
LARGEST = max(SHIPPED, key=lambda folder: sum(file.stat().st_size for file in folder.glob("*.yaml")))


def stored(pack: LoadedPack) -> dict[str, object]:
    """The document after a trip through a JSON column, which keeps no order of keys."""
    document: dict[str, object] = json.loads(json.dumps(pack.to_document(), sort_keys=True))
    return document


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_every_shipped_pack_is_right_and_comes_back_from_its_document(folder: Path) -> None:
    pack = load_pack(folder)

    again = LoadedPack.from_document(stored(pack))

    assert again.pack == pack.pack
    assert again.definitions == pack.definitions
    assert (again.clauses, again.guides, again.slips, again.prices) == (pack.clauses, pack.guides, pack.slips, pack.prices)
    assert again.digest == pack.digest


def test_the_same_contents_are_loaded_once(small: SmallPack) -> None:
    document = stored(small.load())

    assert LoadedPack.from_document(document) is LoadedPack.from_document(json.loads(json.dumps(document)))


def test_other_contents_have_another_digest(small: SmallPack) -> None:
    before = small.load().digest
    small.edit("job.yaml", "    within: 4h\n", "    within: 5h\n")

    assert small.load().digest != before


def test_a_part_has_a_version_of_its_own_or_the_packs(small: SmallPack) -> None:
    small.edit("call-back.yaml", "kind: call_back\n", 'kind: call_back\nversion: "2.1"\n')
    pack = small.load()

    assert (pack.version_of("call-back"), pack.version_of("job")) == ("2.1", "1.0")


def test_prices_stay_exact(small: SmallPack) -> None:
    small.edit("prices.csv", "30.00", "30.10")

    again = LoadedPack.from_document(stored(small.load()))

    assert str(again.prices[0].price) == "30.10"


def test_the_largest_pack_is_read_from_its_document_without_checks_or_files() -> None:
    document = stored(load_pack(LARGEST))
    digest = digest_of(document)

    loaded = LoadedPack.from_document(document, digest=digest)

    assert LoadedPack.from_document({}, digest=digest) is loaded
