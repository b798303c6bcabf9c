"""Rows out of files: CSV in UTF-8 (with or without BOM) or GB18030, NDJSON, Excel; a broken row is a fault, not an end."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

csv.field_size_limit(1_000_000)


class UnreadableFile(ValueError):
    """The file cannot be read as what it is said to be."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file, and its cells by column; or what is wrong with it."""

    line: int
    cells: dict[str, str]
    fault: str | None = None


def open_bytes(path: Path) -> bytes:
    """The bytes of a file, unpacked where its name ends in .gz."""
    try:
        raw = path.read_bytes()
        return gzip.decompress(raw) if path.suffix == ".gz" else raw
    except (OSError, EOFError, gzip.BadGzipFile) as fault:
        raise UnreadableFile(f"{path.name} cannot be opened: {fault}") from fault


def text_of(raw: bytes) -> str:
    """Text in UTF-8 (BOM dropped), else GB18030, which holds every GBK file."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile("the text is neither UTF-8 nor GBK/GB18030; save it as UTF-8 and try again")


def rows(path: Path, kind: str, *, delimiter: str = ",") -> Iterator[Row]:
    """The rows of a CSV, NDJSON or Excel file."""
    if kind == "csv":
        return _csv(text_of(open_bytes(path)), delimiter)
    if kind == "ndjson":
        return _ndjson(text_of(open_bytes(path)))
    return _xlsx(path)


def _csv(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = next(reader, None)
    if not header:
        raise UnreadableFile("the file has no header line")
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            yield Row(line, {}, f"not a CSV row: {fault}")
            continue
        if cells:
            yield _of_cells(line, header, cells)


def _of_cells(line: int, header: list[str], cells: list[str]) -> Row:
    if len(cells) != len(header):
        return Row(line, dict(zip(header, cells, strict=False)), f"{len(cells)} cells where the header has {len(header)}")
    return Row(line, dict(zip(header, cells, strict=True)))


def _ndjson(text: str) -> Iterator[Row]:
    for line, source in enumerate(text.splitlines(), start=1):
        if not source.strip():
            continue
        try:
            found: Any = json.loads(source)
        except json.JSONDecodeError as fault:
            yield Row(line, {}, f"not JSON: {fault}")
            continue
        if isinstance(found, dict):
            yield Row(line, {str(k): "" if v is None else str(v) for k, v in found.items()})
        else:
            yield Row(line, {}, "not a JSON object")


def _xlsx(path: Path) -> Iterator[Row]:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (OSError, KeyError, ValueError, BadZipFile, InvalidFileException) as fault:
        raise UnreadableFile(f"{path.name} is not an Excel workbook: {fault}") from fault
    sheet = iter(book.worksheets[0].iter_rows(values_only=True))
    header = [str(c or "") for c in next(sheet, ())]
    if not header:
        raise UnreadableFile("the first sheet has no header line")
    for line, cells in enumerate(sheet, start=2):
        if any(c is not None for c in cells):
            yield _of_cells(line, header, ["" if c is None else _cell(c) for c in cells])


def _cell(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
