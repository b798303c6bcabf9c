"""How messages leave the house: every way, and one of them: set, tried, switched off, removed. An address is never shown again."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from baoxiu.core.errors import NotFound
from baoxiu.directory.queries import person_with
from baoxiu.journal import actions
from baoxiu.journal.actions import Tried
from baoxiu.journal.queries import Way, ways_of
from baoxiu.web.desk.views.settings.answering import in_words
from baoxiu.web.desk.views.settings.frame import Keeper, done, kept_whole, shown
from baoxiu.web.desk.views.settings.parts import Cell, Facts, Field, Form, Link, Note, Part, Table
from baoxiu.web.shared.requests import Asked

EXAMPLES = {
    "sms": ("twilio://SID:TOKEN@+8675512345678/{to}", "jsons://user:password@sms.example.org/send/{to}"),
    "mail": ("mailtos://desk:password@mail.example.org?to={to}", "mailtos://name:code@163.com?to={to}"),
    "chat": ("wecombot://KEY", "dingtalk://TOKEN/{to}", "feishu://TOKEN"),
    "webhook": ("jsons://hooks.example.org/baoxiu",),
}


@require_GET
@kept_whole
def channels(request: Asked, keeper: Keeper) -> HttpResponse:
    """Every way, by what it leaves and how that fares."""
    zone = ZoneInfo(keeper.organisation.zone)
    rows = []
    for way in ways_of(keeper.organisation.pk, request.now):
        more = _("your own is switched off") if way.own and way.own.off else ""
        words, tone = _state(way)
        kinds = _("WeCom, DingTalk, Feishu") if way.by == "chat" else way.by
        named = Cell(_titles()[way.by], href=reverse("desk:set_channel", args=[way.by]), more=kinds)
        rows.append([named, Cell(words, tone=tone, more=more), _gateway(way), _fares(way, zone)])
    heads = [_("Way"), _("Messages leave by"), _("Gateway"), _("How it fares")]
    sub = _("Your own channel comes first, then what this installation has set.")
    tools = [Link(_("Messages"), reverse("desk:messages"), "send")]
    table = Table(_("Ways out"), heads, rows, "send", sub)
    said = _("Text messages, mail, chat: how each leaves the house.")
    return shown(request, "channels", _("Channels"), [table], sub=said, tools=tools)


@require_GET
@kept_whole
def channel(request: Asked, keeper: Keeper, by: str) -> HttpResponse:
    """One way."""
    return _page(request, keeper, by, [])


@require_POST
@kept_whole
def attempt(request: Asked, keeper: Keeper, by: str) -> HttpResponse:
    """Send a message to see; what became of it stands on top of the page."""
    _way(keeper, by)
    title = _("A message to try the channel")
    text = _("{organisation}: sent by {name} to see whether this way works.").format(
        organisation=keeper.organisation.title, name=request.actor.name
    )
    tried = actions.try_channel(by, request.POST.get("to", ""), title=title, text=text, actor=request.actor, at=request.now)
    return _page(request, keeper, by, [_result(tried)])


@sensitive_post_parameters("address")
@require_POST
@kept_whole
def lay(request: Asked, keeper: Keeper, by: str) -> HttpResponse:
    """Set the organisation's own channel, or set it anew."""
    address = request.POST.get("address", "")
    actions.set_channel(by, address, organisation_id=keeper.organisation.pk, actor=request.actor, at=request.now)
    return done(request, _("The channel was set. Send a message to see whether it works."), "desk:set_channel", by)


@require_POST
@kept_whole
def switch(request: Asked, keeper: Keeper, by: str) -> HttpResponse:
    """Leave the own channel unused, or use it again."""
    off = request.POST.get("off") == "1"
    actions.switch_channel(by, off=off, organisation_id=keeper.organisation.pk, actor=request.actor, at=request.now)
    return done(request, _("The channel is switched off.") if off else _("The channel is used again."), "desk:set_channel", by)


@require_POST
@kept_whole
def remove(request: Asked, keeper: Keeper, by: str) -> HttpResponse:
    """Forget the own channel."""
    actions.remove_channel(by, organisation_id=keeper.organisation.pk, actor=request.actor, at=request.now)
    return done(request, _("The channel was removed, its address with it."), "desk:set_channel", by)


def _page(request: Asked, keeper: Keeper, by: str, on_top: list[Part]) -> HttpResponse:
    way = _way(keeper, by)
    forms: list[Part] = [_try_form(request, way), _set_form(way)] if way.own else [_set_form(way), _try_form(request, way)]
    parts = [*on_top, _facts(way, ZoneInfo(keeper.organisation.zone)), *forms, _examples(way), *_ends(way)]
    back = Link(_("Channels"), reverse("desk:set_channels"))
    return shown(request, "channels", _titles()[by], parts, sub=_("How it leaves the house"), back=back)


def _way(keeper: Keeper, by: str) -> Way:
    found = next((way for way in ways_of(keeper.organisation.pk, keeper.request.now) if way.by == by), None)
    if found is None:
        raise NotFound(what="channel / 渠道", name=by[:20])
    return found


def _titles() -> dict[str, str]:
    return {"sms": _("Text message"), "mail": _("Mail messages"), "chat": _("Chat"), "webhook": _("Webhook")}


def _state(way: Way) -> tuple[str, str]:
    states = {
        "own": (_("your own channel"), "done"), "set": (_("the installation's channel"), "done"), "file": (_("written to files"), "warn"),
        "none": (_("not set"), "bad"),
    }  # fmt: skip
    return states[way.kind]


def _gateway(way: Way) -> Cell:
    if way.kind == "own" and way.own:
        return Cell(way.product, more=_ending(way))
    return Cell(way.product if way.kind == "set" else "—")


def _ending(way: Way) -> str:
    own = way.own
    return f"{own.scheme}://…{own.ending}" if own else ""


def _fares(way: Way, zone: ZoneInfo) -> Cell:
    since, sent = _moment(way.failing_since, zone), _moment(way.sent_at, zone)
    if way.is_failing:
        return Cell(_("failed {count} times in a row").format(count=way.failed), tone="bad", more=_("since {since}").format(since=since))
    last = _("last sent {sent}").format(sent=sent) if sent else _("nothing sent yet")
    return Cell(_("last try failed"), tone="warn", more=last) if way.failed else Cell(last)


def _moment(at: datetime | None, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if at else ""


def _facts(way: Way, zone: ZoneInfo) -> Facts:
    words, tone = _state(way)
    rows: list[tuple[Any, Cell]] = [(_("Messages leave by"), Cell(words, tone=tone)), (_("How it fares"), _fares(way, zone))]
    if way.why:
        rows.append((_("The gateway's answer"), Cell(in_words(way.why), more=way.why)))
    if own := way.own:
        used = Cell(_("switched off"), tone="warn") if own.off else Cell(_("in use"), tone="done")
        said = Cell(_ending(way), mono=True, more=_("The rest is kept sealed and shown to nobody."))
        rows += [(_("Your own channel"), used), (_("Gateway"), Cell(own.product)), (_("Address"), said)]
        rows.append((_("Set by"), Cell(own.set_by, more=_moment(own.set_at, zone))))
    return Facts(_("As it stands"), rows, "send")


def _set_form(way: Way) -> Form:
    field = Field("address", _("Address of the gateway"), "textarea", must=True, longest=1000,
                  help=_("Typed once, kept sealed, never shown again. {to} stands for whom the message is for."))  # fmt: skip
    title = _("Set another address") if way.own else _("Set your own channel")
    return Form(title, reverse("desk:set_channel_lay", args=[way.by]), [field], _("Set it"), "key", folded=bool(way.own))


def _try_form(request: Asked, way: Way) -> Form:
    me = person_with(request.actor.id or 0)
    own = {"sms": me.phone, "mail": me.email, "chat": me.chat}.get(way.by, "")
    to = Field("to", _("Send to"), value=request.POST.get("to", own), must=True, longest=200,
               help=_("A telephone number, a mail address, a chat account: best your own."))  # fmt: skip
    action = reverse("desk:set_channel_try", args=[way.by])
    return Form(_("Send a message to see"), action, [to], _("Send it"), "send", whole_page=True)


def _result(tried: Tried) -> Note:
    told = {
        "sent": (_("It went out. The gateway took it."), "done", "check"),
        "file": (_("It was written to the file of messages: nothing left the house."), "warn", "alert-triangle"),
        "refused": (_("It did not go out."), "bad", "ban"),
        "unsure": (_("The gateway was reached and did not answer: it may have gone out."), "warn", "alert-triangle"),
    }
    title, tone, icon = told[tried.result]
    return Note(title, [in_words(tried.why), tried.why] if tried.why else [], tone, icon)


def _examples(way: Way) -> Table:
    rows = [[Cell(example, mono=True)] for example in EXAMPLES[way.by]]
    sub = _("Each begins with the name of the gateway; the installation's own are set in BAOXIU_CHANNELS on the server.")
    return Table(_("How an address is written"), [_("Example")], rows, "info-circle", sub)


def _ends(way: Way) -> list[Part]:
    if way.own is None:
        return []
    switch = reverse("desk:set_channel_switch", args=[way.by])
    off = _("Messages then leave by what this installation has set; the address stays kept.")
    parts: list[Part] = [
        Form(_("Use it again"), switch, [], _("Switch it on"), "player-play", hidden={"off": "0"})
        if way.own.off
        else Form(_("Leave it unused for a while"), switch, [], _("Switch it off"), "player-pause", off, {"off": "1"})
    ]
    action = reverse("desk:set_channel_remove", args=[way.by])
    sub = _("The address is deleted. To use it again it has to be typed again.")
    return [*parts, Form(_("Remove the channel"), action, [], _("Remove it"), "trash", sub, danger=True, folded=True)]
