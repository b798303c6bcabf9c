"""Tables as somebody sends them: a workbook made, uploaded, looked at, taken."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from web.faces import Faces, tree

HTMX = {"HX-Request": "true"}


def book(*rows: Sequence[Any]) -> bytes:
    """A workbook of one sheet."""
    made = openpyxl.Workbook()
    for row in rows:
        made.worksheets[0].append(list(row))
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def read(raw: bytes) -> list[list[Any]]:
    """The rows of the first sheet of a workbook."""
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(raw)).worksheets[0].iter_rows(values_only=True)]


def send(faces: Faces, login: str, table: str, raw: bytes, name: str = "table.xlsx") -> Any:
    """Upload a file; the answer."""
    file = SimpleUploadedFile(name, raw)
    return faces.as_(login).post(f"/desk/settings/tables/{table}", {"file": file}, headers=HTMX)


def look(faces: Faces, login: str, table: str, raw: bytes) -> tuple[str, dict[str, int]]:
    """Upload a file and look at what would change: the preview's address, and how many rows of each kind."""
    answer = send(faces, login, table, raw)
    assert answer.status_code == 204, answer.content.decode()
    path = answer["HX-Redirect"]
    page = tree(faces.as_(login).get(path))
    tiles = page.xpath("//a[contains(@class, 'tile')]")
    return path, {tile.get("href").partition("show=")[2] or "all": int(tile.xpath("string(b)")) for tile in tiles}


def take(faces: Faces, login: str, path: str, **form: Any) -> Any:
    """Take what was looked at."""
    return faces.as_(login).post(f"{path}/apply", form, headers=HTMX)


def taken(faces: Faces, login: str, table: str, raw: bytes) -> Mapping[str, int]:
    """Upload, look and take; how many rows of each kind there were."""
    path, counts = look(faces, login, table, raw)
    answer = take(faces, login, path)
    assert answer.status_code == 204, answer.content.decode()
    return counts


def refusals(faces: Faces, login: str, path: str) -> list[list[Any]]:
    """The refused rows as they are given back: each with its line and why."""
    rows = read(faces.as_(login).get(f"{path}/refused.xlsx").content)
    return [row[-2:] for row in rows[1:]]
