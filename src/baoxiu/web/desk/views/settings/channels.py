"""How messages leave the house: which ways are set, and a message sent to see. What was set is never shown again."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from baoxiu.directory.queries import person_with
from baoxiu.journal import actions
from baoxiu.journal.actions import Tried
from baoxiu.web.desk.views.settings.frame import Keeper, kept_whole, shown
from baoxiu.web.desk.views.settings.parts import Cell, Field, Form, Link, Note, Part, Table
from baoxiu.web.shared.requests import Asked

EXAMPLES = (
    ("sms", "sms=twilio://SID:TOKEN@+8675512345678/{to}"),
    ("mail", "mail=mailtos://desk:PASSWORD@mail.example.org?to={to}"),
    ("chat", "chat=wecombot://KEY · chat=dingtalk://TOKEN/{to} · chat=feishu://TOKEN"),
    ("webhook", "webhook=jsons://hooks.example.org/baoxiu"),
)


@require_http_methods(["GET", "POST"])
@kept_whole
def channels(request: Asked, keeper: Keeper) -> HttpResponse:
    """The ways, and a form to try one; sent, what became of it stands on top."""
    parts: list[Part] = []
    if request.method == "POST":
        parts.append(_result(_try(request, keeper)))
    parts += [_ways(), _form(request), _how()]
    tools = [Link(_("Messages"), reverse("desk:messages"), "send")]
    return shown(request, "channels", _("Channels"), parts, sub=_("Text messages, mail, chat: how each leaves the house."), tools=tools)


def _try(request: Asked, keeper: Keeper) -> Tried:
    title = _("A message to try the channel")
    text = _("{organisation}: sent by {name} to see whether this way works.").format(
        organisation=keeper.organisation.title, name=request.actor.name
    )
    by, address = request.POST.get("by", ""), request.POST.get("address", "")
    return actions.try_channel(by, address, title=title, text=text, actor=request.actor, at=request.now)


def _result(tried: Tried) -> Note:
    told = {
        "sent": (_("It went out. The gateway took it."), "done", "check"),
        "file": (_("It was written to the file of messages: nothing left the house."), "warn", "alert-triangle"),
        "refused": (_("It did not go out."), "bad", "ban"),
        "unsure": (_("The gateway was reached and did not answer: it may have gone out."), "warn", "alert-triangle"),
    }
    title, tone, icon = told[tried.result]
    return Note(title, [tried.why] if tried.why else [], tone, icon)


def _titles() -> dict[str, str]:
    return {"sms": _("Text message"), "mail": _("Mail"), "chat": _("Chat (WeCom, DingTalk, Feishu)"), "webhook": _("Webhook")}


def _ways() -> Table:
    states = {"set": (_("set"), "done"), "file": (_("written to files"), "warn"), "none": (_("not set"), "bad")}
    rows = []
    for way in actions.ways_set():
        words, tone = states[way.kind]
        rows.append([Cell(_titles()[way.by], more=way.by), Cell(words, tone=tone), Cell(way.product if way.kind == "set" else "")])
    return Table(_("Ways out"), [_("Way"), _("State"), _("Gateway")], rows, "send")


def _form(request: Asked) -> Form:
    me = person_with(request.actor.id or 0)
    by = request.POST.get("by", "mail")
    own = {"sms": me.phone, "mail": me.email, "chat": me.chat}.get(by, "")
    fields = [
        Field("by", _("Way"), "select", by, [(name, title) for name, title in _titles().items()], must=True),
        Field("address", _("Send to"), value=request.POST.get("address", own), must=True, longest=200,
              help=_("A telephone number, a mail address, a chat account: best your own.")),
    ]  # fmt: skip
    return Form(_("Send a message to see"), reverse("desk:set_channels"), fields, _("Send it"), "send", whole_page=True)


def _how() -> Table:
    sub = _("Addresses with their secrets stand in BAOXIU_CHANNELS on the server; they are read at its start and shown nowhere.")
    rows = [[Cell(_titles()[by]), Cell(example, mono=True)] for by, example in EXAMPLES]
    return Table(_("How to set one"), [_("Way"), _("Example")], rows, "info-circle", sub)
