"""What the environment of this process says. Settings and the `baoxiu` command both ask here; nobody else reads it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from baoxiu.project.refusals import BadSetting

DEFAULT_PORT = 8000


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings a person may give, read once; what was not given is None or its default."""

    home: Path | None
    data_home: Path
    database_url: str | None
    secret: str | None
    files: Path | None
    public_url: str | None
    host: str
    port: int
    web: int
    workers: int
    language: str


def read(given: Mapping[str, str] = os.environ) -> Environment:
    """Read the settings; a value that makes no sense is refused by name."""
    data_home = given.get("XDG_DATA_HOME") or "~/.local/share"
    home = given.get("BAOXIU_HOME")
    return Environment(
        home=Path(home).expanduser().absolute() if home else None,
        data_home=Path(data_home).expanduser().absolute(),
        database_url=given.get("DATABASE_URL") or None,
        files=Path(given["BAOXIU_FILES"]).expanduser().absolute() if given.get("BAOXIU_FILES") else None,
        secret=given.get("BAOXIU_SECRET") or None,
        public_url=given.get("BAOXIU_PUBLIC_URL") or None,
        host=given.get("BAOXIU_HOST") or "127.0.0.1",
        port=_whole(given, "BAOXIU_PORT", DEFAULT_PORT, most=65535),
        web=_whole(given, "BAOXIU_WEB", 2, most=256),
        workers=_whole(given, "BAOXIU_WORKERS", 1, most=256),
        language=language(given),
    )


def language(given: Mapping[str, str] = os.environ) -> str:
    """The reader's language: 'zh' or 'en', as LC_ALL, LC_MESSAGES or LANG say, in that order."""
    said = next((given[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if given.get(name)), "")
    return "zh" if said.lower().startswith("zh") else "en"


def words(en: str, zh: str) -> str:
    """One of two texts, by the reader's language."""
    return zh if language() == "zh" else en


def give(given: Mapping[str, str]) -> None:
    """Tell this process what was found out, before settings are read."""
    os.environ.update(given)


def _whole(given: Mapping[str, str], name: str, otherwise: int, *, most: int) -> int:
    text = given.get(name) or str(otherwise)
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise BadSetting(name=name, value=text, least=1, most=most)
    return int(text)
