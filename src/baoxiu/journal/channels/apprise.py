"""Text messages, mail and chat through Apprise: one address (URL) a channel, `{to}` in it is whom the message is for.

Apprise answers only yes or no. Its log tells a no that is certain (it never got through, or the gateway said no) from one
that is not: the gateway was reached and then fell silent, so it may have sent.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote

from apprise import Apprise

from baoxiu.journal.channels.hiding import hidden
from baoxiu.journal.channels.outgoing import NotSent, Outgoing
from baoxiu.journal.channels.outside import only_outside

CONNECT = 4.0  # seconds to get through
ANSWER = 10.0  # seconds for the gateway's answer
NEVER_REACHED = re.compile(r"NewConnectionError|ConnectTimeout|NameResolution|refused|Name or service|getaddrinfo|CERTIFICATE")
FELL_SILENT = re.compile(r"timed out|aborted|unexpectedly closed|RemoteDisconnected|reset by peer|Broken pipe|IncompleteRead")

INSIDE = "the address leads inside the network of this installation (BAOXIU_CHANNELS_INSIDE)"

log = logging.getLogger("apprise")
log.setLevel(logging.DEBUG)
log.propagate = False  # it names addresses and contents; what matters of it is kept with the delivery
logging.getLogger("urllib3").setLevel(logging.ERROR)  # below that it writes every path it asks for, tokens and all


class FellSilent(Exception):
    """The gateway was reached and did not answer; it may have sent."""


@dataclass(frozen=True, slots=True)
class AppriseChannel:
    """Sends by an Apprise address such as `mailtos://user:password@mail.example?to={to}`."""

    address: str
    knows_keys: bool = False

    def send(self, outgoing: Outgoing) -> None:
        """Send one message; raises NotSent where it is certain that nothing went out, FellSilent where it is not."""
        sender = Apprise()
        if not sender.add(self.address.replace("{to}", quote(outgoing.address, safe="@+"))):
            raise NotSent(f"the address of the channel '{outgoing.by}' cannot be read")
        gateway = sender[0]  # asked itself, since Apprise would send from a thread of its own, out of our hearing
        gateway.socket_connect_timeout, gateway.socket_read_timeout = CONNECT, ANSWER
        with _heard() as heard:
            if gateway.notify(title=outgoing.title, body=outgoing.text):
                return
        why = hidden(heard.why(), self.address)[:500]
        if FELL_SILENT.search(why) and not NEVER_REACHED.search(why):
            raise FellSilent(why)
        raise NotSent(why)


@dataclass(frozen=True, slots=True)
class OwnChannel:
    """A channel an organisation set itself: the same, kept from reaching inside."""

    address: str
    knows_keys: bool = False

    def send(self, outgoing: Outgoing) -> None:
        """Send one message, or raise as the other does."""
        with only_outside() as kept_from:
            try:
                AppriseChannel(self.address).send(outgoing)
            except (NotSent, FellSilent):
                if kept_from:
                    raise NotSent(INSIDE) from None
                raise


@dataclass(eq=False)
class _Ear(logging.Handler):
    """Hears what Apprise says in this thread."""

    thread: int
    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(logging.DEBUG)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what was said here; a lane beside us speaks for itself."""
        if record.thread == self.thread and record.getMessage().startswith(("Socket Exception", "Failed", "A Connection", "Could not")):
            self.lines.append(record.getMessage())

    def why(self) -> str:
        """The reason, as far as one was given."""
        return " ".join(self.lines) or "the gateway refused it"


@contextmanager
def _heard() -> Iterator[_Ear]:
    ear = _Ear(threading.get_ident())
    log.addHandler(ear)
    try:
        yield ear
    finally:
        log.removeHandler(ear)
