"""One tree of refusals. The docstring is the message; the web maps `code` to a status once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

Words = Mapping[str, str]


class Refusal(Exception):
    """This cannot be done now."""

    code: ClassVar[str] = "refused"
    zh: ClassVar[str] = "现在不能这样做。"
    clause: str | None = None
    field: str | None = None

    def __init__(self, **facts: Any) -> None:
        """Keep the facts that fill the message's blanks."""
        self.facts = facts
        self.clause = facts.pop("clause", None)
        self.field = facts.pop("field", None)
        super().__init__(self.say("en"))

    def say(self, language: str) -> str:
        """The message in `language` ('zh', 'en'; anything else reads English)."""
        text = self.zh if language.startswith("zh") else " ".join((type(self).__doc__ or "").split())
        return text.format(**self.facts)


class Refused(Refusal):
    """A procedure's own refusal: its clause, and the words its pack gives."""

    code = "refused_by_procedure"

    def __init__(self, words: Words, *, clause: str | None = None, code: str | None = None, field: str | None = None) -> None:
        """`words` says, per language, why and what to do instead."""
        self.words = dict(words)
        self.reason = code or self.code
        super().__init__(clause=clause, field=field)

    def say(self, language: str) -> str:
        """The pack's words in `language`, else in the language it has."""
        short = language[:2]
        return self.words.get(short) or self.words.get("en") or next(iter(self.words.values()), "")


class StaleVersion(Refusal):
    """Somebody changed {number} meanwhile (version {found}, yours {given}). Look at it again, then repeat."""

    code = "stale_version"
    zh = "{number} 已被他人更新（现为第 {found} 版，您看到的是第 {given} 版），请刷新后再操作。"


class KeyUsedDifferently(Refusal):
    """The key {key} was used before with other contents. Use a new key for a new request."""

    code = "key_used_differently"
    zh = "幂等键 {key} 已用于另一份内容，新的请求请使用新的键。"


class NotFound(Refusal):
    """There is no {what} {name} here."""

    code = "not_found"
    zh = "找不到{what} {name}。"


class NotYours(Refusal):
    """This belongs to another unit. Ask its {role} to do it."""

    code = "not_yours"
    zh = "该单属于其他单位，请联系其{role}处理。"


class Malformed(Refusal):
    """{what} cannot be read: {why}."""

    code = "malformed"
    zh = "{what} 无法识别：{why}。"
