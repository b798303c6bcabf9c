"""Filters and tags of every page: a pack's words, icons, times, the form of a command."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from baoxiu.core import text
from baoxiu.journal import clock
from baoxiu.web.shared import moments, naming
from baoxiu.web.shared.languages import ZH, Words, in_language
from baoxiu.web.shared.marks import mark_in_words

register = template.Library()
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


@register.filter
def words(said: Words | None) -> str:
    """A pack's text in the reader's language, else in the language it has."""
    return in_language(said)


@register.filter
def titled(unit: Any) -> str:
    """A unit's title in the reader's language."""
    return in_language(naming.unit(unit))


@register.filter
def initials(said: Words | None) -> str:
    """The pinyin initials a name is found by in a list on the page; in every language the Chinese ones."""
    return text.initials(said.get(ZH, "") if isinstance(said, Mapping) else said or "")


@register.filter
def prose(said: Words | None) -> SafeString:
    """A pack's guide, written in Markdown, as HTML; raw HTML in it stays text."""
    return SafeString(_markdown.render(words(said)))


@register.filter
def moment(at: datetime | str | None) -> str:
    """When, as short as it stays clear."""
    if not at:
        return ""
    return moments.moment(datetime.fromisoformat(at) if isinstance(at, str) else at, clock.now())


@register.simple_tag(takes_context=True)
def mark(context: Any, said: str) -> str:
    """As what a customer stands in the register of special users."""
    return mark_in_words(said, context["request"])


@register.filter
def plain(value: Any) -> Any:
    """A day as tables write it, 2026-03-02, whatever the language; everything else as it is."""
    return value.isoformat() if isinstance(value, date) and not isinstance(value, datetime) else value


@register.filter
def span(lasting: timedelta | None) -> str:
    """How long."""
    return moments.span(lasting) if lasting is not None else ""


@register.filter
def until(at: datetime | None) -> str:
    """What is left to `at`, or by how much it is over."""
    if at is None:
        return ""
    left = at - clock.now()
    return (_("{span} left") if left >= timedelta() else _("{span} over")).format(span=moments.span(left))


@register.filter
def signed(number: int) -> str:
    """What came or went: +3, −2, 0."""
    return f"+{number}" if number > 0 else str(number).replace("-", "−")


@register.filter
def percent(share: float | None) -> str:
    """A share of the whole, in whole percent."""
    return f"{share:.0%}" if share is not None else ""


@register.filter
def way(name: str) -> Any:
    """How somebody is asked afterwards; a way of the pack's own stays as it is written."""
    return {"phone": _("by telephone"), "visit": _("by a visit"), "message": _("by message")}.get(name, name)


@register.filter
def get(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """An entry of a mapping whose key is known only to the page."""
    return (mapping or {}).get(key)


@register.filter
def iso(at: datetime | None) -> str:
    """For scripts."""
    return at.isoformat() if at else ""


@register.simple_tag
def icon(name: str, more: str = "") -> SafeString:
    """A drawing beside words; it says nothing to a screen reader."""
    source = static("vendor/tabler-icons/icons.svg")
    return format_html('<svg class="icon {}" aria-hidden="true"><use href="{}#{}"/></svg>', more, source, name)


@register.simple_tag(takes_context=True)
def file_url(context: template.Context, hash_: str) -> str:
    """Where a picture is read: a customer reads it by his link."""
    guest = context.get("guest")
    if guest:
        return reverse("portal:file", args=[guest.token, hash_])
    return reverse("desk:ticket_file", args=[context["page"].ticket.number, hash_])


@register.simple_tag(takes_context=True)
def small_url(context: template.Context, hash_: str) -> str:
    """Where the small one of a picture is read, for lists and timelines."""
    return f"{file_url(context, hash_)}?small"


@register.inclusion_tag("shared/_left.html")
def left(due_at: datetime | None, *, state: str = "running", warn_at: datetime | None = None) -> dict[str, Any]:
    """What a clock shows; the page counts on from there."""
    return {"due_at": due_at, "state": state, "warn_at": warn_at, "is_late": bool(due_at and due_at < clock.now())}
