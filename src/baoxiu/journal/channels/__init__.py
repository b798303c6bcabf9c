"""Ways out of the house: an organisation's own, else what `BAOXIU_CHANNELS` says; without either everything goes into files.

A channel sends one delivery or raises `NotSent`; whatever else it raises, or when it never answers, nobody knows whether
the message went out. `knows_keys` says whether the receiver drops what it already has by its key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

from baoxiu.journal.channels.apprise import AppriseChannel
from baoxiu.journal.channels.file import FileChannel
from baoxiu.journal.channels.outgoing import NotSent, Outgoing

__all__ = ["Channel", "NoChannel", "NotSent", "Outgoing", "Sealed", "WayOut", "channel_for", "configured"]

ENTRY = re.compile(r",(?=[a-z]+=)")


class Channel(Protocol):
    """What every way out does."""

    @property
    def knows_keys(self) -> bool:
        """Whether the receiver drops what it already has."""

    def send(self, outgoing: Outgoing) -> None:
        """Send, or raise NotSent with the reason."""


@dataclass(frozen=True, slots=True)
class NoChannel:
    """Stands in where no way out is set up: the message waits for one as a dead letter, with these words."""

    by: str
    knows_keys: bool = True

    def send(self, outgoing: Outgoing) -> None:
        """Say what is missing."""
        raise NotSent(f"no channel is set up for '{outgoing.by}': add {self.by}=… to BAOXIU_CHANNELS")


@dataclass(frozen=True, slots=True)
class Sealed:
    """Stands in for an organisation's channel whose address no key opens any more."""

    knows_keys: bool = True

    def send(self, outgoing: Outgoing) -> None:
        """Say what to do."""
        raise NotSent(f"the address of the channel '{outgoing.by}' cannot be opened with this installation's key: type it again")


@dataclass(frozen=True, slots=True)
class WayOut:
    """The channel a message takes, and whose it is: an organisation's, or 0, the installation's."""

    channel: Channel
    owner: int = 0


def channel_for(by: str) -> Channel:
    """The installation's way out for 'sms', 'mail', 'chat' or 'webhook'."""
    said = configured()
    if not said or said.get(by) == "file":
        return FileChannel(settings.CHANNEL_FILE)
    return AppriseChannel(said[by]) if by in said else NoChannel(by)


def configured() -> dict[str, str]:
    """The address of each way that is set, secrets and all."""
    return dict(entry.split("=", 1) for entry in ENTRY.split(settings.CHANNELS.strip()) if "=" in entry)
