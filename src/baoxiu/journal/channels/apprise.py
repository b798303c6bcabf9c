"""Text messages, mail and chat through Apprise: one address (URL) a channel, `{to}` in it is whom the message is for."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from apprise import Apprise

from baoxiu.journal.channels.outgoing import NotSent, Outgoing


@dataclass(frozen=True, slots=True)
class AppriseChannel:
    """Sends by an Apprise address such as `mailtos://user:password@mail.example?to={to}`."""

    address: str
    knows_keys: bool = False

    def send(self, outgoing: Outgoing) -> None:
        """Send one message. An address that cannot be read, and a gateway that refuses, are certain not to have sent."""
        sender = Apprise()
        if not sender.add(self.address.replace("{to}", quote(outgoing.address, safe="@+"))):
            raise NotSent(f"the address of the channel '{outgoing.by}' in BAOXIU_CHANNELS cannot be read")
        if not sender.notify(title=outgoing.title, body=outgoing.text):
            raise NotSent("the gateway refused it")
