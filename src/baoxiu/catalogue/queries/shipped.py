"""The packs that come with the product."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

import baoxiu
from baoxiu.core.errors import NotFound
from baoxiu.core.procedure.loading import LoadedPack, load_pack


def shipped_folder() -> Path:
    """Where they lie: inside the installed package, or beside the sources."""
    package = Path(baoxiu.__file__).parent
    inside = package / "procedures"
    return inside if inside.is_dir() else package.parent.parent / "procedures"


def shipped_packs() -> dict[str, Path]:
    """Every shipped pack: its key and its folder."""
    return {path.parent.name: path.parent for path in sorted(shipped_folder().glob("*/pack.yaml"))}


@cache
def shipped_pack(key: str) -> LoadedPack:
    """One of them, loaded and checked once a process."""
    folder = shipped_packs().get(key)
    if folder is None:
        raise NotFound(what="pack / 规程包", name=key)
    return load_pack(folder)


@cache
def shipped_titles() -> tuple[tuple[str, str, dict[str, Any]], ...]:
    """Key, version and title of each, without reading more of it."""
    heads = [(key, _head(folder / "pack.yaml")) for key, folder in shipped_packs().items()]
    return tuple((key, str(head["version"]), _words(head["title"])) for key, head in heads)


def _head(file: Path) -> dict[str, Any]:
    lines = file.read_text(encoding="utf-8").splitlines()
    found = yaml.safe_load("\n".join(line for line in lines if line.startswith(("version:", "title:"))))
    return dict(found)


def _words(title: Any) -> dict[str, Any]:
    return dict(title) if isinstance(title, dict) else {"zh": title}
