"""The files of a pack's folder, read: what they say and where, and what could not be read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from baoxiu.core.procedure.elements import Price
from baoxiu.core.procedure.faults import Fault, fault
from baoxiu.core.procedure.reading import Read, Unreadable, read

NOT_PROCEDURES = frozenset({"pack.yaml", "clauses.yaml", "calendar.yaml", "import.yaml"})
COLUMNS = ("code", "title_zh", "title_en", "kind", "unit", "price", "from_on", "until_on", "clause")
NEEDED_COLUMNS = ("code", "title_zh", "price")
PART = re.compile(r"^<!--\s*(zh|en)\s*-->\s*$", re.MULTILINE)


@dataclass
class Folder:
    """A pack's folder as it stands on disk."""

    path: Path
    yaml: dict[str, Read] = field(default_factory=dict)  # by the name relative to the folder
    guides: dict[str, dict[str, str]] = field(default_factory=dict)
    slips: dict[str, str] = field(default_factory=dict)
    prices: list[Price] = field(default_factory=list)
    price_lines: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def procedures(self) -> list[str]:
        """The files that hold a procedure each."""
        return sorted(name for name in self.yaml if "/" not in name and name not in NOT_PROCEDURES)

    @property
    def examples(self) -> list[str]:
        """The files of golden cases."""
        return sorted(name for name in self.yaml if name.startswith("examples/"))

    @property
    def knowledge(self) -> list[str]:
        """The files of questions and answers."""
        return sorted(name for name in self.yaml if name.startswith("knowledge/"))

    def text(self, path: Path) -> str | None:
        """The text of a file; None, and a fault, where it is none."""
        name = path.relative_to(self.path).as_posix()
        try:
            return path.read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as broken:
            why = broken.strerror or str(broken) if isinstance(broken, OSError) else "it is not UTF-8"
            self.faults.append(fault("unreadable_file", name, 1, why=why))
            return None


def open_folder(path: Path) -> Folder:
    """Read every file of the pack in `path`."""
    folder = Folder(path)
    for file in sorted([*path.glob("*.yaml"), *path.glob("examples/*.yaml"), *path.glob("knowledge/*.yaml")]):
        _read_yaml(folder, file)
    for file in sorted(path.glob("guides/*.md")):
        if (text := folder.text(file)) is not None:
            folder.guides[file.stem] = parts(text)
    for file in sorted(path.glob("slips/*.typ")):
        if (text := folder.text(file)) is not None:
            folder.slips[file.stem] = text
    if (path / "prices.csv").exists() and (text := folder.text(path / "prices.csv")) is not None:
        _read_prices(folder, text)
    return folder


def parts(text: str) -> dict[str, str]:
    """A guide's parts by language: a line `<!-- en -->` starts the English one; what stands before any mark is Chinese."""
    first, *rest = PART.split(text)
    found = {"zh": first.strip()} if first.strip() else {}
    for language, part in zip(rest[::2], rest[1::2], strict=True):
        found[language] = part.strip()
    return found


def _read_yaml(folder: Folder, file: Path) -> None:
    name = file.relative_to(folder.path).as_posix()
    if (text := folder.text(file)) is None:
        return
    try:
        folder.yaml[name], faults = read(text, name)
    except Unreadable as unreadable:
        faults = [unreadable.fault]
    folder.faults.extend(faults)


def _read_prices(folder: Folder, text: str) -> None:
    rows = csv.DictReader(io.StringIO(text, newline=""), restkey="")
    missing = [column for column in NEEDED_COLUMNS if column not in (rows.fieldnames or ())]
    folder.faults.extend(fault("no_such_column", "prices.csv", 1, column=column) for column in missing)
    if missing:
        return
    for row in rows:
        try:
            folder.prices.append(_price(row))
            folder.price_lines.append(rows.line_num)
        except (ValidationError, ValueError) as broken:
            folder.faults.append(fault("bad_price", "prices.csv", rows.line_num, why=_why(broken)))


def _price(row: Mapping[str, str]) -> Price:
    cells = {name: cell.strip() for name, cell in row.items() if isinstance(cell, str) and cell.strip()}
    unknown = set(row) - set(COLUMNS)
    if unknown:
        raise ValueError(f"it has more cells than columns or an unknown column {', '.join(sorted(unknown))}")
    words = {language: cells.pop(f"title_{language}") for language in ("zh", "en") if f"title_{language}" in cells}
    clauses = cells.pop("clause", "").split()
    return Price.model_validate({**cells, "title": words, "clause": clauses})


def _why(broken: Exception) -> str:
    if isinstance(broken, ValidationError):
        first = broken.errors(include_url=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return str(broken)
