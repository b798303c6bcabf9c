"""A pack of one page, to be changed at will: what a lamp's repair takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

PACK: dict[str, Any] = {
    "pack": "lamps",
    "version": "1.0",
    "title": {"zh": "路灯维修规程", "en": "Lamp repair"},
    "document": {
        "number": "YH-GC-01",
        "type": {"zh": "通知", "en": "Notice"},
        "drafted_on": "2003-05-30",
        "to": ["YH-1", "NOWHERE"],
        "copy_to": ["crew_leader", "managers"],
        "attachments": ["附件一"],
        "pages": 36,
        "marks": ["circulate", "confidential"],
        "term": "5 年",
        "clause": ["TST-01"],
    },
    "roles": {
        "front_desk": {"title": {"zh": "前台", "en": "Front desk"}},
        "technician": {"title": {"zh": "维修工", "en": "Technician"}},
    },
    "contacts": {"office": {"mail": "office@yuehe.example"}},
}

LAMP: dict[str, Any] = {
    "procedure": "lamp",
    "kind": "work_order",
    "title": {"zh": "路灯维修", "en": "Lamp repair"},
    "fields": {"place": {"type": "text", "label": {"zh": "地点", "en": "Place"}}},
    "states": {
        "open": {"title": {"zh": "待修", "en": "Open"}, "holder": "technician"},
        "done": {"title": {"zh": "完成", "en": "Done"}, "final": "done"},
    },
    "opens": {"by": "front_desk", "asks": {"place": "required"}, "to": "open"},
    "commands": {"finish": {"title": {"zh": "完成", "en": "Finish"}, "from": "open", "by": "technician", "to": "done", "clause": "TST-01"}},
}

CALL: dict[str, Any] = {
    "procedure": "call",
    "version": "7",
    "kind": "call_back",
    "title": {"zh": "回访", "en": "Call-back"},
    "states": {
        "open": {"title": {"zh": "待回访", "en": "Open"}, "holder": "front_desk"},
        "done": {"title": {"zh": "完成", "en": "Done"}, "final": "done"},
    },
    "opens": {"by": "front_desk", "to": "open"},
    "commands": {"finish": {"title": {"zh": "完成", "en": "Finish"}, "from": "open", "by": "front_desk", "to": "done"}},
}


def write_pack(folder: Path, *, pack: dict[str, Any] | None = None, procedures: tuple[dict[str, Any], ...] = (LAMP, CALL)) -> Path:
    """The pack as a folder; `pack` overrides what stands in pack.yaml."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "pack.yaml", PACK | (pack or {}))
    _write(folder / "clauses.yaml", {"TST-01": {"zh": "灯要亮", "en": "Lamps are lit"}})
    for one in procedures:
        _write(folder / f"{one['procedure']}.yaml", one)
    return folder


def _write(file: Path, content: dict[str, Any]) -> None:
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
