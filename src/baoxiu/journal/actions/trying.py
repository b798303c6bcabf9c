"""One message sent by hand to see whether a way works. Secrets are never told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from baoxiu.core.engine.facts import Actor
from baoxiu.core.errors import Malformed
from baoxiu.journal.actions.lanes import send_all
from baoxiu.journal.actions.recording import record
from baoxiu.journal.actions.ways import note_health, way_named
from baoxiu.journal.channels import NotSent, Outgoing, WayOut
from baoxiu.journal.events import Happened, subject_of
from baoxiu.journal.ids import new_id
from baoxiu.journal.models import OwnChannel
from baoxiu.journal.queries.ways import channel_for, own_channel


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a message sent to see."""

    result: str  # 'sent', 'file', 'refused', 'unsure'
    why: str = ""


def try_channel(by: str, address: str, *, title: str, text: str, actor: Actor, at: datetime) -> Tried:
    """Send one message now, beside the queue, and say what became of it. Who tried which way is recorded, the address is not.

    An organisation's own channel is tried even while it is switched off.
    """
    said = address.strip()
    if not said or len(said) > 200 or "\0" in said:
        raise Malformed(what="address / 收件地址", why="empty / 未填写" if not said else said[:40], field="to")
    organisation = actor.organisation_id or 0
    own = OwnChannel.objects.filter(organisation_id=organisation, by=way_named(by)).first()
    way = own_channel(own) if own else channel_for(by, organisation)
    tried = _tried(way, Outgoing(f"try:{new_id(at)}", by, said, actor.name, title, text, "", 1), at)
    subject = subject_of("channel", f"{organisation}:{by}")
    record(Happened("ChannelTried", subject, organisation, at, actor, {"by": by, "result": tried.result}))
    return tried


def _tried(way: WayOut, outgoing: Outgoing, at: datetime) -> Tried:
    outcome = next(send_all({0: (way, outgoing)}))[1]
    note_health(way.owner, outgoing.by, [outcome], at)
    if outcome is None:
        return Tried("file" if way.channel.knows_keys else "sent")  # of all ways out only files know keys
    return Tried("refused" if isinstance(outcome, NotSent) else "unsure", str(outcome))
