"""Why a file as a whole is not taken."""

from __future__ import annotations

from typing import ClassVar

from baoxiu.core.errors import Refusal


class SheetRefused(Refusal):
    """This file is not taken: {why} {remedy}"""

    code: ClassVar[str] = "sheet_refused"
    zh: ClassVar[str] = "不能读取这个文件：{why_zh}{remedy_zh}"


def refused(zh: tuple[str, str], en: tuple[str, str]) -> SheetRefused:
    """Why, and what to do, in both languages."""
    return SheetRefused(why=en[0], remedy=en[1], why_zh=zh[0], remedy_zh=zh[1], field="file")
